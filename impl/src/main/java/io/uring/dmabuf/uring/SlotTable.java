package io.uring.dmabuf.uring;

import io.vavr.collection.Vector;
import io.vavr.control.Option;

/**
 * The sparse table of registered buffers.
 *
 * @param nodes the node in each slot, if any
 */
public record SlotTable(Vector<Option<Integer>> nodes) {

  /** A table of empty slots. */
  public static SlotTable sparse(int slots) {
    return new SlotTable(Vector.fill(slots, Option.<Integer>none()));
  }

  /** The node in a slot; none for an empty slot and outside the table. */
  public Option<Integer> node(int slot) {
    return has(slot) ? nodes.get(slot) : Option.none();
  }

  /** Whether the table has a slot with this index. */
  public boolean has(int slot) {
    return slot >= 0 && slot < nodes.size();
  }

  /** The highest slot that holds a node. */
  public Option<Integer> highestOccupied() {
    return Option.some(nodes.lastIndexWhere(Option::isDefined)).filter(slot -> slot >= 0);
  }

  /** How many slots hold a node. */
  public int holding(int node) {
    return nodes.count(held -> held.contains(node));
  }

  SlotTable with(int slot, Option<Integer> node) {
    return new SlotTable(nodes.update(slot, node));
  }
}
