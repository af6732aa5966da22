package io.uring.dmabuf.dmabuf;

import static io.uring.dmabuf.dmabuf.DmabufMappingDeviation.MAP_FAILURE_KEEPS_RESV;
import static io.uring.dmabuf.dmabuf.DmabufMappingDeviation.PUT_DEVICE_FORGOTTEN;
import static io.uring.dmabuf.dmabuf.DmabufMappingDeviation.PUT_DMABUF_TWICE;
import static io.uring.dmabuf.dmabuf.DmabufMappingDeviation.PUT_FILE_EARLY;

import io.uring.dmabuf.block.OfTag;
import io.uring.dmabuf.dma.DmaSegment;
import io.uring.dmabuf.dma.Event;
import io.uring.dmabuf.id.DeviceId;
import io.uring.dmabuf.id.DmabufId;
import io.uring.dmabuf.id.FileId;
import io.uring.dmabuf.id.RegbufId;
import io.uring.dmabuf.step.Actor;
import io.uring.dmabuf.step.Domain;
import io.uring.dmabuf.step.Group;
import io.uring.dmabuf.step.NoArgs;
import io.uring.dmabuf.step.Owner;
import io.uring.dmabuf.step.Step;
import io.vavr.collection.List;
import io.vavr.collection.Vector;
import io.vavr.control.Option;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * The steps of {@link DmabufMapping}: what a registration takes, in which order, and how it gives
 * it back (io_uring/rsrc.c and io_uring/dmabuf.c of patches 08 and 10, drivers/dma-buf), and what
 * the user and the exporter do meanwhile.
 */
public final class MappingSteps {

  /**
   * A regbuf and a file that it takes.
   *
   * @param regbuf the regbuf
   * @param file the file
   */
  public record OfFile(RegbufId regbuf, FileId file) {}

  /**
   * A regbuf and a dma-buf that it takes.
   *
   * @param regbuf the regbuf
   * @param dmabuf the dma-buf
   */
  public record OfBuf(RegbufId regbuf, DmabufId dmabuf) {}

  /**
   * A file and what its flag becomes.
   *
   * @param file the file
   * @param direct whether it is O_DIRECT then
   */
  public record Flags(FileId file, boolean direct) {}

  /**
   * The command of a tag and the memory that it works in.
   *
   * @param tag the tag
   * @param memory the memory, in the order of its bytes
   */
  public record OfCommand(OfTag tag, Vector<DmaSegment> memory) {}

  private static final Domain<RegbufId> REGBUFS = Domain.ids("RegbufIds", RegbufId::of);
  private static final Domain<FileId> FILES = Domain.ids("Files", FileId::of);
  private static final Domain<DmabufId> BUFS = Domain.ids("Bufs", DmabufId::of);

  // ---- The user and the exporter.

  /** The user closes a file's descriptor. */
  public static final Step<DmabufMapping, FileId> CLOSE_FILE =
      Step.<DmabufMapping, FileId>named(
              "CloseFile",
              Actor.USER,
              Domain.ids(bounds -> bounds.integersIn("Closable", "files").map(FileId::of)))
          .when("The file's descriptor is open.", DmabufMapping::isFileOpen)
          .tells(Event.Lifetime.class, (before, file, after) -> ofFile(before, file, after))
          .then((s, file) -> s.withFile(file, TargetFile::close));

  /** The user closes a dma-buf's descriptor. */
  public static final Step<DmabufMapping, DmabufId> CLOSE_BUF =
      Step.<DmabufMapping, DmabufId>named(
              "CloseBuf",
              Actor.USER,
              Domain.ids(bounds -> bounds.integersIn("Closable", "bufs").map(DmabufId::of)))
          .when("The dma-buf's descriptor is open.", DmabufMapping::isBufOpen)
          .tells(Event.Lifetime.class, (before, buf, after) -> ofDmabuf(before, buf, after))
          .then((s, buf) -> s.withDmabuf(buf, DmaBuf::close));

  /**
   * The user clears O_DIRECT of a file, or sets it again ({@code fcntl(F_SETFL)}); nobody who has
   * the file is told. Source: {@code fs/fcntl.c: setfl}, base.
   */
  public static final Step<DmabufMapping, Flags> SET_FLAGS =
      Step.<DmabufMapping, Flags>named(
              "SetFlags",
              Actor.USER,
              new Domain<>(
                  bounds ->
                      bounds
                          .ids("Toggled", FileId::of)
                          .flatMap(f -> List.of(new Flags(f, false), new Flags(f, true))),
                  flags -> List.of(flags.file().number(), flags.direct())))
          .when("The file's descriptor is open.", (s, flags) -> s.isFileOpen(flags.file()))
          .when(
              "The flag is another one.", (s, flags) -> s.isDirect(flags.file()) != flags.direct())
          .then((s, flags) -> s.withDirect(flags.file(), flags.direct()));

  /** The exporter takes the reservation lock ({@code dma_resv_lock}). */
  public static final Step<DmabufMapping, DmabufId> EXPORTER_LOCK =
      Step.<DmabufMapping, DmabufId>named("ExporterLock", Actor.EXPORTER, BUFS)
          .when(
              "The exporter uses this buffer's lock.",
              (s, buf) -> s.platform().shared().contains(buf))
          .when("Nobody holds the lock.", (s, buf) -> s.dmabuf(buf).resv().equals(Resv.FREE))
          .when("The dma-buf is alive.", (s, buf) -> s.dmabuf(buf).refs() > 0)
          .then((s, buf) -> s.withResv(buf, Resv.EXPORTER));

  /** The exporter drops the reservation lock ({@code dma_resv_unlock}). */
  public static final Step<DmabufMapping, DmabufId> EXPORTER_UNLOCK =
      Step.<DmabufMapping, DmabufId>named("ExporterUnlock", Actor.EXPORTER, BUFS)
          .when(
              "The exporter holds the lock.",
              (s, buf) -> s.dmabuf(buf).resv().equals(Resv.EXPORTER))
          .then((s, buf) -> s.withResv(buf, Resv.FREE));

  /** I1: a request takes a reference of its file ({@code fget}). */
  public static final Step<DmabufMapping, FileId> REQ_GET_FILE =
      Step.<DmabufMapping, FileId>named("ReqGetFile", Actor.TASK, FILES)
          .in(Group.SUBMISSION)
          .when("The file's descriptor is open.", DmabufMapping::isFileOpen)
          .tells(Event.Lifetime.class, (before, file, after) -> ofFile(before, file, after))
          .then((s, file) -> s.withFile(file, TargetFile::get));

  /** C6: a request gives its reference back ({@code fput}). */
  public static final Step<DmabufMapping, FileId> REQ_PUT_FILE =
      Step.<DmabufMapping, FileId>named("ReqPutFile", Actor.TASK_WORK, FILES)
          .in(Group.TASKWORK)
          .when(
              "The file has references beside those of its descriptor and registrations.",
              (s, file) -> s.file(file).refs() > s.registrationFileRefs(file))
          .tells(Event.Lifetime.class, (before, file, after) -> ofFile(before, file, after))
          .then((s, file) -> s.withFile(file, TargetFile::put));

  // ---- Taking.

  /** R8: an empty regbuf; its number is {@link DmabufMapping#nextRegbuf}. */
  public static final Step<DmabufMapping, NoArgs> ALLOC_REGBUF =
      Step.<DmabufMapping>named("AllocRegbuf", Actor.TASK)
          .in(Group.REGISTRATION)
          .tells(
              Event.Lifetime.class,
              (before, none, after) -> ofRegbuf(before, before.nextRegbuf(), after))
          .then((s, none) -> s.withRegbuf(s.nextRegbuf(), RegBuf.EMPTY));

  /** R9: one reference of the target file. */
  public static final Step<DmabufMapping, OfFile> GET_FILE =
      Step.<DmabufMapping, OfFile>named(
              "GetFile",
              Actor.TASK,
              new Domain<>(
                  bounds ->
                      REGBUFS
                          .all()
                          .apply(bounds)
                          .flatMap(rb -> FILES.all().apply(bounds).map(f -> new OfFile(rb, f))),
                  of -> List.of(of.regbuf().number(), of.file().number())))
          .in(Group.REGISTRATION)
          .needs("The regbuf exists.", (s, of) -> s.has(of.regbuf()))
          .when("The regbuf holds nothing yet.", (s, of) -> s.is(of.regbuf(), RegBuf::isEmpty))
          .when("The file's descriptor is open.", (s, of) -> s.isFileOpen(of.file()))
          .tells(Event.Lifetime.class, (before, of, after) -> ofFile(before, of.file(), after))
          .then((s, of) ->
              s.changing(
                  of.regbuf(),
                  r ->
                      s.withFile(of.file(), TargetFile::get)
                          .withRegbuf(of.regbuf(), r.targetFile(of.file()))));

  /** R11: the device behind the file, without a reference ({@code block_get_dma_device}). */
  public static final Step<DmabufMapping, RegbufId> GET_DMA_DEVICE =
      taking("GetDmaDevice")
          .needs("The regbuf holds a file.", is(r -> r.targetFile().isDefined()))
          .when("The device is not known yet.", is(r -> r.device().isEmpty()))
          .when(
              "The file names its device.",
              (s, rb) -> s.is(rb, r -> r.targetFile().exists(s::namesDevice)))
          .then((s, rb) ->
              s.changing(
                  rb,
                  r ->
                      r.targetFile()
                          .map(file -> s.withRegbuf(rb, r.device(s.deviceOf(file))))
                          .getOrNull()));

  /** R12: one reference of the dma-buf ({@code dma_buf_get}). */
  public static final Step<DmabufMapping, OfBuf> GET_DMABUF =
      Step.<DmabufMapping, OfBuf>named(
              "GetDmabuf",
              Actor.TASK,
              new Domain<>(
                  bounds ->
                      REGBUFS
                          .all()
                          .apply(bounds)
                          .flatMap(rb -> BUFS.all().apply(bounds).map(b -> new OfBuf(rb, b))),
                  of -> List.of(of.regbuf().number(), of.dmabuf().number())))
          .in(Group.REGISTRATION)
          .needs("The regbuf exists.", (s, of) -> s.has(of.regbuf()))
          .when("The device is known.", (s, of) -> s.is(of.regbuf(), r -> r.device().isDefined()))
          .when(
              "The regbuf holds no dma-buf yet.",
              (s, of) -> s.is(of.regbuf(), r -> r.dmabuf().isEmpty()))
          .when("The dma-buf's descriptor is open.", (s, of) -> s.isBufOpen(of.dmabuf()))
          .tells(Event.Lifetime.class, (before, of, after) -> ofDmabuf(before, of.dmabuf(), after))
          .then((s, of) ->
              s.changing(
                  of.regbuf(),
                  r ->
                      s.withDmabuf(of.dmabuf(), DmaBuf::get)
                          .withRegbuf(of.regbuf(), r.dmabuf(Option.some(of.dmabuf())))));

  /** R13: the static attachment; the lock is taken for a moment ({@code dma_buf_attach}). */
  public static final Step<DmabufMapping, RegbufId> ATTACH =
      taking("Attach")
          .needs("The regbuf holds a dma-buf.", is(r -> r.dmabuf().isDefined()))
          .when("The regbuf is not attached yet.", is(r -> r.attachment().isEmpty()))
          .when(
              "The regbuf is not one under release that still has its device.",
              is(r -> !r.deviceHeld()))
          .when(
              "Nobody holds the buffer's lock.",
              (s, rb) -> s.is(rb, r -> s.resv(r).forAll(Resv.FREE::equals)))
          .then((s, rb) ->
              s.changing(
                  rb,
                  r ->
                      r.device()
                          .flatMap(device -> r.dmabuf().map(buf -> new Attachment(device, buf)))
                          .map(attachment ->
                              s.withRegbuf(rb, r.attachment(Option.some(attachment)))
                                  .counting(attachment.dmabuf(), ExporterCounts::attached))
                          .getOrNull()));

  /** R14, U5: the reservation lock, to map or to unmap. */
  public static final Step<DmabufMapping, RegbufId> LOCK_RESV =
      taking("LockResv")
          .when("The regbuf is attached.", is(r -> r.attachment().isDefined()))
          .when("The segments of the mapping are not in use.", is(r -> r.vec().isEmpty()))
          .when(
              "There is a mapping to end, or one to make because there was none before.",
              is(r -> r.sgt().isDefined() || !r.deviceHeld()))
          .when(
              "Nobody holds the buffer's lock.",
              (s, rb) -> s.is(rb, r -> s.resv(r).contains(Resv.FREE)))
          .then((s, rb) ->
              s.changing(
                  rb,
                  r ->
                      r.dmabuf()
                          .map(buf -> s.withResv(buf, new Resv.HeldByRegistration(rb)))
                          .getOrNull()));

  /** R14: the mapping, page by page at the lowest free addresses; drops the lock. */
  public static final Step<DmabufMapping, RegbufId> MAP =
      taking("Map")
          .when("The regbuf holds the buffer's lock.", DmabufMapping::isLockedBy)
          .when("The regbuf is not mapped yet.", is(r -> r.sgt().isEmpty()))
          .needs("The device has enough free addresses.", DmabufMapping::hasRoom)
          .tells(
              Event.MappingMade.class,
              (before, rb, after) ->
                  ofDevice(
                      after.regbuf(rb),
                      device -> new Event.MappingMade(device, rb, after.segments(rb))))
          .then((s, rb) -> s.changing(rb, r -> s.mapped(rb, r)));

  /**
   * R14: too few addresses are left, or the driver is to be unbound; drops the lock and maps
   * nothing.
   */
  public static final Step<DmabufMapping, RegbufId> MAP_FAILS =
      taking("MapFails")
          .when("The regbuf holds the buffer's lock.", DmabufMapping::isLockedBy)
          .when("The regbuf is not mapped yet.", is(r -> r.sgt().isEmpty()))
          .when(
              "The device has too few free addresses, or its driver is unbound at some moment.",
              (s, rb) -> s.is(rb, r -> !s.hasRoom(r) || s.isUnbindable(r)))
          .then((s, rb) ->
              s.changing(
                  rb,
                  r ->
                      s.design().deviates(MAP_FAILURE_KEEPS_RESV)
                          ? s
                          : r.dmabuf().map(buf -> s.withResv(buf, Resv.FREE)).getOrNull()));

  /** R16: one reference of the device ({@code get_device}). */
  public static final Step<DmabufMapping, RegbufId> GET_DEVICE =
      taking("GetDevice")
          .when("The regbuf is mapped.", is(r -> r.sgt().isDefined()))
          .when("The regbuf holds no device reference yet.", is(r -> !r.deviceHeld()))
          .when("The regbuf does not hold the buffer's lock.", (s, rb) -> !s.isLockedBy(rb))
          .tells(Event.Lifetime.class, MappingSteps::ofHeld)
          .then((s, rb) ->
              s.changing(
                  rb,
                  r ->
                      r.device()
                          .map(device ->
                              s.withDevice(device, DmaDevice::get)
                                  .withRegbuf(rb, r.deviceHeld(true)))
                          .getOrNull()));

  /** R17-R18: the array of DMA segments. */
  public static final Step<DmabufMapping, RegbufId> ALLOC_VEC =
      taking("AllocVec")
          .needs("The regbuf is mapped.", is(r -> r.sgt().isDefined()))
          .when("The regbuf holds a device reference.", is(RegBuf::deviceHeld))
          .when("The regbuf has no segments yet.", is(r -> r.vec().isEmpty()))
          .when("The regbuf does not hold the buffer's lock.", (s, rb) -> !s.isLockedBy(rb))
          .then((s, rb) -> s.changing(rb, r -> s.withVecOf(rb, r)));

  // ---- Giving back.

  /** U4: the array of DMA segments is freed. */
  public static final Step<DmabufMapping, RegbufId> FREE_VEC =
      givingBack("FreeVec")
          .when("The regbuf has segments.", is(r -> r.vec().isDefined()))
          .tells(Event.Lifetime.class, MappingSteps::ofHeld)
          .then((s, rb) ->
              s.changing(
                  rb,
                  r ->
                      (s.design().deviates(PUT_FILE_EARLY) ? s.withFilePut(r) : s)
                          .withRegbuf(rb, r.vec(Option.none()))));

  /** U5: the end of the mapping; drops the lock. Every address of it is invalid from here. */
  public static final Step<DmabufMapping, RegbufId> UNMAP =
      givingBack("Unmap")
          .when("The regbuf is mapped.", is(r -> r.sgt().isDefined()))
          .when("The regbuf holds the buffer's lock.", DmabufMapping::isLockedBy)
          .tells(Event.MappingGone.class, MappingSteps::ofEndedMapping)
          .then((s, rb) -> s.changing(rb, r -> s.unmapped(rb, r)));

  /**
   * Whoever unbinds the driver of a device ends a mapping that is complete, for all who have it;
   * the lock is taken for a moment ({@code dma_buf_unmap_attachment_unlocked}).
   */
  public static final Step<DmabufMapping, RegbufId> REVOKE =
      Step.<DmabufMapping, RegbufId>named("Revoke", Actor.USER, REGBUFS)
          .needs("The regbuf exists.", DmabufMapping::has)
          .when("The regbuf is mapped.", is(r -> r.sgt().isDefined()))
          .when("The registration is complete.", is(r -> r.vec().isDefined()))
          .when("The driver of its device is unbound.", (s, rb) -> s.is(rb, s::isUnbindable))
          .when(
              "Nobody holds the buffer's lock.",
              (s, rb) -> s.is(rb, r -> s.resv(r).contains(Resv.FREE)))
          .tells(Event.MappingGone.class, MappingSteps::ofEndedMapping)
          .then((s, rb) -> s.changing(rb, r -> s.unmapped(rb, r.revoked())));

  /** U6: the attachment ends; the lock is taken for a moment ({@code dma_buf_detach}). */
  public static final Step<DmabufMapping, RegbufId> DETACH =
      givingBack("Detach")
          .when("The regbuf is attached.", is(r -> r.attachment().isDefined()))
          .when("The regbuf is not mapped.", is(r -> r.sgt().isEmpty()))
          .when("The segments of a mapping that was ended are freed.", is(r -> r.vec().isEmpty()))
          .when(
              "Nobody holds the buffer's lock.",
              (s, rb) -> s.is(rb, r -> s.resv(r).contains(Resv.FREE)))
          .then((s, rb) ->
              s.changing(
                  rb,
                  r ->
                      r.dmabuf()
                          .map(buf ->
                              s.withRegbuf(rb, r.attachment(Option.none()))
                                  .counting(buf, ExporterCounts::detached))
                          .getOrNull()));

  /** U7: the dma-buf's reference is given back ({@code dma_buf_put}). */
  public static final Step<DmabufMapping, RegbufId> PUT_DMABUF =
      givingBack("PutDmabuf")
          .needs("The regbuf holds a dma-buf.", is(r -> r.dmabuf().isDefined()))
          .when("The regbuf is not attached.", is(r -> r.attachment().isEmpty()))
          .tells(Event.Lifetime.class, MappingSteps::ofHeld)
          .then((s, rb) ->
              s.changing(
                  rb,
                  r ->
                      r.dmabuf()
                          .map(buf ->
                              s.withDmabuf(
                                      buf,
                                      b -> b.put(s.design().deviates(PUT_DMABUF_TWICE) ? 2 : 1))
                                  .withRegbuf(rb, r.dmabuf(Option.none())))
                          .getOrNull()));

  /** U8: the device's reference is given back ({@code put_device}). */
  public static final Step<DmabufMapping, RegbufId> PUT_DEVICE =
      givingBack("PutDevice")
          .when("The regbuf holds a device reference.", is(RegBuf::deviceHeld))
          .when("The regbuf holds no dma-buf.", is(r -> r.dmabuf().isEmpty()))
          .tells(Event.Lifetime.class, MappingSteps::ofHeld)
          .then((s, rb) ->
              s.changing(
                  rb,
                  r ->
                      r.device()
                          .map(device ->
                              (s.design().deviates(PUT_DEVICE_FORGOTTEN)
                                      ? s
                                      : s.withDevice(device, DmaDevice::put))
                                  .withRegbuf(rb, r.deviceHeld(false)))
                          .getOrNull()));

  /** U9: the file's reference is given back, last because it keeps the driver bound. */
  public static final Step<DmabufMapping, RegbufId> PUT_FILE =
      givingBack("PutFile")
          .needs("The regbuf holds a file.", is(r -> r.targetFile().isDefined()))
          .when("The regbuf holds no dma-buf.", is(r -> r.dmabuf().isEmpty()))
          .when("The regbuf holds no device reference.", is(r -> !r.deviceHeld()))
          .tells(Event.Lifetime.class, MappingSteps::ofHeld)
          .then((s, rb) ->
              s.changing(
                  rb,
                  r ->
                      r.targetFile().isEmpty()
                          ? null
                          : (s.design().deviates(PUT_FILE_EARLY) ? s : s.withFilePut(r))
                              .withRegbuf(rb, RegBuf.EMPTY)));

  /** U10: the regbuf itself is freed. */
  public static final Step<DmabufMapping, RegbufId> FREE_REGBUF =
      givingBack("FreeRegbuf")
          .when("The regbuf holds nothing.", is(RegBuf::isEmpty))
          .tells(Event.Lifetime.class, (before, rb, after) -> ofRegbuf(before, rb, after))
          .then((s, rb) -> s.changing(rb, r -> s.withoutRegbuf(rb)));

  // ---- Commands on ordinary memory.

  /** N3: the memory of a command is mapped for it ({@code nvme_map_data}). */
  public static final Step<DmabufMapping, OfCommand> MAP_PAGES =
      Step.<DmabufMapping, OfCommand>named("MapPages", Actor.TASK, Domain.ofWhole())
          .in(Group.QUEUEING)
          .of((s, of) -> new Owner.Device(of.tag().device()))
          .when("The command has nothing mapped.", (s, of) -> s.ofCommand(of.tag()).isEmpty())
          .needs(
              "The device has enough free addresses.",
              (s, of) -> s.placed(of.tag().device(), of.memory()).isDefined())
          .tells(
              Event.PagesMapped.class,
              (before, of, after) ->
                  after
                      .ofCommand(of.tag())
                      .<Event>map(mapped ->
                          new Event.PagesMapped(
                              of.tag().device(), of.tag().tag(), mapped.table().segments()))
                      .toList())
          .then((s, of) -> s.withPagesMapped(of.tag(), of.memory()));

  /** C2: the memory of a command is unmapped ({@code nvme_unmap_data}). */
  public static final Step<DmabufMapping, OfTag> UNMAP_PAGES =
      Step.<DmabufMapping, OfTag>named("UnmapPages", Actor.IRQ, OfTag.EVERY)
          .in(Group.IRQ)
          .of((s, of) -> new Owner.Device(of.device()))
          .needs("The command has something mapped.", (s, of) -> s.ofCommand(of).isDefined())
          .tells(
              Event.PagesUnmapped.class,
              (before, of, after) -> List.of(new Event.PagesUnmapped(of.device(), of.tag())))
          .then(DmabufMapping::withPagesUnmapped);

  /** All steps of the component but {@link #MAP_PAGES}, whose memory others know. */
  public static final List<Step<DmabufMapping, ?>> ALL = Step.declaredIn(MappingSteps.class);

  private MappingSteps() {}

  private static List<Event> ofFile(DmabufMapping before, FileId file, DmabufMapping after) {
    return Event.lifetime(file, before.files(), after.files(), TargetFile::refs);
  }

  private static List<Event> ofDmabuf(DmabufMapping before, DmabufId buf, DmabufMapping after) {
    return Event.lifetime(buf, before.dmabufs(), after.dmabufs(), DmaBuf::refs);
  }

  private static List<Event> ofDevice(DmabufMapping before, DeviceId device, DmabufMapping after) {
    return Event.lifetime(device, before.devices(), after.devices(), DmaDevice::refs);
  }

  /** A regbuf counts no references: it is there or it is not. */
  private static List<Event> ofRegbuf(DmabufMapping before, RegbufId regbuf, DmabufMapping after) {
    return Event.lifetime(regbuf, before.regbufs(), after.regbufs(), held -> 1);
  }

  /** What a step on a regbuf tells of file, dma-buf and device that it held before. */
  private static List<Event> ofHeld(DmabufMapping before, RegbufId regbuf, DmabufMapping after) {
    RegBuf held = before.regbuf(regbuf);
    return held.targetFile()
        .fold(() -> List.<Event>empty(), file -> ofFile(before, file, after))
        .appendAll(held.dmabuf().fold(List::empty, buf -> ofDmabuf(before, buf, after)))
        .appendAll(held.device().fold(List::empty, device -> ofDevice(before, device, after)));
  }

  private static List<Event> ofEndedMapping(
      DmabufMapping before, RegbufId regbuf, DmabufMapping after) {
    return ofDevice(before.regbuf(regbuf), device -> new Event.MappingGone(device, regbuf));
  }

  /** What is told of the device of a regbuf; nothing where a wrong step left it without one. */
  private static List<Event> ofDevice(RegBuf regbuf, Function<DeviceId, Event> event) {
    return regbuf.device().map(event).toList();
  }

  private static Step.Making<DmabufMapping, RegbufId> taking(String action) {
    return onRegbuf(action, Group.REGISTRATION);
  }

  private static Step.Making<DmabufMapping, RegbufId> givingBack(String action) {
    return onRegbuf(action, Group.RELEASE);
  }

  private static Step.Making<DmabufMapping, RegbufId> onRegbuf(String action, Group group) {
    return Step.<DmabufMapping, RegbufId>named(action, Actor.TASK, REGBUFS)
        .in(group)
        .needs("The regbuf exists.", DmabufMapping::has);
  }

  private static BiPredicate<DmabufMapping, RegbufId> is(Predicate<RegBuf> condition) {
    return (s, rb) -> s.is(rb, condition);
  }
}
