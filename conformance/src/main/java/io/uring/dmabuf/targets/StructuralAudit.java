package io.uring.dmabuf.targets;

import io.uring.dmabuf.block.BlockRequest;
import io.uring.dmabuf.block.OfTag;
import io.uring.dmabuf.block.PartOf;
import io.uring.dmabuf.design.StepLaw;
import io.uring.dmabuf.dma.DmaSegment;
import io.uring.dmabuf.dmabuf.DmaDevice;
import io.uring.dmabuf.dmabuf.Resv;
import io.uring.dmabuf.id.DeviceId;
import io.uring.dmabuf.id.Entry;
import io.uring.dmabuf.id.RegbufId;
import io.uring.dmabuf.id.RequestId;
import io.uring.dmabuf.id.RingId;
import io.uring.dmabuf.id.TagId;
import io.uring.dmabuf.nvme.Cqe;
import io.uring.dmabuf.nvme.Iod.Stage;
import io.uring.dmabuf.nvme.PrpTarget;
import io.uring.dmabuf.nvme.QueuePair;
import io.uring.dmabuf.nvme.Sqe;
import io.uring.dmabuf.replay.Law;
import io.uring.dmabuf.system.DriveConfig;
import io.uring.dmabuf.system.State;
import io.uring.dmabuf.uring.Call.Update;
import io.uring.dmabuf.uring.Errno;
import io.uring.dmabuf.uring.Queued.Issuer;
import io.uring.dmabuf.uring.Request;
import io.uring.dmabuf.uring.RingContext;
import io.uring.dmabuf.uring.UpdateStage;
import io.uring.dmabuf.uring.Window;
import io.vavr.collection.Iterator;
import io.vavr.collection.List;
import io.vavr.collection.Vector;
import io.vavr.control.Option;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * The laws that hold between the components in every state, recomputed from what the state consists
 * of. Those inside a component are the component's own.
 */
final class StructuralAudit {
  /** How the names of the parts of the queues begin. */
  private static final String QUEUES = "queue of device";

  /** The laws of steps. */
  static final List<StepLaw<State>> STEPS =
      List.of(
          new StepLaw<>("ResultIsTheCommands", StructuralAudit::results),
          new StepLaw<>(
              "RegbufsOnlyUnderLock",
              (before, after) ->
                  Option.when(
                      !before.mapping().regbufs().equals(after.mapping().regbufs())
                          && before
                              .rings()
                              .all()
                              .ids()
                              .forAll(ctx ->
                                  before.rings().get(ctx).lockIsFree()
                                      || after.rings().get(ctx).lockIsFree()),
                      "a regbuf changes and nobody holds uring_lock")));

  private final State s;

  private StructuralAudit(State s) {
    this.s = s;
  }

  /**
   * The laws.
   *
   * @param parts the indices of the parts of a state whose names begin in one of the given ways
   */
  static List<Law<State>> laws(Function<List<String>, List<Integer>> parts) {
    return List.of(
        law(
            "FileRefsMatchHolders",
            parts,
            List.of("files", "regbufs", "requests"),
            StructuralAudit::files),
        law(
            "RegbufHasOneOwner",
            parts,
            List.of("regbufs", "call", "nodes", "imus"),
            StructuralAudit::regbufs),
        law("ImuNamesLiveRegbuf", parts, List.of("regbufs", "imus"), StructuralAudit::goneRegbuf),
        law(
            "TagIffInFlight",
            parts,
            List.of("requests", "nodes", "imus", QUEUES),
            StructuralAudit::requests),
        law(
            "SleeperHasWaker",
            parts,
            List.of("requests", "queued", QUEUES),
            StructuralAudit::sleepers),
        law(
            "NoDmaOutsideMapping",
            parts,
            List.of("requests", "nodes", "imus", "dmabufs", "devices", "regbufs", QUEUES),
            StructuralAudit::addresses),
        law(
            "EntriesAreTheWindow",
            parts,
            List.of("requests", "nodes", "imus", "devices", "regbufs", QUEUES),
            StructuralAudit::entries),
        law(
            "OnlyWellFormedIsIssued",
            parts,
            List.of("requests", "nodes", "imus", "dmabufs", "regbufs"),
            StructuralAudit::issued),
        law(
            "QueueOfTheMappedDevice",
            parts,
            List.of("requests", "nodes", "imus", "regbufs", QUEUES),
            StructuralAudit::queues),
        law(
            "PagesMappedForTheirCommand",
            parts,
            List.of("requests", "nodes", "imus", "devices", QUEUES),
            StructuralAudit::pages),
        law(
            "QuiescenceRestores",
            parts,
            List.of(
                "call",
                "table",
                "nodes",
                "imus",
                "requests",
                "files",
                "dmabufs",
                "devices",
                "regbufs",
                QUEUES),
            StructuralAudit::left),
        law(
            "ResvOnlyInsideMapOrUnmap",
            parts,
            List.of("call", "nodes", "imus", "dmabufs"),
            StructuralAudit::resv),
        law(
            "NoWaitCycle",
            parts,
            List.of("call", "nodes", "imus", "dmabufs", "regbufs"),
            StructuralAudit::waits));
  }

  private static Law<State> law(
      String name,
      Function<List<String>, List<Integer>> parts,
      List<String> names,
      Function<StructuralAudit, Option<String>> law) {
    return Laws.of(name, parts.apply(names), s -> law.apply(new StructuralAudit(s)));
  }

  private Option<String> sleepers() {
    for (DeviceId device : s.queue().devices()) {
      boolean tagged = s.queue().pair(device).tags().taken() > 0;
      if (!tagged && has(device, Issuer.ASLEEP) && !has(device, Issuer.ISSUING)) {
        return Option.some(
            "a worker sleeps for a tag of device %s, and none is to be put".formatted(device));
      }
    }
    return Option.none();
  }

  /** Whether a worker waits so for a tag of a device. */
  private boolean has(DeviceId device, Issuer so) {
    return tables()
        .flatMap(table -> table.queued().values())
        .exists(queued -> queued.awaits() == so && s.deviceOf(queued.file()).equals(device));
  }

  private Iterator<RingContext> tables() {
    return s.rings().tables();
  }

  /** What is issued lies inside its buffer, and is whole blocks. */
  private Option<String> issued() {
    for (Entry<RingId, RingContext> ring : s.rings().all()) {
      for (Entry<RequestId, Request> entry : ring.value().requests()) {
        if (entry.value().parts().out() > 0
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
            .getOrElse(() -> DmaSegment.inPages(memory, s.platform().pageSize()));
    return length > 0
        && DmaSegment.total(memory) == length
        && seen.positionOf(req) % drive.blockSize() == 0
        && pieces.forAll(piece ->
            piece.address() % drive.dmaAlignment() == 0 && piece.length() % drive.blockSize() == 0);
  }

  /** What the user is told of a request is what its commands came to: the first error stays. */
  private static Option<String> results(State before, State after) {
    return before
        .rings()
        .all()
        .ids()
        .flatMap(ctx -> resultsOfRing(before.at(ctx), after.at(ctx)))
        .headOption();
  }

  private static Option<String> resultsOfRing(State before, State after) {
    for (Entry<RequestId, Request> was : before.table().requests()) {
      Request now = after.table().requests().getOrNull(was.id());
      if (now != null
          && now.parts().out() < was.value().parts().out()
          && !told(now).equals(come(before, after, was.id()))) {
        return Option.some("request %s is told otherwise than its commands".formatted(was.id()));
      }
    }
    return Option.none();
  }

  private static Option<String> told(Request now) {
    return now.result().map(Errno::label);
  }

  /** What a request, a part of which ends, comes to. */
  private static Option<String> come(State before, State after, RequestId req) {
    Option<String> had = told(before.table().requests().get(req).get());
    if (had.isDefined()) {
      return had;
    }
    for (DeviceId device : before.queue().devices()) {
      for (int tag = 0; tag < before.queue().layout(device).tags(); tag++) {
        OfTag of = new OfTag(device, TagId.of(tag));
        if (before.requestOf(of).contains(req)
            && before.ringOf(of).equals(before.ctx())
            && after.requestOf(of).isEmpty()
            && !succeeded(before.queue().pair(device).stage(of.tag()))) {
          return Option.some(Errno.EIO.name());
        }
      }
    }
    return Option.when(after.table().isRequest(req, Request.State.DONE), "ok");
  }

  private static boolean succeeded(Stage stage) {
    return !(stage instanceof Stage.Unmapped(int status)) || status == Cqe.SUCCESS;
  }

  /** A file is held by its descriptor, by registrations, and by requests. */
  private Option<String> files() {
    return s.mapping()
        .files()
        .iterator()
        .flatMap(entry -> {
          int requests =
              tables()
                  .flatMap(table -> table.requests().values())
                  .count(r -> r.file().contains(entry.id()));
          int held = s.mapping().registrationFileRefs(entry.id()) + requests;
          return Option.when(
              entry.value().refs() != held,
              () ->
                  "file %s has %d references, held are %d"
                      .formatted(entry.id(), entry.value().refs(), held));
        })
        .headOption();
  }

  /** A regbuf belongs to one imu, or to the registration in progress before there is one. */
  private Option<String> regbufs() {
    List<RegbufId> ofImus = s.table().regbufs();
    List<RegbufId> ofCalls = tables().flatMap(StructuralAudit::ofCall).toList();
    return s.mapping()
        .regbufs()
        .ids()
        .flatMap(id -> {
          int owners = ofImus.count(id::equals) + ofCalls.count(id::equals);
          return Option.when(owners != 1, () -> "regbuf %s has %d owners".formatted(id, owners));
        })
        .headOption();
  }

  private static Option<RegbufId> ofCall(RingContext table) {
    return table.call() instanceof Update update && update.node().flatMap(table::imuOf).isEmpty()
        ? update.regbuf()
        : Option.none();
  }

  private Option<String> goneRegbuf() {
    return s.table()
        .regbufs()
        .find(id -> !s.mapping().regbufs().has(id))
        .map(id -> "an imu names regbuf %s, which is gone".formatted(id));
  }

  /** Each part that is out has one tag; no other request has one. */
  private Option<String> requests() {
    for (QueuePair pair : s.queue().pairs()) {
      for (BlockRequest served : pair.tags().served()) {
        PartOf owner = served.owner();
        if (owner.part() < 1 || owner.part() > handedOn(owner)) {
          return Option.some(
              "part %d of request %s has a tag and was not handed on"
                  .formatted(owner.part(), owner.req()));
        }
      }
    }
    for (Entry<RingId, RingContext> ring : s.rings().all()) {
      for (Entry<RequestId, Request> entry : ring.value().requests()) {
        int tags = 0;
        for (QueuePair pair : s.queue().pairs()) {
          tags += pair.tags().serving(ring.id(), entry.id()).size();
        }
        int out = entry.value().parts().out();
        if (tags != out) {
          return Option.some(
              "request %s has %d tags for %d parts".formatted(entry.id(), tags, out));
        }
      }
    }
    return Option.none();
  }

  /** How many parts of the request of a part were handed on; none of one that is not in use. */
  private int handedOn(PartOf owner) {
    return s.rings()
        .get(owner.ring())
        .requests()
        .get(owner.req())
        .fold(() -> 0, request -> request.parts().handedOn());
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
                            .formatted(of.tag(), of.device()))));
  }

  /** The addresses of a part, in runs. */
  private Vector<DmaSegment> expected(OfTag of) {
    BlockRequest command = s.queue().request(of.device(), of.tag()).get();
    Window window =
        table(of).requests().get(command.owner().req()).fold(() -> Window.NONE, Request::window);
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
    return s.requestOf(of)
        .flatMap(table(of).requests()::get)
        .flatMap(Request::file)
        .map(s::deviceOf);
  }

  private Option<RegbufId> mappingOf(OfTag of) {
    return s.requestOf(of).flatMap(table(of)::regbufOf);
  }

  /** The ring of the request of a command. */
  private RingContext table(OfTag of) {
    return s.rings().get(s.ringOf(of));
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

  /** When nothing is registered and nothing moves, everything is as it was before. */
  private Option<String> left() {
    boolean quiet =
        tables()
            .forAll(table ->
                table.lockIsFree()
                    && table.table().forAll(slots -> slots.nodes().forAll(Option::isEmpty))
                    && table.requests().values().forAll(r -> r.state() == Request.State.COMPLETE));
    return Option.when(quiet && !isRestored(), "nothing is registered and something is left");
  }

  private boolean isRestored() {
    return tables().forAll(table -> table.nodes().isEmpty())
        && s.rings().imus().isEmpty()
        && s.mapping().regbufs().isEmpty()
        && s.mapping().files().values().forAll(file -> file.refs() == (file.open() ? 1 : 0))
        && s.mapping().dmabufs().values().forAll(buf -> buf.refs() == (buf.open() ? 1 : 0))
        && s.mapping()
            .devices()
            .values()
            .forAll(d -> d.refs() == 0 && d.iommu().table().isEmpty() && d.commands().isEmpty())
        && s.queue().devices().forAll(this::isIdle);
  }

  private boolean isIdle(DeviceId device) {
    QueuePair pair = s.queue().pair(device);
    return pair.pool().available() == s.queue().layout(device).descriptorPages()
        && pair.iods().forAll(iod -> iod.stage() instanceof Stage.Idle);
  }

  /** A registration holds a reservation lock only while it maps or unmaps. */
  private Option<String> resv() {
    return locked()
        .find(held -> !tables().exists(table -> holds(table, held.regbuf())))
        .map(held -> "a lock is held for regbuf %s out of its time".formatted(held.regbuf()));
  }

  /** Whether the call of a ring maps a regbuf, or takes it apart. */
  private static boolean holds(RingContext table, RegbufId regbuf) {
    return table.releasing().contains(regbuf)
        || table.call() instanceof Update update
            && table.isAt(UpdateStage.MAP)
            && update.regbuf().contains(regbuf);
  }

  /**
   * Who holds uring_lock waits for no reservation lock that it holds itself, or that is held under
   * the lock of a ring which waits for one that it holds.
   */
  private Option<String> waits() {
    for (RingId ctx : s.rings().all().ids()) {
      Option<RingId> other = waitsFor(ctx);
      if (other.contains(ctx) || other.flatMap(this::waitsFor).contains(ctx)) {
        return Option.some("a call waits for a lock that registrations hold, and they for it");
      }
    }
    return Option.none();
  }

  /** The ring whose call has the reservation lock that the call of a ring needs and has not. */
  private Option<RingId> waitsFor(RingId ctx) {
    State seen = s.at(ctx);
    return Granularity.neededResv(seen)
        .flatMap(s.mapping().dmabufs()::get)
        .flatMap(buf ->
            buf.resv() instanceof Resv.HeldByRegistration(RegbufId by) && !unmaps(seen, by)
                ? Option.some(by)
                : Option.none())
        .map(by ->
            s.rings().all().ids().find(ring -> isCalls(s.rings().get(ring), by)).getOrElse(ctx));
  }

  private static boolean isCalls(RingContext table, RegbufId regbuf) {
    return table.releasing().contains(regbuf)
        || table.call() instanceof Update update && update.regbuf().contains(regbuf);
  }

  private boolean unmaps(State seen, RegbufId regbuf) {
    return seen.table().releasing().contains(regbuf)
        && s.mapping().regbufs().get(regbuf).exists(r -> r.sgt().isDefined());
  }

  private Iterator<Resv.HeldByRegistration> locked() {
    return s.mapping()
        .dmabufs()
        .values()
        .flatMap(buf ->
            buf.resv() instanceof Resv.HeldByRegistration held ? Option.some(held) : Option.none());
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
