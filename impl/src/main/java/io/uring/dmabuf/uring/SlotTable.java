package io.uring.dmabuf.uring;

import io.uring.dmabuf.id.NodeId;
import io.uring.dmabuf.id.SlotId;
import io.vavr.collection.Vector;
import io.vavr.control.Option;

/**
 * The sparse table of registered buffers.
 *
 * @param nodes the node in each slot, if any
 */
public record SlotTable(Vector<Option<NodeId>> nodes) {

  /** A table of empty slots. */
  public static SlotTable sparse(int slots) {
    return new SlotTable(Vector.fill(slots, Option.<NodeId>none()));
  }

  /** The node in a slot; none for an empty slot and outside the table. */
  public Option<NodeId> node(SlotId slot) {
    return has(slot) ? nodes.get(slot.number()) : Option.none();
  }

  /** Whether the table has a slot with this index. */
  public boolean has(SlotId slot) {
    return slot.number() < nodes.size();
  }

  /** The highest slot that holds a node. */
  public Option<SlotId> highestOccupied() {
    int highest = nodes.lastIndexWhere(Option::isDefined);
    return Option.when(highest >= 0, () -> SlotId.of(highest));
  }

  SlotTable with(SlotId slot, Option<NodeId> node) {
    return new SlotTable(nodes.update(slot.number(), node));
  }
}
