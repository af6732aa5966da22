package io.uring.dmabuf.targets;

import io.uring.dmabuf.block.BlockRequest;
import io.uring.dmabuf.block.OfTag;
import io.uring.dmabuf.block.PartOf;
import io.uring.dmabuf.design.StepLaw;
import io.uring.dmabuf.id.DeviceId;
import io.uring.dmabuf.id.Entry;
import io.uring.dmabuf.id.Recount;
import io.uring.dmabuf.id.RegbufId;
import io.uring.dmabuf.id.RequestId;
import io.uring.dmabuf.id.RingId;
import io.uring.dmabuf.id.TagId;
import io.uring.dmabuf.nvme.Iod.Stage;
import io.uring.dmabuf.nvme.NvmeCompletion;
import io.uring.dmabuf.nvme.QueuePair;
import io.uring.dmabuf.nvme.Reset;
import io.uring.dmabuf.replay.Law;
import io.uring.dmabuf.system.State;
import io.uring.dmabuf.uring.Call.Update;
import io.uring.dmabuf.uring.Errno;
import io.uring.dmabuf.uring.Queued.Issuer;
import io.uring.dmabuf.uring.Request;
import io.uring.dmabuf.uring.RingContext;
import io.vavr.collection.Iterator;
import io.vavr.collection.List;
import io.vavr.control.Option;
import java.util.function.Function;

/**
 * The laws that hold between the components in every state, recomputed from what the state consists
 * of, first what holds what. Those inside a component are the component's own; {@link CommandAudit}
 * and {@link LockAudit} have the rest.
 */
final class StructuralAudit {
  /** How the names of the parts of the queues begin. */
  static final String QUEUES = "queue of device";

  /** The laws of steps. */
  static final List<StepLaw<State>> STEPS =
      List.of(
          new StepLaw<>("ResultIsTheCommands", StructuralAudit::results),
          new StepLaw<>("IssuedIsAnnounced", IssueAudit::leftHalfMade),
          new StepLaw<>("PutOffForWant", IssueAudit::putOffForNothing),
          LockAudit.REGBUFS);

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
            law(
                "ImuNamesLiveRegbuf",
                parts,
                List.of("regbufs", "imus"),
                StructuralAudit::goneRegbuf),
            law(
                "TagIffInFlight",
                parts,
                List.of("requests", "nodes", "imus", QUEUES),
                StructuralAudit::requests),
            law(
                "MappingWithinBinding",
                parts,
                List.of("devices", "regbufs", QUEUES),
                StructuralAudit::outlivesBinding),
            law(
                "SleeperHasWaker",
                parts,
                List.of("requests", "queued", QUEUES),
                StructuralAudit::sleepers))
        .appendAll(CommandAudit.laws(parts))
        .append(
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
                StructuralAudit::left))
        .appendAll(LockAudit.laws(parts));
  }

  private static Law<State> law(
      String name,
      Function<List<String>, List<Integer>> parts,
      List<String> names,
      Function<StructuralAudit, Option<String>> law) {
    return Laws.of(name, parts.apply(names), s -> law.apply(new StructuralAudit(s)));
  }

  /** No mapping for a device outlives the binding of its driver. */
  private Option<String> outlivesBinding() {
    for (DeviceId device : s.queue().devices()) {
      if (s.queue().pair(device).reset() == Reset.UNBOUND
          && !(s.mapping().mappingsEnded(device) && s.mapping().isUntranslated(device))) {
        return Option.some("device %s has no driver and a mapping".formatted(device));
      }
    }
    return Option.none();
  }

  private Option<String> sleepers() {
    for (DeviceId device : s.queue().devices()) {
      QueuePair pair = s.queue().pair(device);
      boolean wakes = pair.tags().taken() > 0 || pair.isFrozen() && !pair.isDead();
      if (!wakes && has(device, Issuer.ASLEEP) && !has(device, Issuer.ISSUING)) {
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
            && before.ringOf(of).contains(before.ctx())
            && after.requestOf(of).isEmpty()
            && !succeeded(before.queue().pair(device).stage(of.tag()))) {
          return Option.some(Errno.EIO.name());
        }
      }
    }
    return Option.when(after.table().isRequest(req, Request.State.DONE), "ok");
  }

  private static boolean succeeded(Stage stage) {
    return stage instanceof Stage.Unmapped(int status) && status == NvmeCompletion.SUCCESS;
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
    Recount<RegbufId> owners = new Recount<>();
    s.table().regbufs().forEach(owners::add);
    tables().flatMap(StructuralAudit::ofCall).forEach(owners::add);
    return s.mapping()
        .regbufs()
        .ids()
        .find(id -> owners.of(id) != 1)
        .map(id -> "regbuf %s has %d owners".formatted(id, owners.of(id)));
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

  /** Each part that a queue has, has one tag; no other request has one. */
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
        int out = ring.value().polls(entry.id()) ? 0 : entry.value().parts().out();
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
}
