package io.uring.dmabuf.targets;

import io.uring.dmabuf.block.TagSet;
import io.uring.dmabuf.dmabuf.Resv;
import io.uring.dmabuf.history.ToldRings;
import io.uring.dmabuf.id.DmabufId;
import io.uring.dmabuf.id.Entry;
import io.uring.dmabuf.id.RegbufId;
import io.uring.dmabuf.id.RequestId;
import io.uring.dmabuf.id.RingId;
import io.uring.dmabuf.nvme.Iod.Stage;
import io.uring.dmabuf.nvme.QueuePair;
import io.uring.dmabuf.step.Group;
import io.uring.dmabuf.step.Owner;
import io.uring.dmabuf.system.State;
import io.uring.dmabuf.uring.Call.Submit;
import io.uring.dmabuf.uring.Call.Update;
import io.uring.dmabuf.uring.Queued;
import io.uring.dmabuf.uring.Queued.Issuer;
import io.uring.dmabuf.uring.SubmitStage;
import io.uring.dmabuf.uring.UpdateStage;
import io.vavr.collection.List;
import io.vavr.control.Option;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The bounds of MCDmabufRw on the implementation's state: which groups of steps run to completion
 * before anybody else moves, and how many registrations the user makes. In a model without these
 * bounds everybody may always move.
 */
final class Granularity {

  /** What a report calls a group; in the specification its words are written together. */
  static String label(Group group) {
    return switch (group) {
      case TASKWORK -> "task work";
      case TAGPUT -> "tag put";
      case WORKERPUT -> "worker put";
      default -> group.name().toLowerCase(Locale.ROOT);
    };
  }

  /** The groups that calls are in, the innermost first. */
  private static final List<Group> INNER_TO_OUTER =
      List.of(Group.RELEASE, Group.TASKWORK, Group.SUBMISSION, Group.REGISTRATION);

  private final EnumSet<Group> coarse = EnumSet.noneOf(Group.class);

  /** Those of them that are in no call, the innermost first. */
  private final List<Group> coarseBesideCalls;

  private final int maxTags;
  private final int maxNodes;

  /** The bounds of a loaded model. */
  Granularity(ModelConstants constants) {
    if (constants.has("Coarse")) {
      constants.strings("Coarse").forEach(name -> coarse.add(group(name)));
    }
    coarseBesideCalls =
        List.of(
                Group.TAGPUT,
                Group.WORKERPUT,
                Group.IRQ,
                Group.DEVICE,
                Group.QUEUEING,
                Group.WORKER)
            .filter(coarse::contains);
    maxTags = constants.has("MaxTags") ? constants.integer("MaxTags") : Integer.MAX_VALUE;
    maxNodes = constants.has("MaxNodes") ? constants.integer("MaxNodes") : Integer.MAX_VALUE;
  }

  private static Group group(String name) {
    return Group.valueOf(name.toUpperCase(Locale.ROOT));
  }

  /** The groups that run to completion. */
  Set<Group> coarse() {
    return coarse;
  }

  /** Whether the user makes one more registration at a ring: at the first one first. */
  boolean mayRegister(ToldRings<State> told, RingId ctx) {
    return told.given() < maxTags
        && hasRoom(told)
        && told.state()
            .rings()
            .all()
            .ids()
            .forAll(other -> other.compareTo(ctx) >= 0 || told.of(other).tags().given().nonEmpty());
  }

  /** Whether the user clones a table once more, to a ring that has registered nothing. */
  boolean mayClone(ToldRings<State> told, RingId ctx) {
    return hasRoom(told) && told.of(ctx).tags().given().isEmpty();
  }

  private boolean hasRoom(ToldRings<State> told) {
    return told.state().rings().nodeCount() < maxNodes;
  }

  /**
   * Whether a step of a group may be taken: no coarse group is busy, or the innermost is its own.
   *
   * @param whose the one whose group it is; the bound of MCDmabufRw takes no notice of it
   */
  boolean mayRun(State s, Owner whose, Group group) {
    Group owner = owner(s);
    return owner == null || owner == group;
  }

  /**
   * What was found out last: the steps of one state are asked for one after the other.
   *
   * @param owner the group that alone may move in the state
   */
  private record Known(State state, @Nullable Group owner) {}

  private volatile @Nullable Known known;

  /** The group that alone may move: the innermost coarse one that is busy; null for none. */
  @SuppressWarnings("ReferenceEquality") // A state that is another object is looked at anew.
  @Nullable Group owner(State s) {
    Known last = known;
    if (last == null || last.state() != s) {
      last = new Known(s, found(s));
      known = last;
    }
    return last.owner();
  }

  private @Nullable Group found(State s) {
    for (Group group : coarseBesideCalls) {
      if (isBusy(s, group)) {
        return group;
      }
    }
    Group busy = null;
    for (State seen : fromEachRing(s)) {
      Group calling = calling(seen);
      if (calling != null
          && coarse.contains(calling)
          && (busy == null || INNER_TO_OUTER.indexOf(calling) < INNER_TO_OUTER.indexOf(busy))) {
        busy = calling;
      }
    }
    return busy;
  }

  /** A state as the code of each of its rings sees it. */
  static Iterable<State> fromEachRing(State s) {
    return s.rings().all().size() == 1 ? List.of(s) : List.ofAll(s.rings().all().ids().map(s::at));
  }

  /**
   * The group that the call in progress of the ring whose code looks is in, if it can make its next
   * step itself; null if not, or if there is no call.
   */
  static @Nullable Group calling(State s) {
    if (s.table().lockIsFree() || isBlocked(s)) {
      return null;
    }
    return isReleasing(s) ? Group.RELEASE : s.table().callGroup();
  }

  private static boolean isBusy(State s, Group group) {
    return switch (group) {
      case WORKER -> busyWorkers(s) != 0;
      case WORKERPUT -> returningWorkers(s) != 0;
      default -> isBusyInAQueue(s, group);
    };
  }

  private static boolean isBusyInAQueue(State s, Group group) {
    for (QueuePair pair : s.queue().pairs()) {
      if (isBusy(pair, group)) {
        return true;
      }
    }
    return false;
  }

  /**
   * The requests that a worker thread is about to issue, and does not sleep, as bits: those of the
   * first ring first.
   */
  static long busyWorkers(State s) {
    return workers(
        s,
        (of, req, so) -> so == Issuer.IMPORTING || so == Issuer.ISSUING && of.isQueuedOrLeft(req));
  }

  /** The requests whose worker has nothing left to do but to return, as bits. */
  static long returningWorkers(State s) {
    return workers(s, (of, req, so) -> so == Issuer.RETURNING && of.isQueuedOrLeft(req));
  }

  /** Whether a worker's request, of the ring whose code looks, waits so. */
  private interface Which {
    boolean test(State of, RequestId req, Queued.Wait so);
  }

  private static long workers(State s, Which which) {
    long found = 0;
    for (State seen : fromEachRing(s)) {
      int before = (seen.ctx().number() - 1) * s.table().config().requests();
      for (Entry<RequestId, Queued> entry : seen.table().queued()) {
        if (which.test(seen, entry.id(), entry.value().awaits())) {
          found |= 1L << before + entry.id().number() - 1;
        }
      }
    }
    return found;
  }

  /** Whether a group of steps of one queue can make its next step itself. */
  static boolean isBusy(QueuePair pair, Group group) {
    return switch (group) {
      case TAGPUT -> pair.tags().uses().exists(use -> use instanceof TagSet.Use.Ended);
      case IRQ -> interruptIsBusy(pair);
      case DEVICE -> deviceIsBusy(pair);
      case QUEUEING -> queueingIsBusy(pair);
      case WORKER, WORKERPUT, RELEASE, TASKWORK, SUBMISSION, REGISTRATION, ENVIRONMENT -> false;
    };
  }

  private static boolean interruptIsBusy(QueuePair pair) {
    return pair.iods()
        .exists(iod ->
            iod.stage() instanceof Stage.Completed
                || iod.stage() instanceof Stage.HandedBack
                || iod.stage() instanceof Stage.Unmapped);
  }

  private static boolean deviceIsBusy(QueuePair pair) {
    if (pair.controller().executing().isEmpty()) {
      return false;
    }
    boolean room = pair.unconsumed() < pair.cq().depth() - 1;
    return room
        || pair.controller()
            .executing()
            .values()
            .exists(e ->
                pair.controller()
                    .reader()
                    .targets(pair.memory(), e.command())
                    .exists(targets -> e.moved() < targets.size()));
  }

  private static boolean queueingIsBusy(QueuePair pair) {
    return pair.sq().tail() != pair.sq().rungTail()
        || pair.iods()
            .exists(iod ->
                iod.stage() instanceof Stage.Started
                    || iod.stage() instanceof Stage.Synced
                    || iod.stage() instanceof Stage.Built);
  }

  private static boolean isReleasing(State s) {
    return s.table().call().drop().isDefined() && s.table().toSettle().isEmpty()
        || s.table().isAt(UpdateStage.UNWIND);
  }

  /** The call waits for somebody: the exporter, or the steps that queue its command. */
  private static boolean isBlocked(State s) {
    return waitsForResv(s) || waitsForQueueing(s);
  }

  private static boolean waitsForResv(State s) {
    return neededResv(s)
        .flatMap(s.mapping().dmabufs()::get)
        .exists(buf ->
            switch (buf.resv()) {
              case Resv.HeldByExporter _ -> true;
              case Resv.HeldByRegistration(RegbufId by) -> !s.table().releasing().contains(by);
              case Resv.Free _ -> false;
            });
  }

  /**
   * The dma-buf whose reservation lock the call in progress needs for its next step, or has to
   * unmap; none if it needs none.
   */
  static Option<DmabufId> neededResv(State s) {
    boolean maps =
        (s.table().isAt(UpdateStage.ATTACH) || s.table().isAt(UpdateStage.LOCK_FOR_MAP))
            && !s.table().failsNow();
    Option<DmabufId> mapped =
        maps && s.table().call() instanceof Update update ? update.args().buf() : Option.none();
    return mapped.orElse(() ->
        s.table()
            .releasing()
            .flatMap(s.mapping().regbufs()::get)
            .filter(regbuf -> regbuf.attachment().isDefined() && regbuf.vec().isEmpty())
            .flatMap(regbuf -> regbuf.dmabuf()));
  }

  private static boolean waitsForQueueing(State s) {
    return s.table().isAt(SubmitStage.ISSUE)
        && s.table().call() instanceof Submit submit
        && !s.isQueuedOrLeft(submit.req());
  }
}
