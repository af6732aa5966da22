package io.uring.dmabuf.targets;

import static io.uring.dmabuf.targets.StructuralAudit.QUEUES;

import io.uring.dmabuf.block.BlockRequest;
import io.uring.dmabuf.block.OfTag;
import io.uring.dmabuf.dma.DmaSegment;
import io.uring.dmabuf.dmabuf.DmaDevice;
import io.uring.dmabuf.id.DeviceId;
import io.uring.dmabuf.id.Entry;
import io.uring.dmabuf.id.RegbufId;
import io.uring.dmabuf.id.RequestId;
import io.uring.dmabuf.id.RingId;
import io.uring.dmabuf.id.TagId;
import io.uring.dmabuf.nvme.Iod.Stage;
import io.uring.dmabuf.nvme.PrpTarget;
import io.uring.dmabuf.nvme.QueuePair;
import io.uring.dmabuf.nvme.Sqe;
import io.uring.dmabuf.replay.Law;
import io.uring.dmabuf.system.DriveConfig;
import io.uring.dmabuf.system.State;
import io.uring.dmabuf.uring.Request;
import io.uring.dmabuf.uring.RingContext;
import io.uring.dmabuf.uring.Window;
import io.vavr.collection.List;
import io.vavr.collection.Vector;
import io.vavr.control.Option;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * What commands are told, and may touch: the range that their request asks for, in addresses that
 * their device has for it.
 */
final class CommandAudit {
  private final State s;

  private CommandAudit(State s) {
    this.s = s;
  }

  /**
   * The laws of a state.
   *
   * @param parts the indices of the parts of a state whose names begin in one of the given ways
   */
  static List<Law<State>> laws(Function<List<String>, List<Integer>> parts) {
    return List.of(
        Laws.of(
            "NoDmaOutsideMapping",
            parts.apply(
                List.of("requests", "nodes", "imus", "dmabufs", "devices", "regbufs", QUEUES)),
            s -> new CommandAudit(s).addresses()),
        Laws.of(
            "EntriesAreTheWindow",
            parts.apply(List.of("requests", "nodes", "imus", "devices", "regbufs", QUEUES)),
            s -> new CommandAudit(s).entries()),
        Laws.of(
            "OnlyWellFormedIsIssued",
            parts.apply(List.of("requests", "nodes", "imus", "dmabufs", "regbufs")),
            s -> new CommandAudit(s).issued()),
        Laws.of(
            "QueueOfTheMappedDevice",
            parts.apply(List.of("requests", "nodes", "imus", "regbufs", QUEUES)),
            s -> new CommandAudit(s).queues()),
        Laws.of(
            "PagesMappedForTheirCommand",
            parts.apply(List.of("requests", "nodes", "imus", "devices", QUEUES)),
            s -> new CommandAudit(s).pages()));
  }

  /**
   * What a drive has been given lies inside its buffer, which is one of its kind, and is whole
   * blocks.
   */
  private Option<String> issued() {
    for (Entry<RingId, RingContext> ring : s.rings().all()) {
      for (Entry<RequestId, Request> entry : ring.value().requests()) {
        if (entry.value().parts().out() > 0
            && !ring.value().polls(entry.id())
            && !isWellFormed(s.at(ring.id()), entry.id(), entry.value())) {
          return Option.some(
              "request %s is issued for what is no range of its buffer".formatted(entry.id()));
        }
      }
    }
    return Option.none();
  }

  private boolean isWellFormed(State seen, RequestId req, Request request) {
    DriveConfig drive = request.file().map(s::deviceOf).map(s.platform()::drive).get();
    long length = request.window().length();
    Vector<DmaSegment> memory = seen.memory(req, 0, length);
    Vector<DmaSegment> pieces =
        seen.table()
            .regbufOf(req)
            .map(regbuf -> request.window().in(s.mapping().segments(regbuf), 0, length))
            .getOrElse(() -> seen.bvecs(req, 0, length));
    boolean hasItsKind = !request.window().isVectored() || seen.table().pinnedBy(req).isDefined();
    return length > 0
        && hasItsKind
        && isForFile(seen.table().regbufOf(req), request)
        && DmaSegment.total(memory) == length
        && seen.positionOf(req) % drive.blockSize() == 0
        && pieces.forAll(piece ->
            piece.address() % drive.dmaAlignment() == 0 && piece.length() % drive.blockSize() == 0);
  }

  /** A dma-buf serves the file that it was registered for alone. */
  private boolean isForFile(Option<RegbufId> regbuf, Request request) {
    return regbuf
        .flatMap(s.mapping().regbufs()::get)
        .forAll(held -> held.targetFile().equals(request.file()));
  }

  /** What a command may still touch is mapped by what its request holds, or by itself. */
  private Option<String> addresses() {
    Option<String> stray = Option.none();
    for (DeviceId device : s.queue().devices()) {
      for (int tag = 0; tag < s.queue().layout(device).tags() && stray.isEmpty(); tag++) {
        stray = strayOf(new OfTag(device, TagId.of(tag)));
      }
    }
    return stray;
  }

  /** The device is told the addresses of its part of the window, all of them, in order. */
  private Option<String> entries() {
    return ofBusyTags((of, stage) ->
            stage
                .mapped()
                .filter(made -> !(stage instanceof Stage.HandedBack && s.mapsItself(of)))
                .flatMap(made ->
                    Option.when(
                        !told(of, made.command()).contains(expected(of)),
                        () ->
                            "tag %s of device %s is told something else than its part of the window"
                                .formatted(of.tag(), of.device()))))
        .orElse(this::segments);
  }

  /** The range of a part counts as many segments as have some of its bytes. */
  private Option<String> segments() {
    return ofBusyTags((of, stage) ->
        s.range(of)
            .filter(iter -> !s.mapsItself(of) && iter.segs() != iter.pieces().size())
            .map(iter ->
                "tag %s of device %s counts %d segments for a part that lies in %d"
                    .formatted(of.tag(), of.device(), iter.segs(), iter.pieces().size())));
  }

  /** The addresses of a part, in runs. */
  private Vector<DmaSegment> expected(OfTag of) {
    BlockRequest command = s.queue().request(of.device(), of.tag()).get();
    Window window =
        s.ofRequest(of, (ring, req) -> ring.requests().get(req))
            .fold(() -> Window.NONE, Request::window);
    return inRuns(
        s.mapsItself(of)
            ? s.mapping().ofCommand(of).fold(Vector::empty, m -> m.table().segments())
            : window.in(
                mappingOf(of).fold(Vector::<DmaSegment>empty, s.mapping()::segments),
                command.offset(),
                command.length()));
  }

  private Option<Vector<DmaSegment>> told(OfTag of, Sqe command) {
    QueuePair pair = s.queue().pair(of.device());
    return pair.controller()
        .reader()
        .targets(pair.memory(), command)
        .toOption()
        .map(targets ->
            inRuns(targets.map(target -> new DmaSegment(target.address(), target.length()))));
  }

  /** Runs of addresses, where neighbours are one. */
  private static Vector<DmaSegment> inRuns(Vector<DmaSegment> pieces) {
    Vector<DmaSegment> runs = Vector.empty();
    for (DmaSegment piece : pieces) {
      boolean goesOn = !runs.isEmpty() && runs.last().end() == piece.address();
      runs =
          goesOn
              ? runs.update(
                  runs.size() - 1,
                  last -> new DmaSegment(last.address(), last.length() + piece.length()))
              : runs.append(piece);
    }
    return runs;
  }

  /** A command is in the queue of its file's device, for which alone its buffer is mapped. */
  private Option<String> queues() {
    return ofBusyTags((of, stage) ->
        Option.when(
            !deviceOfFile(of).contains(of.device())
                || mappingOf(of)
                    .flatMap(s.mapping().regbufs()::get)
                    .exists(regbuf -> !regbuf.device().contains(of.device())),
            () ->
                "tag %s of device %s serves a buffer that is not mapped for it"
                    .formatted(of.tag(), of.device())));
  }

  private Option<DeviceId> deviceOfFile(OfTag of) {
    return s.ofRequest(of, (ring, req) -> ring.requests().get(req))
        .flatMap(Request::file)
        .map(s::deviceOf);
  }

  private Option<RegbufId> mappingOf(OfTag of) {
    return s.ofRequest(of, RingContext::regbufOf);
  }

  /** Commands on ordinary pages have them mapped while the pages are the device's; no other has. */
  private Option<String> pages() {
    for (DeviceId device : s.queue().devices()) {
      for (int tag = 0; tag < s.queue().layout(device).tags(); tag++) {
        OfTag of = new OfTag(device, TagId.of(tag));
        Stage stage = s.queue().pair(device).stage(of.tag());
        boolean mapped = s.mapping().ofCommand(of).isDefined();
        if (mapped != (s.mapsItself(of) && isDevices(stage))) {
          return Option.some(
              "tag %s of device %s has %s pages mapped"
                  .formatted(of.tag(), device, mapped ? "another's or given-up" : "none of its"));
        }
      }
    }
    return Option.none();
  }

  private static boolean isDevices(Stage stage) {
    return switch (stage) {
      case Stage.Synced _, Stage.Built _, Stage.Submitted _, Stage.Completed _ -> true;
      case Stage.Idle _, Stage.Started _, Stage.Requeued _, Stage.HandedBack _, Stage.Unmapped _ ->
          false;
    };
  }

  private Option<String> ofBusyTags(BiFunction<OfTag, Stage, Option<String>> law) {
    for (DeviceId device : s.queue().devices()) {
      QueuePair pair = s.queue().pair(device);
      for (int tag = 0; tag < s.queue().layout(device).tags(); tag++) {
        Stage stage = pair.stage(TagId.of(tag));
        if (!(stage instanceof Stage.Idle)) {
          Option<String> broken = law.apply(new OfTag(device, TagId.of(tag)), stage);
          if (broken.isDefined()) {
            return broken;
          }
        }
      }
    }
    return Option.none();
  }

  private Option<String> strayOf(OfTag of) {
    for (PrpTarget target : s.queue().pair(of.device()).untouched(of.tag())) {
      Option<String> stray = stray(of, target);
      if (stray.isDefined()) {
        return stray;
      }
    }
    return Option.none();
  }

  private Option<String> stray(OfTag of, PrpTarget target) {
    Vector<DmaSegment> pieces =
        DmaSegment.inPages(
            Vector.of(new DmaSegment(target.address(), target.length())), s.platform().pageSize());
    boolean own = pieces.forAll(piece -> isOwn(of, piece.address()) && isOwn(of, piece.end() - 1));
    return Option.when(
        !own,
        () ->
            "tag %s of device %s may touch %d bytes at %#x, which its request's buffer does not map"
                .formatted(of.tag(), of.device(), target.length(), target.address()));
  }

  private boolean isOwn(OfTag of, long iova) {
    return s.mapping()
        .devices()
        .get(of.device())
        .map(DmaDevice::iommu)
        .flatMap(iommu -> iommu.translate(iova).toOption())
        .exists(physical ->
            s.mapsItself(of)
                ? s.mapping().explains(of, iova, physical)
                : mappingOf(of)
                    .exists(own -> s.mapping().explains(own, of.device(), iova, physical)));
  }
}
