package io.uring.dmabuf.uring;

import io.uring.dmabuf.design.StateLaw;
import io.uring.dmabuf.id.Entry;
import io.uring.dmabuf.id.ImuId;
import io.uring.dmabuf.id.Recount;
import io.uring.dmabuf.id.RegbufId;
import io.uring.dmabuf.id.RingId;
import io.vavr.collection.List;
import io.vavr.control.Option;

/**
 * The structural laws of several rings, beside those of each: an imu counts the nodes of all, at
 * most one of these has a tag, whoever releases an imu is its last node, a clone holds both locks,
 * and a task has so many workers and is in one call.
 */
public final class RingsAudit {

  /** What each ring holds of the imus is the same: of the implementation alone. */
  public static final StateLaw<Rings> SAME_IMUS =
      new StateLaw<>("RingsSeeTheSameImus", RingsAudit::differ);

  /** The laws beside those of each ring. */
  public static final List<StateLaw<Rings>> OF_ALL =
      List.of(
          SAME_IMUS,
          new StateLaw<>("ImuRefsMatchHolders", RingsAudit::miscounted),
          new StateLaw<>("OneTagForEachImu", RingsAudit::taggedTwice),
          new StateLaw<>("ReleasedByLast", RingsAudit::released),
          new StateLaw<>("CloneLocksBoth", RingsAudit::locksOne),
          new StateLaw<>("ClonesReplaceWithLeave", RingsAudit::takenWithoutLeave),
          new StateLaw<>("NothingLeft", RingsAudit::left),
          new StateLaw<>("WorkersBounded", RingsAudit::crowded),
          new StateLaw<>("OneCallATask", RingsAudit::torn),
          new StateLaw<>("RegbufsHaveOneName", RingsAudit::shared));

  private RingsAudit() {}

  /** One line about a law that the state breaks; none for a sound state. */
  public static Option<String> audit(Rings state) {
    return StateLaw.firstBroken(OF_ALL, state)
        .orElse(() ->
            state
                .tables()
                .flatMap(ring -> StateLaw.firstBroken(RingContextAudit.OF_EACH_RING, ring))
                .headOption());
  }

  /** A regbuf is that of one imu, or of the registration that is making one. */
  private static Option<String> shared(Rings state) {
    Recount<RegbufId> names = new Recount<>();
    for (Imu imu : state.imus().values()) {
      if (imu.backing() instanceof Imu.Backing.Dmabuf(RegbufId regbuf)) {
        names.add(regbuf);
      }
    }
    state.tables().flatMap(RingsAudit::inTheMaking).forEach(names::add);
    return state
        .tables()
        .flatMap(RingContext::regbufs)
        .concat(state.tables().flatMap(RingsAudit::inTheMaking))
        .find(regbuf -> names.of(regbuf) > 1)
        .map(regbuf -> "regbuf %s has more than one name".formatted(regbuf));
  }

  /** The regbuf of a registration whose node has no imu yet. */
  private static Option<RegbufId> inTheMaking(RingContext ring) {
    return ring.call() instanceof Call.Update update && update.node().flatMap(ring::imuOf).isEmpty()
        ? update.regbuf()
        : Option.none();
  }

  private static Option<String> differ(Rings state) {
    return Option.when(
        state.tables().exists(ring -> !ring.imus().equals(state.imus())),
        () -> "the rings see different imus");
  }

  private static Option<String> miscounted(Rings state) {
    Recount<ImuId> shared = new Recount<>();
    state.tables().forEach(ring -> RingContextAudit.share(ring, shared));
    for (Entry<ImuId, Imu> entry : state.imus()) {
      Option<String> law = RingContextAudit.imu(entry, shared.of(entry.id()));
      if (law.isDefined()) {
        return law;
      }
    }
    return Option.none();
  }

  private static Option<String> taggedTwice(Rings state) {
    Recount<ImuId> tagged = new Recount<>();
    for (RingContext ring : state.tables()) {
      for (Node node : ring.nodes().values()) {
        tagged.add(node.imu().filter(imu -> node.tag().isDefined()));
      }
    }
    return state
        .imus()
        .ids()
        .find(imu -> tagged.of(imu) > 1)
        .map(imu -> "imu %s has more than one tag".formatted(imu));
  }

  /** The node that a ring is releasing has its imu for itself. */
  private static Option<String> released(Rings state) {
    for (RingContext ring : state.all().values()) {
      if (ring.isDropping(Drop.Stage.RELEASE)) {
        Option<ImuId> imu = ring.node(ring.call().drop().get().node()).imu();
        int nodes =
            state
                .tables()
                .map(each -> each.nodes().values().count(node -> node.imu().equals(imu)))
                .sum()
                .intValue();
        if (nodes != 1) {
          return Option.some("imu %s is released with %d nodes".formatted(imu.get(), nodes));
        }
      }
    }
    return Option.none();
  }

  private static Option<String> locksOne(Rings state) {
    List<RingId> sources = List.empty();
    List<RingId> copied = List.empty();
    for (Entry<RingId, RingContext> ring : state.all()) {
      if (ring.value().call() instanceof Call.Clone clone && !clone.from().equals(ring.id())) {
        sources = sources.append(clone.from());
      }
      if (ring.value().call() instanceof Call.CloneSource) {
        copied = copied.append(ring.id());
      }
    }
    return Option.when(!sources.sorted().equals(copied.sorted()), "a clone holds one lock of two");
  }

  /** A clone that may not replace a table finds none. */
  private static Option<String> takenWithoutLeave(Rings state) {
    return Option.when(
        state
            .tables()
            .exists(ring ->
                ring.call() instanceof Call.Clone clone
                    && !clone.replaces()
                    && ring.table().isDefined()),
        "a clone replaces a table without leave");
  }

  private static Option<String> crowded(Rings state) {
    for (Entry<RingId, RingContext> ring : state.all()) {
      int busy = state.busyWorkers(ring.id());
      int most = ring.value().config().workers();
      if (busy > most) {
        return Option.some("%d workers are busy of %d".formatted(busy, most));
      }
    }
    return Option.none();
  }

  private static Option<String> torn(Rings state) {
    for (Entry<RingId, RingContext> ring : state.all()) {
      if (ring.value().call().isOfTask() && !state.taskIsFree(ring.id())) {
        return Option.some("the task of ring %s is in two calls".formatted(ring.id()));
      }
    }
    return Option.none();
  }

  private static Option<String> left(Rings state) {
    if (state.tables().forAll(RingContextAudit::isQuiet) && !state.imus().isEmpty()) {
      return Option.some("all tables are gone, and imus are left");
    }
    return Option.when(
        state.tables().exists(ring -> RingContextAudit.isQuiet(ring) && !ring.nodes().isEmpty()),
        "a table is gone, and nodes are left");
  }
}
