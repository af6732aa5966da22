package io.uring.dmabuf.history;

import io.uring.dmabuf.design.StepLaw;
import io.uring.dmabuf.id.NodeId;
import io.uring.dmabuf.uring.Call;
import io.uring.dmabuf.uring.Drop;
import io.uring.dmabuf.uring.Node;
import io.uring.dmabuf.uring.RingContext;
import io.uring.dmabuf.uring.SlotTable;
import io.uring.dmabuf.uring.UpdateStage;
import io.vavr.collection.List;
import io.vavr.collection.Vector;
import io.vavr.control.Option;

/** The laws of steps of a ring that say by whom a slot changes, and what tags tell of. */
final class TableStepAudit {

  /** The laws. */
  static final List<StepLaw<Told<RingContext>>> LAWS =
      List.of(
          new StepLaw<>("SlotsChangeByName", TableStepAudit::unnamed),
          new StepLaw<>("TagsTellOfReleases", TableStepAudit::untrue));

  private TableStepAudit() {}

  private static Option<String> unnamed(Told<RingContext> before, Told<RingContext> after) {
    Option<SlotTable> table = after.state().table();
    return Option.when(
        !table.equals(before.state().table()) && !isNamed(before.state(), table),
        () -> "slots become %s by %s".formatted(table, before.state().call()));
  }

  private static boolean isNamed(RingContext before, Option<SlotTable> table) {
    Option<Vector<Option<NodeId>>> slots = table.map(SlotTable::nodes);
    return switch (before.call()) {
      case Call.Idle _ ->
          before.table().isEmpty() && slots.exists(all -> all.forAll(Option::isEmpty));
      case Call.Update update when update.isEmptying() ->
          update.drop().isEmpty() && slots.equals(emptied(before));
      case Call.Update update ->
          update.drop().isEmpty()
              && update.error().isEmpty()
              && slots.equals(
                  switch (update.stage()) {
                    case TAKE_SLOT ->
                        slotsWith(before, update.args().slot().number(), Option.none());
                    case STORE_NODE ->
                        slotsWith(before, update.args().slot().number(), update.node());
                    default -> Option.<Vector<Option<NodeId>>>none();
                  });
      case Call.Clone clone when clone.returning() -> table.contains(clone.fresh());
      case Call.Clone clone -> clone.drop().isEmpty() && slots.equals(emptied(before));
      case Call.Teardown teardown ->
          !teardown.returning() && teardown.drop().isEmpty() && slots.equals(emptied(before));
      case Call.CloneSource _, Call.Submit _, Call.TaskWork _ -> false;
    };
  }

  private static Option<Vector<Option<NodeId>>> slotsWith(
      RingContext before, int slot, Option<NodeId> node) {
    return before.table().map(table -> table.nodes().update(slot, node));
  }

  /** The slots without the highest that is occupied; none if all are empty. */
  private static Option<Vector<Option<NodeId>>> emptied(RingContext before) {
    return before
        .table()
        .flatMap(SlotTable::highestOccupied)
        .flatMap(slot -> slotsWith(before, slot.number(), Option.none()));
  }

  private static Option<String> untrue(Told<RingContext> before, Told<RingContext> after) {
    TagsTold was = before.history().tags();
    TagsTold now = after.history().tags();
    return Option.when(
        !was.equals(now)
            && !isAskedFor(before.state(), after.state(), was, now)
            && !isOfRelease(before.state(), was, now)
            && !isTakenBack(before.state(), after.state(), was, now),
        () -> "tags %s are told by %s".formatted(now, before.state().call()));
  }

  private static boolean isAskedFor(
      RingContext before, RingContext after, TagsTold was, TagsTold now) {
    return before.call() instanceof Call.Update update
        && update.stage() == UpdateStage.TAKE_SLOT
        && update.error().isEmpty()
        && update
            .args()
            .tag()
            .exists(tag ->
                now.equals(was.giving(tag))
                    && update
                        .node()
                        .flatMap(after.nodes()::get)
                        .exists(node -> node.tag().contains(tag)));
  }

  /** A registration that fails takes back what it has given to the nodes of its table. */
  private static boolean isTakenBack(
      RingContext before, RingContext after, TagsTold was, TagsTold now) {
    return before.call() instanceof Call.Update update
        && update.stage() == UpdateStage.CLEAR_TAGS
        && now.posted().equals(was.posted())
        && now.given().equals(was.given().take(now.given().size()))
        && was.given()
            .drop(now.given().size())
            .forAll(tag -> isGivenIn(before, tag) && !isCarried(after, tag));
  }

  private static boolean isGivenIn(RingContext before, long tag) {
    return before
        .table()
        .exists(table ->
            table
                .nodes()
                .flatMap(node -> node.flatMap(before.nodes()::get))
                .exists(node -> node.tag().contains(tag)));
  }

  private static boolean isCarried(RingContext after, long tag) {
    return after.nodes().values().exists(node -> node.tag().contains(tag));
  }

  private static boolean isOfRelease(RingContext before, TagsTold was, TagsTold now) {
    return before
        .call()
        .drop()
        .filter(drop -> drop.stage() == Drop.Stage.POST_TAG)
        .filter(drop -> !(before.call() instanceof Call.Update call && call.registers()))
        .flatMap(drop -> before.nodes().get(drop.node()))
        .filter(node -> node.refs() == 0)
        .flatMap(Node::tag)
        .exists(tag -> now.equals(was.posting(tag)));
  }
}
