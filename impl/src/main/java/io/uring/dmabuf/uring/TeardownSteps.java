package io.uring.dmabuf.uring;

import io.uring.dmabuf.id.SlotId;
import io.uring.dmabuf.step.Actor;
import io.uring.dmabuf.step.Domain;
import io.uring.dmabuf.step.Group;
import io.uring.dmabuf.step.NoArgs;
import io.uring.dmabuf.step.Step;
import io.uring.dmabuf.uring.Call.Emptying;
import io.uring.dmabuf.uring.Call.Teardown;
import io.uring.dmabuf.uring.Request.State;
import io.vavr.collection.List;
import io.vavr.control.Option;

/** The steps by which a table goes, slot after slot. */
public final class TeardownSteps {

  /**
   * Unregistering begins. Source: {@code io_uring/rsrc.c: io_sqe_buffers_unregister}, base (U1).
   */
  public static final Step<RingContext, NoArgs> START_UNREGISTER =
      Step.<RingContext, NoArgs>named("StartUnregister", Actor.TASK, way("unregister"))
          .in(Group.REGISTRATION)
          .when("The ring is open.", (s, none) -> s.open())
          .when(RingContext.LOCK_IS_FREE, (s, none) -> s.lockIsFree())
          .when("There is a table.", (s, none) -> s.table().isDefined())
          .then((s, none) -> s.withCall(new Teardown(false, false, Option.none())));

  /**
   * The ring is closed when no request is under way. Source: {@code io_uring/io_uring.c:
   * io_ring_exit_work}, base (U1).
   */
  public static final Step<RingContext, NoArgs> CLOSE_RING =
      Step.<RingContext, NoArgs>named("CloseRing", Actor.USER, way("exit"))
          .in(Group.REGISTRATION)
          .when("The ring is open.", (s, none) -> s.open())
          .when(RingContext.LOCK_IS_FREE, (s, none) -> s.lockIsFree())
          .when(
              "No request is between its submission and its CQE.",
              (s, none) ->
                  s.requests().values().forAll(request -> request.state() == State.COMPLETE))
          .then((s, none) -> s.withOpen(false).withCall(new Teardown(true, false, Option.none())));

  /**
   * The highest occupied slot is emptied; without one the table itself goes. Source: {@code
   * io_uring/rsrc.c: io_rsrc_data_free}, base (U1).
   */
  public static final Step<RingContext, NoArgs> CLEAR_SLOT =
      Step.<RingContext>named("ClearSlot", Actor.TASK)
          .in(Group.REGISTRATION)
          .when(
              "A teardown has dropped the node of the last slot.",
              (s, none) ->
                  s.call() instanceof Emptying emptying
                      && emptying.isEmptying()
                      && emptying.drop().isEmpty())
          .then((s, none) -> s.during(Emptying.class, emptying -> cleared(s, emptying)));

  /** All of them. */
  public static final List<Step<RingContext, ?>> ALL = Step.declaredIn(TeardownSteps.class);

  private TeardownSteps() {}

  private static Domain<NoArgs> way(String name) {
    return Domain.onlyIf(bounds -> bounds.strings("Teardown").contains(name));
  }

  private static RingContext cleared(RingContext s, Emptying emptying) {
    Option<SlotId> slot = s.table().flatMap(SlotTable::highestOccupied);
    return slot.isEmpty()
        ? s.withTable(Option.none()).withCall(emptying.emptied())
        : s.emptying(slot.get()).withCall(s.call().withDrop(s.nodeIn(slot.get()).map(Drop::of)));
  }
}
