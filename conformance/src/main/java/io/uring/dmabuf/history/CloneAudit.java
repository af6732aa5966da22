package io.uring.dmabuf.history;

import static io.uring.dmabuf.uring.RingContextAlternative.CLONE_LOSES_SLOTS_BEHIND;

import io.uring.dmabuf.id.Entry;
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

  /**
   * Whether some range of slots is a copy, and the slots outside are as they were: the range need
   * not be longer than from the first slot that has changed to the last, as it names of others only
   * those that are empty on both sides.
   */
  private static boolean isCopied(
      RingContext was, RingContext now, SlotTable fresh, RingContext source) {
    int slots = fresh.nodes().size();
    List<Integer> changed =
        List.range(0, slots)
            .filter(slot -> !node(was.table(), slot).equals(fresh.nodes().get(slot)));
    List<Integer> named =
        was.design().follows(CLONE_LOSES_SLOTS_BEHIND)
            ? changed.dropRightUntil(slot -> fresh.nodes().get(slot).isDefined())
            : changed;
    return named.isEmpty()
        || List.range(0, source.slots().getOrElse(0))
            .exists(from ->
                List.rangeClosed(named.head(), named.last())
                    .forAll(slot -> {
                      int theirs = slot - named.head() + from;
                      return theirs < source.slots().getOrElse(0)
                          && isShared(was, now, fresh.nodes().get(slot), source, theirs);
                    }));
  }

  /** Whether a node is new, untagged, and has the imu of a slot of the source; or neither is. */
  private static boolean isShared(
      RingContext was, RingContext now, Option<NodeId> id, RingContext source, int slot) {
    Option<Node> theirs = node(source.table(), slot).flatMap(source.nodes()::get);
    Option<Node> made = id.flatMap(now.nodes()::get);
    return theirs.isEmpty()
        ? id.isEmpty()
        : id.flatMap(was.nodes()::get).isEmpty()
            && made.exists(node ->
                node.refs() == 1 && node.tag().isEmpty() && node.imu().equals(theirs.get().imu()));
  }

  private static Option<NodeId> node(Option<SlotTable> table, int slot) {
    return table.flatMap(slots -> slots.node(SlotId.of(slot)));
  }
}
