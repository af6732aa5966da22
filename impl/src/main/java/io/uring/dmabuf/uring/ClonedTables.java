package io.uring.dmabuf.uring;

import static io.uring.dmabuf.uring.ClonedTablesDeviation.*;
import static io.uring.dmabuf.uring.ClonedTablesGuard.*;

import io.uring.dmabuf.design.Deviation;
import io.uring.dmabuf.design.Guard;
import io.uring.dmabuf.uring.Call.Clone;
import io.uring.dmabuf.uring.Call.CloneSource;
import io.uring.dmabuf.uring.Call.Idle;
import io.vavr.collection.List;
import io.vavr.collection.SortedMap;
import io.vavr.control.Option;
import java.util.function.Function;

/**
 * Two rings, one of which may copy the buffer table of the other. What they share are the imus;
 * nodes, tags, requests and locks belong to one ring each. Immutable, like {@link BufferTable}: a
 * step returns the state after it, or none where it cannot be taken.
 *
 * <p>Steps by purpose: cloning ({@link #startClone} to {@link #cloneRefused}), dropping a node
 * whose imu others may share ({@link #postTag}, {@link #keepSharedImu}), the ring's own ({@link
 * #onHere}, {@link #setRegbuf}), and {@link #switched}, after which the next step is one of the
 * other ring.
 *
 * @param here the ring whose step comes next
 * @param away the other ring; its imus are those of the ring here
 */
public record ClonedTables(BufferTable here, BufferTable away) {

  /** Two open rings without tables. */
  public static ClonedTables initial(BufferTableConfig config) {
    BufferTable ring = BufferTable.initial(config);
    return new ClonedTables(ring, ring);
  }

  // Cloning.

  /**
   * The ring here takes over slots of the ring away. The new table is built aside, each node of it
   * with a reference of the imu that it shares; slots outside the range keep the nodes that they
   * have here. Source: {@code io_uring/rsrc.c: io_clone_buffers}, base.
   */
  public Option<ClonedTables> startClone(RawClone clone) {
    boolean may =
        holds(CLONE_RING_OPEN, here.open())
            && holds(CLONE_SOURCE_OPEN, away.open())
            && holds(CLONE_LOCK_FREE, here.lockIsFree())
            && holds(CLONE_SOURCE_LOCK_FREE, away.lockIsFree())
            && holds(CLONE_NOT_REFUSED, refusal(clone).isEmpty());
    return Option.when(may, () -> cloning(clone));
  }

  private ClonedTables cloning(RawClone clone) {
    SlotTable source = away.table().getOrElse(() -> SlotTable.sparse(0));
    int first = (int) clone.to();
    int many = clone.count() == 0 ? source.nodes().size() : (int) clone.count();
    int size = Math.max(first + many, here.slots().getOrElse(0));
    SlotTable fresh = SlotTable.sparse(size);
    BufferTable next = here.withEvents(List.empty());
    for (int slot = 0; slot < size; slot++) {
      boolean filled = slot >= first && slot < first + many;
      Option<Integer> from =
          filled ? source.node(slot - first + (int) clone.from()) : here.nodeIn(slot);
      if (from.isDefined()) {
        int node = filled ? BufferTable.lowestFree(next.nodes()) : from.get();
        next = filled ? sharing(next, node, away.node(from.get())) : keeping(next, node);
        fresh = fresh.with(slot, Option.some(node));
      }
    }
    return new ClonedTables(
        next.withCall(new Clone(fresh, here.table().isEmpty(), Option.none())),
        after(next, deviates(SOURCE_UNLOCKED) ? away : away.withCall(new CloneSource())));
  }

  /** A node of its own for an imu that there is already; without a tag. */
  private BufferTable sharing(BufferTable table, int id, Node source) {
    int imu = source.imu().get();
    Node node =
        Node.fresh()
            .withImu(imu)
            .withTag(deviates(CLONE_COPIES_TAG) ? source.tag() : Option.none());
    int more = deviates(CLONE_WITHOUT_REFERENCE) ? 0 : 1;
    return table.withNodes(table.nodes().put(id, node)).withImus(changed(table.imus(), imu, more));
  }

  /** A slot that is kept is named by the new table before the old one goes. */
  private BufferTable keeping(BufferTable table, int id) {
    Node node = table.node(id);
    int more = deviates(KEPT_WITHOUT_REFERENCE) ? 0 : 1;
    return table.withNodes(table.nodes().put(id, node.withRefs(node.refs() + more)));
  }

  private static SortedMap<Integer, Imu> changed(SortedMap<Integer, Imu> imus, int id, int more) {
    Imu imu = imus.get(id).get();
    return imus.put(id, imu.withRefs(imu.refs() + more));
  }

  /**
   * The old table is gone: the new one takes its place, and both locks are free. Source: {@code
   * io_uring/rsrc.c: io_clone_buffers}, base.
   */
  public Option<ClonedTables> installClone() {
    boolean returning =
        here.call() instanceof Clone clone && clone.drop().isEmpty() && clone.returning();
    return Option.when(holds(INSTALL_AT_STAGE, returning), this::installed);
  }

  private ClonedTables installed() {
    SlotTable fresh = ((Clone) here.call()).fresh();
    return new ClonedTables(
        here.withEvents(List.empty()).withTable(Option.some(fresh)).withCall(new Idle()),
        away.withCall(new Idle()));
  }

  /**
   * A clone that is refused: it returns the errno and changes nothing; none if the arguments that
   * deserve this errno are not refused with it. Source: {@code io_uring/rsrc.c:
   * io_register_clone_buffers}, base.
   */
  public Option<ClonedTables> cloneRefused(Errno errno) {
    boolean may =
        holds(CLONE_REFUSED_RING_OPEN, here.open())
            && holds(CLONE_REFUSED_SOURCE_OPEN, away.open())
            && holds(CLONE_REFUSED_LOCK_FREE, here.lockIsFree())
            && holds(CLONE_REFUSED_SOURCE_LOCK_FREE, away.lockIsFree())
            && holds(CLONE_REFUSED_BY_ERRNO, refusal(RawClone.deserving(errno)).contains(errno));
    return Option.when(may, this);
  }

  // Dropping a node whose imu others may share.

  /**
   * {@link BufferTable#postTag} of a node that is the last one of its imu. To drop the reference
   * and to learn that it was the last is one step: the other ring drops under another lock. Source:
   * {@code io_uring/rsrc.c: io_free_rsrc_node}, base (U2).
   */
  public Option<ClonedTables> postTag() {
    return holds(POST_TAG_LAST_OF_IMU, !here.dropsSharedImu() || deviates(DECIDED_LATER))
        ? onHere(BufferTable::postTag)
        : Option.none();
  }

  /**
   * The same where others share the imu: the tag is posted and the node goes, the memory stays.
   * Source: {@code io_uring/rsrc.c: io_buffer_unmap}, base (U2).
   */
  public Option<ClonedTables> keepSharedImu() {
    boolean may =
        holds(KEEP_AT_STAGE, here.isDropping(Drop.Stage.POST_TAG))
            && holds(KEEP_SHARED, here.dropsSharedImu())
            && !deviates(DECIDED_LATER);
    return may ? onHere(ring -> Option.some(ring.droppingShared())) : Option.none();
  }

  // The ring's own steps.

  /**
   * The regbuf exists, under the lowest number that neither ring uses. Source: {@code
   * io_uring/rsrc.c: io_register_dmabuf}, patch 10 (R8).
   */
  public Option<ClonedTables> setRegbuf() {
    List<Integer> used = here.regbufs().appendAll(regbufOfCall(here)).appendAll(regbufOfCall(away));
    int lowest = List.rangeClosed(1, used.size() + 1).removeAll(used).head();
    return onHere(ring -> ring.setRegbuf(lowest));
  }

  private static Option<Integer> regbufOfCall(BufferTable ring) {
    return ring.call() instanceof Call.Update update ? update.regbuf() : Option.none();
  }

  /** A step of the ring here that takes no notice of the other; {@link #postTag} is not one. */
  public Option<ClonedTables> onHere(Function<BufferTable, Option<BufferTable>> step) {
    return step.apply(here).map(next -> new ClonedTables(next, after(next, away)));
  }

  /** The step that comes next is one of the other ring. */
  public Option<ClonedTables> switched() {
    return Option.some(new ClonedTables(away, here));
  }

  // Questions.

  /** Why a clone is refused now; none if it may go on. */
  public Option<Errno> refusal(RawClone clone) {
    return clone.refusal(here.slots(), away.slots());
  }

  /** The other ring sees the imus as the ring here left them. */
  private static BufferTable after(BufferTable next, BufferTable other) {
    return other.withImus(next.imus());
  }

  private boolean holds(Guard guard, boolean condition) {
    return here.config().design().holds(guard, condition);
  }

  private boolean deviates(Deviation deviation) {
    return here.config().design().deviates(deviation);
  }
}
