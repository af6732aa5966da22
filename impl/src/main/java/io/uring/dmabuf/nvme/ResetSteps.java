package io.uring.dmabuf.nvme;

import io.uring.dmabuf.block.OfTag;
import io.uring.dmabuf.id.DeviceId;
import io.uring.dmabuf.nvme.Iod.Stage;
import io.uring.dmabuf.step.Actor;
import io.uring.dmabuf.step.Domain;
import io.uring.dmabuf.step.Group;
import io.uring.dmabuf.step.Owner;
import io.uring.dmabuf.step.Step;
import io.vavr.collection.List;
import io.vavr.control.Option;

/**
 * The steps of a reset: the controller does not answer, or somebody asks for it; it is stopped,
 * loses what it has, and is started again; or does not come back, and all that waits for it fails.
 * Source: nvme_timeout(), nvme_reset_ctrl(), nvme_dev_disable(), nvme_reset_work(),
 * nvme_mark_namespaces_dead().
 */
public final class ResetSteps {

  /**
   * A submitted command is not answered in time, and the completion queue was polled; there is no
   * abort before. Source: nvme_timeout(), nvme_should_reset().
   */
  public static final Step<NvmeQueue, OfTag> TIMEOUT =
      tooLate("Timeout", "timeout").then((s, of) -> s.resetting(of.device()));

  /** A command is late again that the controller was asked to abort. Source: nvme_timeout(). */
  public static final Step<NvmeQueue, OfTag> LATE_AGAIN =
      tooLate("LateAgain", "abort")
          .when(
              "The driver was to have this try aborted.",
              (s, of) -> s.pair(of.device()).iod(of.tag()).aborted())
          .then((s, of) -> s.resetting(of.device()));

  /** Somebody asks for a reset, whatever the controller has. Source: nvme_reset_ctrl(). */
  public static final Step<NvmeQueue, DeviceId> RESET_CTRL =
      Step.<NvmeQueue, DeviceId>named("ResetCtrl", Actor.USER, devices("asked"))
          .when("No reset is under way.", (s, device) -> s.pair(device).reset() == Reset.LIVE)
          .then(NvmeQueue::resetting);

  /** Nobody enters the queue and nothing more is set up, after what was being set up is done. */
  public static final Step<NvmeQueue, DeviceId> QUIESCE =
      ofDevice("Quiesce", Actor.KBLOCKD)
          .needs(
              "A reset is decided, or the end of the controller.",
              (s, device) -> quiesced(s.pair(device).reset()).isDefined())
          .when(
              "Nothing is being set up, and all that was sent is announced.",
              (s, device) -> s.pair(device).nothingBegun())
          .then((s, device) ->
              quiesced(s.pair(device).reset())
                  .map(next -> s.with(device, s.pair(device).with(next)))
                  .getOrNull());

  /** The controller is stopped, and has no command any more. */
  public static final Step<NvmeQueue, DeviceId> DISABLE =
      ofDevice("Disable", Actor.KBLOCKD)
          .when(
              "The queue is quiesced, and the controller on.",
              (s, device) ->
                  s.pair(device).reset() == Reset.QUIESCED
                      || s.pair(device).reset() == Reset.STOPPING)
          .then((s, device) -> {
            QueuePair pair = s.pair(device);
            Reset next = pair.reset() == Reset.QUIESCED ? Reset.OFF : Reset.DISABLED;
            return s.with(device, pair.stopped().with(next));
          });

  /** The host takes a command back that a stopped controller has not answered; its id stays. */
  public static final Step<NvmeQueue, OfTag> CANCEL =
      Step.<NvmeQueue, OfTag>named("Cancel", Actor.KBLOCKD, OfTag.EVERY)
          .in(Group.IRQ)
          .of((s, of) -> new Owner.Device(of.device()))
          .when(
              "The controller is stopped, and the queue quiesced.",
              (s, of) ->
                  s.pair(of.device()).isOff()
                      && !s.pair(of.device()).dispatches()
                      && !s.pair(of.device()).isFailing())
          .when(
              "All that it has answered was reaped.", (s, of) -> !s.pair(of.device()).cqeVisible())
          .when("It was told so.", (s, of) -> s.pair(of.device()).headIsTold())
          .when("The command was submitted and not answered.", NvmeQueue::unanswered)
          .then((s, of) ->
              s.onCommand(
                  of,
                  (pair, mapped) ->
                      pair.at(of.tag(), new Stage.Completed(mapped, NvmeCompletion.HOST_ABORTED))));

  /** The controller is started again, on rings that are empty. */
  public static final Step<NvmeQueue, DeviceId> INIT_QUEUE =
      ofDevice("InitQueue", Actor.RESET)
          .when(
              "The controller is stopped, to be started again.",
              (s, device) -> s.pair(device).reset() == Reset.OFF)
          .when(
              "All that was sent to it is completed.", (s, device) -> s.pair(device).allCompleted())
          .then((s, device) ->
              s.with(device, s.pair(device).cleared(s.layout(device)).with(Reset.READY)));

  /** What has a tag is set up again, and with that what was cancelled. */
  public static final Step<NvmeQueue, DeviceId> UNQUIESCE =
      ofDevice("Unquiesce", Actor.RESET)
          .when(
              "The controller is started again.",
              (s, device) -> s.pair(device).reset() == Reset.READY)
          .then((s, device) -> s.with(device, s.pair(device).with(Reset.DRAINING)));

  /** The freeze is over, and the reset with it. Source: nvme_wait_freeze(), nvme_unfreeze(). */
  public static final Step<NvmeQueue, DeviceId> UNFREEZE =
      ofDevice("Unfreeze", Actor.RESET)
          .when("The queue goes on.", (s, device) -> s.pair(device).reset() == Reset.DRAINING)
          .when("Nobody is in it.", (s, device) -> s.pair(device).tags().taken() == 0)
          .then((s, device) -> s.with(device, s.pair(device).with(Reset.LIVE)));

  /** The controller does not come back, and is stopped for good. Source: nvme_reset_work(). */
  public static final Step<NvmeQueue, DeviceId> RESET_FAILS =
      ofDevice("ResetFails", Actor.RESET, devices("fails"))
          .when(
              "The controller is stopped, to be started again.",
              (s, device) -> s.pair(device).reset() == Reset.OFF)
          .when(
              "All that was sent to it is completed.", (s, device) -> s.pair(device).allCompleted())
          .then((s, device) -> s.with(device, s.pair(device).with(Reset.DISABLED)));

  /**
   * A command is late before a reset is over: the end of its controller. Source: nvme_timeout().
   */
  public static final Step<NvmeQueue, OfTag> LATE_IN_RESET =
      late("LateInReset", "late")
          .when(
              "A reset waits for what is in the queue.",
              (s, of) -> s.pair(of.device()).reset() == Reset.DRAINING)
          .when("The command was submitted and not answered.", NvmeQueue::unanswered)
          .then((s, of) -> s.with(of.device(), s.pair(of.device()).with(Reset.DELETING)));

  /** The controller was pulled out, and what it had is lost with it. Source: nvme_remove(). */
  public static final Step<NvmeQueue, DeviceId> REMOVE =
      Step.<NvmeQueue, DeviceId>named("Remove", Actor.USER, devices("removed"))
          .when("No reset is under way.", (s, device) -> s.pair(device).reset() == Reset.LIVE)
          .then((s, device) -> {
            QueuePair pair = s.pair(device);
            return s.with(device, pair.stopped().with(Reset.GONE));
          });

  /** The queue goes on without a controller. Source: nvme_dev_disable(). */
  public static final Step<NvmeQueue, DeviceId> UNQUIESCE_TO_FAIL =
      ofDevice("UnquiesceToFail", Actor.RESET)
          .when(
              "The controller is stopped for good, or is not there, and the queue quiesced.",
              (s, device) ->
                  s.pair(device).reset() == Reset.DISABLED
                      || s.pair(device).reset() == Reset.CLEANING)
          .when(
              "All that was sent to it is completed.", (s, device) -> s.pair(device).allCompleted())
          .then((s, device) ->
              s.with(
                  device,
                  s.pair(device)
                      .with(
                          s.pair(device).reset() == Reset.DISABLED
                              ? Reset.FAILING
                              : Reset.REFUSING)));

  /**
   * The driver refuses a command, as its queue has no controller, and the bio ends with that,
   * however often it was tried. Source: nvme_queue_rq(), blk_mq_dispatch_rq_list().
   */
  public static final Step<NvmeQueue, OfTag> DISPATCH_FAILS =
      Step.<NvmeQueue, OfTag>named("DispatchFails", Actor.KBLOCKD, OfTag.EVERY)
          .in(Group.QUEUEING)
          .of((s, of) -> new Owner.Device(of.device()))
          .when(
              "The queue goes on without a controller.", (s, of) -> s.pair(of.device()).isFailing())
          .when(
              "The request has its tag and nothing more.",
              (s, of) -> s.stage(of) instanceof Stage.Started)
          .then((s, of) -> s.ended(of));

  /** The disk is dead, for all who come and all who wait. Source: nvme_mark_namespaces_dead(). */
  public static final Step<NvmeQueue, DeviceId> MARK_DEAD =
      ofDevice("MarkDead", Actor.RESET)
          .when(
              "The queue goes on without a controller.",
              (s, device) -> s.pair(device).isFailing() && !s.pair(device).isDead())
          .then((s, device) -> s.with(device, s.pair(device).with(Reset.DEAD)));

  /**
   * Somebody unbinds the driver: the disk is dead for who comes, and the controller finishes what
   * is in its queue. Source: nvme_remove(), del_gendisk().
   */
  public static final Step<NvmeQueue, DeviceId> UNBIND =
      Step.<NvmeQueue, DeviceId>named("Unbind", Actor.USER, devices("unbound"))
          .when("No reset is under way.", (s, device) -> s.pair(device).reset() == Reset.LIVE)
          .then((s, device) -> s.with(device, s.pair(device).with(Reset.EMPTYING)));

  /** The driver lets go of the controller. Source: nvme_remove(), device_release_driver(). */
  public static final Step<NvmeQueue, DeviceId> RELEASE_DRIVER =
      ofDevice("ReleaseDriver", Actor.USER, devices("unbound"))
          .when(
              "The disk is dead, and its driver bound.",
              (s, device) ->
                  s.pair(device).reset() == Reset.EMPTYING || s.pair(device).reset() == Reset.DEAD)
          .when("Nobody is in the queue.", (s, device) -> s.pair(device).tags().taken() == 0)
          .when(
              "The last doorbell of its completion ring is rung.",
              (s, device) -> s.pair(device).headIsTold())
          .then((s, device) -> s.with(device, s.pair(device).with(Abort.NONE).with(Reset.UNBOUND)));

  /** All steps of this class. */
  static final List<Step<NvmeQueue, ?>> ALL = Step.declaredIn(ResetSteps.class);

  private ResetSteps() {}

  /** What is quiesced becomes what; none where nobody quiesces. */
  private static Option<Reset> quiesced(Reset decided) {
    return switch (decided) {
      case RESETTING -> Option.some(Reset.QUIESCED);
      case DELETING -> Option.some(Reset.STOPPING);
      case GONE -> Option.some(Reset.CLEANING);
      default -> Option.none();
    };
  }

  /** Of a command that is late, and for which there is a reset; with its guards. */
  private static Step.Making<NvmeQueue, OfTag> tooLate(String action, String reset) {
    return late(action, reset)
        .when("No reset is under way.", (s, of) -> s.pair(of.device()).reset() == Reset.LIVE)
        .when(
            "Who looks for late commands of the queue is at none.",
            (s, of) -> s.pair(of.device()).abort().stage() != Abort.Stage.POLLED)
        .when("The command was submitted and not answered.", NvmeQueue::unanswered);
  }

  /** Of a command that is late, in models that have that in a reset's stead, or in one. */
  private static Step.Making<NvmeQueue, OfTag> late(String action, String reset) {
    return Step.<NvmeQueue, OfTag>named(action, Actor.KBLOCKD, commands(reset))
        .in(Group.QUEUEING)
        .of((s, of) -> new Owner.Device(of.device()));
  }

  /** The tags, in models that have that for a reason of a reset. */
  static Domain<OfTag> commands(String reset) {
    return new Domain<>(
        bounds ->
            bounds.strings("Resets").contains(reset)
                ? OfTag.EVERY.all().apply(bounds)
                : List.empty(),
        OfTag.EVERY.tla());
  }

  /** The devices, in models that have that for a reason of a reset. */
  static Domain<DeviceId> devices(String reset) {
    return Domain.ids(bounds ->
        bounds.strings("Resets").contains(reset) ? bounds.ids("Devs", DeviceId::of) : List.empty());
  }

  private static Step.Making<NvmeQueue, DeviceId> ofDevice(String action, Actor actor) {
    return ofDevice(action, actor, Domain.ids("Devs", DeviceId::of));
  }

  private static Step.Making<NvmeQueue, DeviceId> ofDevice(
      String action, Actor actor, Domain<DeviceId> devices) {
    return Step.<NvmeQueue, DeviceId>named(action, actor, devices)
        .in(Group.QUEUEING)
        .of((s, device) -> new Owner.Device(device));
  }
}
