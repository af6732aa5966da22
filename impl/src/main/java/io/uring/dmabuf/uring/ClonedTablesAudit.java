package io.uring.dmabuf.uring;

import io.vavr.Tuple2;
import io.vavr.control.Option;

/**
 * The structural laws of two rings, beside those of each table: an imu counts the nodes of both, at
 * most one of these has a tag, whoever releases an imu is its last node, and a clone holds both
 * locks.
 */
public final class ClonedTablesAudit {
  private final BufferTable here;
  private final BufferTable away;

  private ClonedTablesAudit(ClonedTables state) {
    this.here = state.here();
    this.away = state.away();
  }

  /** One line about a law that the state breaks; none for a sound state. */
  public static Option<String> audit(ClonedTables state) {
    ClonedTablesAudit audit = new ClonedTablesAudit(state);
    return audit
        .imus()
        .orElse(() -> BufferTableAudit.auditWithoutImus(audit.here))
        .orElse(() -> BufferTableAudit.auditWithoutImus(audit.away))
        .orElse(() -> audit.released(audit.here))
        .orElse(() -> audit.released(audit.away))
        .orElse(audit::locks);
  }

  private Option<String> imus() {
    if (!here.imus().equals(away.imus())) {
      return Option.some("the rings see different imus");
    }
    for (Tuple2<Integer, Imu> entry : here.imus()) {
      int imu = entry._1;
      int held = BufferTableAudit.sharing(here, imu) + BufferTableAudit.sharing(away, imu);
      Option<String> law =
          BufferTableAudit.imu(entry, held)
              .orElse(() ->
                  Option.when(
                      tagged(here, imu) + tagged(away, imu) > 1,
                      () -> "imu %d has more than one tag".formatted(imu)));
      if (law.isDefined()) {
        return law;
      }
    }
    return Option.none();
  }

  private static int tagged(BufferTable ring, int imu) {
    int count = 0;
    for (Tuple2<Integer, Node> node : ring.nodes()) {
      count += node._2.imu().contains(imu) && node._2.tag().isDefined() ? 1 : 0;
    }
    return count;
  }

  /** The node that a ring is releasing has its imu for itself. */
  private Option<String> released(BufferTable ring) {
    if (!ring.isDropping(Drop.Stage.RELEASE)) {
      return Option.none();
    }
    Option<Integer> imu = ring.node(ring.call().drop().get().node()).imu();
    int nodes =
        here.nodes().values().count(node -> node.imu().equals(imu))
            + away.nodes().values().count(node -> node.imu().equals(imu));
    return Option.when(
        nodes != 1, () -> "imu %d is released with %d nodes".formatted(imu.get(), nodes));
  }

  private Option<String> locks() {
    boolean clones = here.call() instanceof Call.Clone || away.call() instanceof Call.Clone;
    boolean copied =
        here.call() instanceof Call.CloneSource || away.call() instanceof Call.CloneSource;
    return Option.when(clones != copied, () -> "a clone holds one lock of two");
  }
}
