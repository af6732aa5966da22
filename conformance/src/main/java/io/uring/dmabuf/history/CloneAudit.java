package io.uring.dmabuf.history;

import io.uring.dmabuf.id.Entry;
import io.uring.dmabuf.id.ImuId;
import io.uring.dmabuf.id.NodeId;
import io.uring.dmabuf.id.RingId;
import io.uring.dmabuf.id.SlotId;
import io.uring.dmabuf.uring.Call;
import io.uring.dmabuf.uring.Node;
import io.uring.dmabuf.uring.RingContext;
import io.uring.dmabuf.uring.Rings;
import io.uring.dmabuf.uring.SlotTable;
import io.vavr.collection.List;
import io.vavr.control.Option;

/** What a clone builds: what it keeps, and the slots of its source, all the same distance away. */
final class CloneAudit {

  private CloneAudit() {}

  /** What a clone that begins with this step has not from its source; none if it has all. */
  static Option<String> miscopied(Rings before, Rings after) {
    for (Entry<RingId, RingContext> entry : after.all()) {
      RingContext was = before.get(entry.id());
      if (was.call() instanceof Call.Idle
          && entry.value().call() instanceof Call.Clone clone
          && !isCopied(was, entry.value(), clone.fresh(), before.get(clone.from()))) {
        return Option.some("ring %s clones %s".formatted(entry.id(), clone.fresh()));
      }
    }
    return Option.none();
  }

  private static boolean isCopied(
      RingContext was, RingContext now, SlotTable fresh, RingContext source) {
    List<SlotId> slots = List.range(0, fresh.nodes().size()).map(SlotId::of);
    List<SlotId> made =
        slots.filter(slot -> fresh.node(slot).exists(id -> was.nodes().get(id).isEmpty()));
    boolean kept =
        slots
            .removeAll(made)
            .filter(slot -> fresh.node(slot).isDefined())
            .forAll(slot -> was.table().exists(old -> old.node(slot).equals(fresh.node(slot))));
    return kept
        && (made.isEmpty()
            || slots.exists(from -> isShifted(now, fresh, source, made, from.number())));
  }

  /** Whether all that is made has the imu of a slot of the source, the first one of that slot. */
  private static boolean isShifted(
      RingContext now, SlotTable fresh, RingContext source, List<SlotId> made, int from) {
    int first = made.head().number();
    return made.forAll(slot -> {
      Option<ImuId> theirs = imuAt(source, source.table(), from + slot.number() - first);
      return theirs.isDefined() && theirs.equals(imuAt(now, Option.some(fresh), slot.number()));
    });
  }

  private static Option<ImuId> imuAt(RingContext ring, Option<SlotTable> table, int slot) {
    Option<NodeId> node = table.flatMap(slots -> slots.node(SlotId.of(slot)));
    return node.flatMap(ring.nodes()::get).flatMap(Node::imu);
  }
}
