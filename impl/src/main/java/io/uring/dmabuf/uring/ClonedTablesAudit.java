package io.uring.dmabuf.uring;

import io.uring.dmabuf.design.StateLaw;
import io.uring.dmabuf.id.Entry;
import io.uring.dmabuf.id.ImuId;
import io.uring.dmabuf.id.NodeId;
import io.vavr.collection.List;
import io.vavr.control.Option;

/**
 * The structural laws of two rings, beside those of each table: an imu counts the nodes of both, at
 * most one of these has a tag, whoever releases an imu is its last node, and a clone holds both
 * locks.
 */
public final class ClonedTablesAudit {

  /** The laws beside those of each table. */
  public static final List<StateLaw<ClonedTables>> OF_BOTH =
      List.of(
          new StateLaw<>("RingsSeeTheSameImus", ClonedTablesAudit::differ),
          new StateLaw<>("ImuRefsMatchHolders", ClonedTablesAudit::miscounted),
          new StateLaw<>("OneTagForEachImu", ClonedTablesAudit::taggedTwice),
          new StateLaw<>(
              "ReleasedByLast", s -> released(s, s.here()).orElse(() -> released(s, s.away()))),
          new StateLaw<>("CloneLocksBoth", ClonedTablesAudit::locksOne),
          new StateLaw<>("NothingLeft", ClonedTablesAudit::left));

  private static final List<StateLaw<ClonedTables>> LAWS =
      OF_BOTH
          .appendAll(BufferTableAudit.OF_EACH_RING.map(law -> law.within(ClonedTables::here)))
          .appendAll(BufferTableAudit.OF_EACH_RING.map(law -> law.within(ClonedTables::away)));

  private ClonedTablesAudit() {}

  /** One line about a law that the state breaks; none for a sound state. */
  public static Option<String> audit(ClonedTables state) {
    return StateLaw.firstBroken(LAWS, state);
  }

  private static Option<String> differ(ClonedTables state) {
    return Option.when(
        !state.here().imus().equals(state.away().imus()), () -> "the rings see different imus");
  }

  private static Option<String> miscounted(ClonedTables state) {
    for (Entry<ImuId, Imu> entry : state.here().imus()) {
      int held =
          BufferTableAudit.sharing(state.here(), entry.id())
              + BufferTableAudit.sharing(state.away(), entry.id());
      Option<String> law = BufferTableAudit.imu(entry, held);
      if (law.isDefined()) {
        return law;
      }
    }
    return Option.none();
  }

  private static Option<String> taggedTwice(ClonedTables state) {
    for (Entry<ImuId, Imu> entry : state.here().imus()) {
      if (tagged(state.here(), entry.id()) + tagged(state.away(), entry.id()) > 1) {
        return Option.some("imu %s has more than one tag".formatted(entry.id()));
      }
    }
    return Option.none();
  }

  private static int tagged(BufferTable ring, ImuId imu) {
    int count = 0;
    for (Entry<NodeId, Node> node : ring.nodes()) {
      count += node.value().imu().contains(imu) && node.value().tag().isDefined() ? 1 : 0;
    }
    return count;
  }

  /** The node that a ring is releasing has its imu for itself. */
  private static Option<String> released(ClonedTables state, BufferTable ring) {
    if (!ring.isDropping(Drop.Stage.RELEASE)) {
      return Option.none();
    }
    Option<ImuId> imu = ring.node(ring.call().drop().get().node()).imu();
    int nodes =
        state.here().nodes().values().count(node -> node.imu().equals(imu))
            + state.away().nodes().values().count(node -> node.imu().equals(imu));
    return Option.when(
        nodes != 1, () -> "imu %s is released with %d nodes".formatted(imu.get(), nodes));
  }

  private static Option<String> locksOne(ClonedTables state) {
    Call here = state.here().call();
    Call away = state.away().call();
    boolean clones = here instanceof Call.Clone || away instanceof Call.Clone;
    boolean copied = here instanceof Call.CloneSource || away instanceof Call.CloneSource;
    return Option.when(clones != copied, () -> "a clone holds one lock of two");
  }

  private static Option<String> left(ClonedTables state) {
    BufferTable here = state.here();
    BufferTable away = state.away();
    boolean empty = here.nodes().isEmpty() && away.nodes().isEmpty() && here.imus().isEmpty();
    return Option.when(
        BufferTableAudit.isQuiet(here) && BufferTableAudit.isQuiet(away) && !empty,
        () -> "both tables are gone, and nodes or imus are left");
  }
}
