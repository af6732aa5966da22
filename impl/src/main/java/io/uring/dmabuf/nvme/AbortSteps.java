package io.uring.dmabuf.nvme;

import static io.uring.dmabuf.nvme.NvmeQueueDeviation.ABORT_ENDS_REQUEST;
import static io.uring.dmabuf.nvme.NvmeQueueDeviation.ABORT_UNPOLLED;

import io.uring.dmabuf.block.OfTag;
import io.uring.dmabuf.id.DeviceId;
import io.uring.dmabuf.id.TagId;
import io.uring.dmabuf.nvme.Iod.Stage;
import io.uring.dmabuf.step.Actor;
import io.uring.dmabuf.step.Group;
import io.uring.dmabuf.step.Owner;
import io.uring.dmabuf.step.Step;
import io.vavr.collection.List;

/**
 * The steps of an abort: a command is late, and before anything is reset the controller is asked to
 * give it up, which it may do or not. Source: nvme_timeout(), abort_endio(); NVMe base
 * specification, Abort command.
 */
public final class AbortSteps {

  /** A command is late for the first time; of it the completion queue has nothing. */
  public static final Step<NvmeQueue, OfTag> POLL_LATE =
      ofTag("PollLate", Actor.KBLOCKD, Group.QUEUEING)
          .when("No reset is under way.", (s, of) -> s.pair(of.device()).reset() == Reset.LIVE)
          .when(
              "No abort is under way.",
              (s, of) -> s.pair(of.device()).abort().stage() == Abort.Stage.NONE)
          .when(
              "The driver was not to have this try aborted.",
              (s, of) -> !s.pair(of.device()).iod(of.tag()).aborted())
          .when(
              "The command was submitted and not answered.",
              (s, of) ->
                  s.design().deviates(ABORT_UNPOLLED)
                      ? s.stage(of) instanceof Stage.Submitted
                      : s.unanswered(of))
          .then((s, of) -> {
            QueuePair pair = s.pair(of.device());
            return s.with(
                of.device(), pair.with(new Abort(Abort.Stage.POLLED, pair.cid(of.tag()))));
          });

  /** The admin queue gets the abort, and the timer of the command is started again. */
  public static final Step<NvmeQueue, DeviceId> ASK_ABORT =
      ofDevice("AskAbort", Actor.KBLOCKD, Group.QUEUEING)
          .when(
              "A command is late, and the queue was polled.",
              (s, device) -> s.pair(device).abort().stage() == Abort.Stage.POLLED)
          .when("The controller is not stopped.", (s, device) -> !s.pair(device).isOff())
          .then((s, device) -> {
            QueuePair pair = s.pair(device);
            TagId tag = QueueLayout.tagOf(pair.abort().cid());
            return s.with(
                device,
                pair.with(tag, pair.iod(tag).toBeAborted())
                    .with(new Abort(Abort.Stage.ASKED, pair.cid(tag))));
          });

  /** The controller aborts the command: it is answered, and nothing of it moves any more. */
  public static final Step<NvmeQueue, OfTag> ABORT_COMMAND =
      ofTag("AbortCommand", Actor.DEVICE, Group.DEVICE)
          .when(
              "The controller is asked to abort a command of this id.",
              (s, of) ->
                  s.controller(of)
                      .execution(of.tag())
                      .exists(e -> s.pair(of.device()).abort().asksFor(e.command().cid())))
          .when(
              "The completion ring has a free entry beside the last.",
              (s, of) -> !s.controller(of).cqFull())
          .then((s, of) -> {
            NvmeQueue answered = s.answered(of, NvmeCompletion.ABORT_REQUESTED);
            return answered == null
                ? null
                : answered.with(of.device(), answered.pair(of.device()).with(Abort.ANSWERED));
          });

  /** The controller finds no such command, or does not abort it. */
  public static final Step<NvmeQueue, DeviceId> ABORT_NOTHING =
      ofDevice("AbortNothing", Actor.DEVICE, Group.DEVICE)
          .when(
              "The controller is asked for an abort.",
              (s, device) -> s.pair(device).abort().stage() == Abort.Stage.ASKED)
          .when("The controller is not stopped.", (s, device) -> !s.pair(device).isOff())
          .then((s, device) -> s.with(device, s.pair(device).with(Abort.ANSWERED)));

  /** The answer to the abort is seen, and ends no request. Source: abort_endio(). */
  public static final Step<NvmeQueue, DeviceId> END_ABORT =
      ofDevice("EndAbort", Actor.IRQ, Group.IRQ)
          .when(
              "The controller has answered an abort.",
              (s, device) -> s.pair(device).abort().stage() == Abort.Stage.ANSWERED)
          .then((s, device) -> {
            NvmeQueue seen = s.with(device, s.pair(device).with(Abort.NONE));
            return s.design().deviates(ABORT_ENDS_REQUEST) ? seen.endingAborted(device) : seen;
          });

  /** The abort itself is late, and the controller reset for it. */
  public static final Step<NvmeQueue, DeviceId> ABORT_LATE =
      ofDevice("AbortLate", Actor.KBLOCKD, Group.QUEUEING)
          .when("No reset is under way.", (s, device) -> s.pair(device).reset() == Reset.LIVE)
          .when(
              "The controller is asked for an abort.",
              (s, device) -> s.pair(device).abort().stage() == Abort.Stage.ASKED)
          .then(NvmeQueue::resetting);

  /** All steps of this class. */
  static final List<Step<NvmeQueue, ?>> ALL = Step.declaredIn(AbortSteps.class);

  private AbortSteps() {}

  private static Step.Making<NvmeQueue, OfTag> ofTag(String action, Actor actor, Group group) {
    return Step.<NvmeQueue, OfTag>named(action, actor, ResetSteps.commands("abort"))
        .in(group)
        .of((s, of) -> new Owner.Device(of.device()));
  }

  private static Step.Making<NvmeQueue, DeviceId> ofDevice(
      String action, Actor actor, Group group) {
    return Step.<NvmeQueue, DeviceId>named(action, actor, ResetSteps.devices("abort"))
        .in(group)
        .of((s, device) -> new Owner.Device(device));
  }
}
