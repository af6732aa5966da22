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

/**
 * The steps of a reset: the controller does not answer, or somebody asks for it; it is stopped,
 * loses what it has, and is started again. Source: nvme_timeout(), nvme_reset_ctrl(),
 * nvme_dev_disable(), nvme_reset_work().
 */
public final class ResetSteps {

  /** A submitted command is not answered in time, and the completion queue was polled. */
  public static final Step<NvmeQueue, OfTag> TIMEOUT =
      Step.<NvmeQueue, OfTag>named(
              "Timeout",
              Actor.KBLOCKD,
              new Domain<>(
                  bounds ->
                      bounds.strings("Resets").contains("timeout")
                          ? OfTag.EVERY.all().apply(bounds)
                          : List.empty(),
                  OfTag.EVERY.tla()))
          .in(Group.QUEUEING)
          .of((s, of) -> new Owner.Device(of.device()))
          .when("No reset is under way.", (s, of) -> s.pair(of.device()).reset() == Reset.LIVE)
          .when("The command was submitted and not answered.", NvmeQueue::unanswered)
          .then((s, of) -> s.with(of.device(), s.pair(of.device()).with(Reset.RESETTING)));

  /** Somebody asks for a reset, whatever the controller has. Source: nvme_reset_ctrl(). */
  public static final Step<NvmeQueue, DeviceId> RESET_CTRL =
      Step.<NvmeQueue, DeviceId>named(
              "ResetCtrl",
              Actor.USER,
              Domain.ids(bounds ->
                  bounds.strings("Resets").contains("asked")
                      ? bounds.ids("Devs", DeviceId::of)
                      : List.empty()))
          .when("No reset is under way.", (s, device) -> s.pair(device).reset() == Reset.LIVE)
          .then((s, device) -> s.with(device, s.pair(device).with(Reset.RESETTING)));

  /** Nobody enters the queue and nothing more is set up, after what was being set up is done. */
  public static final Step<NvmeQueue, DeviceId> QUIESCE =
      ofDevice("Quiesce", Actor.KBLOCKD)
          .when("A reset is decided.", (s, device) -> s.pair(device).reset() == Reset.RESETTING)
          .when(
              "Nothing is being set up, and all that was sent is announced.",
              (s, device) -> s.pair(device).nothingBegun())
          .then((s, device) -> s.with(device, s.pair(device).with(Reset.QUIESCED)));

  /** The controller is stopped, and has no command any more. */
  public static final Step<NvmeQueue, DeviceId> DISABLE =
      ofDevice("Disable", Actor.KBLOCKD)
          .when("The queue is quiesced.", (s, device) -> s.pair(device).reset() == Reset.QUIESCED)
          .then((s, device) -> {
            QueuePair pair = s.pair(device);
            return s.with(device, pair.with(pair.controller().stopped()).with(Reset.OFF));
          });

  /** The host takes a command back that a stopped controller has not answered; its id stays. */
  public static final Step<NvmeQueue, OfTag> CANCEL =
      Step.<NvmeQueue, OfTag>named("Cancel", Actor.KBLOCKD, OfTag.EVERY)
          .in(Group.IRQ)
          .of((s, of) -> new Owner.Device(of.device()))
          .when("The controller is stopped.", (s, of) -> s.pair(of.device()).isOff())
          .when(
              "All that it has answered was reaped.", (s, of) -> !s.pair(of.device()).cqeVisible())
          .when("The command was submitted and not answered.", NvmeQueue::unanswered)
          .then((s, of) ->
              s.onCommand(
                  of,
                  (pair, mapped) ->
                      pair.at(of.tag(), new Stage.Completed(mapped, NvmeCompletion.HOST_ABORTED))));

  /** The controller is started again, on rings that are empty. */
  public static final Step<NvmeQueue, DeviceId> INIT_QUEUE =
      ofDevice("InitQueue", Actor.RESET)
          .when("The controller is stopped.", (s, device) -> s.pair(device).isOff())
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

  /** All steps of this class. */
  static final List<Step<NvmeQueue, ?>> ALL = Step.declaredIn(ResetSteps.class);

  private ResetSteps() {}

  private static Step.Making<NvmeQueue, DeviceId> ofDevice(String action, Actor actor) {
    return Step.<NvmeQueue, DeviceId>named(action, actor, Domain.ids("Devs", DeviceId::of))
        .in(Group.QUEUEING)
        .of((s, device) -> new Owner.Device(device));
  }
}
