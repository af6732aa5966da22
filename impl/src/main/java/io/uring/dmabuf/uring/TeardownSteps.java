package io.uring.dmabuf.uring;

import static io.uring.dmabuf.uring.RequestsDeviation.EXIT_WORK_DOES_NOT_WAIT;

import io.uring.dmabuf.id.SlotId;
import io.uring.dmabuf.step.Actor;
import io.uring.dmabuf.step.Domain;
import io.uring.dmabuf.step.Group;
import io.uring.dmabuf.step.NoArgs;
import io.uring.dmabuf.step.Step;
import io.uring.dmabuf.uring.Call.Emptying;
import io.uring.dmabuf.uring.Call.Teardown;
import io.vavr.collection.List;
import io.vavr.control.Option;

/** The steps by which a table goes, slot after slot, and a ring with it. */
public final class TeardownSteps {
  /** The guard of what waits for the last reference of the last request. */
  static final String LAST_IS_FREED = "No request is between its submission and its end.";

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
   * Nothing names the ring any more: it is dying, and what is under way goes on. Source: {@code
   * io_uring/io_uring.c: io_uring_release}, {@code io_ring_ctx_wait_and_kill}, base.
   */
  public static final Step<RingContext, NoArgs> CLOSE_RING =
      Step.<RingContext, NoArgs>named("CloseRing", Actor.USER, way("exit", "dying"))
          .in(Group.REGISTRATION)
          .when("The ring is open.", (s, none) -> s.open())
          .when(RingContext.LOCK_IS_FREE, (s, none) -> s.lockIsFree())
          .then((s, none) -> s.withLife(Life.DYING));

  /**
   * The last request of a dying ring is freed, and its task has let go of it: the exit work gives
   * back its table. Source: {@code io_uring/io_uring.c: io_ring_exit_work}, {@code
   * io_ring_ctx_free}, base (U1).
   */
  public static final Step<RingContext, NoArgs> FREE_RING =
      Step.<RingContext, NoArgs>named("FreeRing", Actor.KWORKER, way("exit", "dying"))
          .in(Group.REGISTRATION)
          .when(ExitSteps.DYING, (s, none) -> s.isDying())
          .when(RingContext.LOCK_IS_FREE, (s, none) -> s.lockIsFree())
          .when(
              LAST_IS_FREED,
              (s, none) ->
                  s.isAtRest()
                      || s.design().deviates(EXIT_WORK_DOES_NOT_WAIT) && s.isAtRestButForDevice())
          .then((s, none) ->
              s.withLife(Life.CLOSED).withCall(new Teardown(true, false, Option.none())));

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

  private static Domain<NoArgs> way(String... names) {
    return Domain.onlyIf(
        bounds -> List.of(names).exists(name -> bounds.strings("Teardown").contains(name)));
  }

  private static RingContext cleared(RingContext s, Emptying emptying) {
    Option<SlotId> slot = s.table().flatMap(SlotTable::highestOccupied);
    return slot.isEmpty()
        ? s.withTable(Option.none()).withCall(emptying.emptied())
        : s.emptying(slot.get()).withCall(s.call().withDrop(s.nodeIn(slot.get()).map(Drop::of)));
  }
}
