package io.uring.dmabuf.uring;

import io.uring.dmabuf.design.Design;
import io.uring.dmabuf.design.Designed;
import io.uring.dmabuf.id.RegbufId;
import io.uring.dmabuf.step.Lens;
import io.vavr.collection.List;
import io.vavr.control.Option;

/**
 * Two rings, one of which may copy the buffer table of the other. What they share are the imus;
 * nodes, tags, requests and locks belong to one ring each. Immutable; its steps are {@link
 * CloneSteps}. The specification is ClonedTables.
 *
 * @param here the ring whose step comes next
 * @param away the other ring; its imus are those of the ring here
 */
public record ClonedTables(BufferTable here, BufferTable away) implements Designed {

  /** The ring here. The ring away sees the imus as the ring here leaves them. */
  public static final Lens<ClonedTables, BufferTable> HERE =
      new Lens<>(ClonedTables::here, ClonedTables::withHere);

  /** Two open rings without tables. */
  public static ClonedTables initial(BufferTableConfig config) {
    BufferTable ring = BufferTable.initial(config);
    return new ClonedTables(ring, ring);
  }

  @Override
  public Design design() {
    return here.design();
  }

  /** Why a clone is refused now; none if it may go on. */
  public Option<Errno> refusal(RawClone clone) {
    return clone.refusal(here.slots(), away.slots());
  }

  /** The lowest number that no regbuf of either ring has. */
  RegbufId nextRegbuf() {
    List<RegbufId> used =
        here.regbufs().appendAll(regbufOfCall(here)).appendAll(regbufOfCall(away));
    return List.rangeClosed(1, used.size() + 1).map(RegbufId::of).removeAll(used).head();
  }

  /** Whether a clone has dropped the old table of the ring here. */
  boolean isInstalling() {
    return here.call() instanceof Call.Clone clone && clone.drop().isEmpty() && clone.returning();
  }

  private static Option<RegbufId> regbufOfCall(BufferTable ring) {
    return ring.call() instanceof Call.Update update ? update.regbuf() : Option.none();
  }

  ClonedTables withHere(BufferTable next) {
    return new ClonedTables(next, away.withImus(next.imus()));
  }

  ClonedTables withAway(BufferTable next) {
    return new ClonedTables(here, next);
  }
}
