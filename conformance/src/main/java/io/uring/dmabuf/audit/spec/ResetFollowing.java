package io.uring.dmabuf.audit.spec;

import io.uring.dmabuf.audit.spec.Explanation.Held;
import io.uring.dmabuf.audit.spec.Shown.Answer;
import io.uring.dmabuf.block.OfTag;
import io.uring.dmabuf.id.DeviceId;
import io.uring.dmabuf.nvme.Iod.Stage;
import io.uring.dmabuf.nvme.Reset;
import io.uring.dmabuf.system.CompletionSteps;
import io.uring.dmabuf.system.ResettingSteps;
import io.vavr.control.Option;

/**
 * A reset of a controller, of which lines show that queues are deleted, that commands are taken
 * back, that queues are made, and that commands are made again: what is between is filled in. A
 * device here has one queue for all of its kernel's.
 */
abstract class ResetFollowing extends SubmissionFollowing {
  ResetFollowing(Start start) {
    super(start);
  }

  private Reset reset(DeviceId device) {
    return state.queue().pair(device).reset();
  }

  /** How often a command was tried again. */
  protected int tries(Held held) {
    return pair(held.of()).iod(held.of().tag()).retries();
  }

  /** What becomes of this try of a command, as the first reading has found it. */
  protected Option<Answer> found(Held held) {
    return state
        .queue()
        .request(held.of().device(), held.of().tag())
        .flatMap(command -> of(command.owner().req()))
        .flatMap(known -> facts.tries().answer(known.asked().id(), held.command(), tries(held)));
  }

  /** The host takes a command back, from a controller that it has stopped for that. */
  protected boolean cancel(OfTag of) {
    return stop(of.device()) && take(ResettingSteps.CANCEL, of);
  }

  /** The controller is stopped. */
  private boolean stop(DeviceId device) {
    return quiesce(device) && disable(device);
  }

  /** What is quiesced is turned off. */
  private boolean disable(DeviceId device) {
    return reset(device) != Reset.QUIESCED
        || answerBefore(device) && take(ResettingSteps.DISABLE, device);
  }

  /** The end of the bio of a command, which no line shows. */
  protected abstract boolean endUnseen(OfTag of);

  /** A reset before is over: the freeze has waited for all that was in the queue. */
  @Override
  protected boolean enters(DeviceId device) {
    return !state.queue().pair(device).isFrozen() || dispatches(device) && unfreeze(device);
  }

  private boolean unfreeze(DeviceId device) {
    if (reset(device) != Reset.DRAINING) {
      return true;
    }
    for (Held held : holders.values()) {
      if (held.of().device().equals(device) && !endUnseen(held.of())) {
        return false;
      }
    }
    putEnded(device);
    return take(ResettingSteps.UNFREEZE, device);
  }

  /** Nothing more is set up; what is handed to the device is announced. */
  private boolean quiesce(DeviceId device) {
    if (!unfreeze(device)) {
      return false;
    }
    if (reset(device) == Reset.LIVE) {
      for (Held held : holders.values()) {
        boolean begun = held.issued() || !facts.issuesAreShown();
        if (held.of().device().equals(device) && begun && !announce(held.of())) {
          return false;
        }
      }
      if (!decide(device)) {
        return false;
      }
    }
    return reset(device) != Reset.RESETTING || take(ResettingSteps.QUIESCE, device);
  }

  /** No line tells why there is a reset: what a controller has is late, or somebody asks for it. */
  private boolean decide(DeviceId device) {
    return unanswered(device)
        .map(late -> take(ResettingSteps.TIMEOUT, late))
        .getOrElse(() -> take(ResettingSteps.RESET_CTRL, device));
  }

  /** What is shown to be answered, and not to be taken back, the device has answered by now. */
  private boolean answerBefore(DeviceId device) {
    for (Held held : holders.values()) {
      if (held.of().device().equals(device) && isSubmitted(held.of())) {
        Option<Answer> how = found(held).filter(answer -> answer != Answer.TAKEN_BACK);
        if (how.isDefined() && !reap(held.of(), how.get())) {
          return false;
        }
      }
    }
    return true;
  }

  private boolean isSubmitted(OfTag of) {
    return state.queue().stage(of) instanceof Stage.Submitted;
  }

  /** The controller is started again; what no line shows to be over is over. */
  private boolean start(DeviceId device) {
    if (!disable(device)) {
      return false;
    }
    for (Held held : holders.values()) {
      boolean here = held.of().device().equals(device);
      if (here && !(completeUnseen(held) && endAnswered(held))) {
        return false;
      }
    }
    return take(ResettingSteps.INIT_QUEUE, device);
  }

  /** Where not all answers are shown, a command has had one, or is taken back. */
  private boolean completeUnseen(Held held) {
    OfTag of = held.of();
    if (facts.answersAreShown()) {
      return true;
    }
    return switch (state.queue().stage(of)) {
      case Stage.Submitted _ -> cancel(of) && answer(of, Answer.TAKEN_BACK);
      case Stage.Completed _, Stage.HandedBack _ ->
          answer(of, found(held).getOrElse(Answer.SUCCESS));
      default -> true;
    };
  }

  /** Where not all ends are shown, one that was answered, and not to be tried again, has ended. */
  private boolean endAnswered(Held held) {
    return facts.endsAreShown()
        || !(state.queue().stage(held.of()) instanceof Stage.Unmapped)
        || take(CompletionSteps.END_BIO, held.of());
  }

  /** Commands are set up: a reset is over, or has not come to it that none are. */
  protected boolean dispatches(DeviceId device) {
    if (state.queue().pair(device).dispatches()) {
      return true;
    }
    if (reset(device) != Reset.READY
        && (facts.queuesAreShown(device.number())
            ? refuse("Unquiesce is refused: The controller is started again.")
            : !start(device))) {
      return false;
    }
    return take(ResettingSteps.UNQUIESCE, device);
  }

  /** Queues of a controller are deleted: that of one which comes back is quiesced before. */
  protected boolean queueDeleted(Shown.QueueDeleted shown) {
    if (!facts.isMadeAfter(shown.ctrl(), shown.at().line())) {
      return true;
    }
    for (int number : facts.devices(shown.ctrl())) {
      if (!quiesce(DeviceId.of(number))) {
        return false;
      }
    }
    return true;
  }

  /** A queue of a controller is made: it was stopped before, and is started. */
  protected boolean queueMade(Shown.QueueMade shown) {
    for (int number : facts.devices(shown.ctrl())) {
      DeviceId device = DeviceId.of(number);
      if (reset(device) != Reset.READY && !(stop(device) && start(device))) {
        return false;
      }
    }
    return true;
  }

  /** A command that the device has, if there is one. */
  private Option<OfTag> unanswered(DeviceId device) {
    return holders
        .values()
        .map(Held::of)
        .find(of -> of.device().equals(device) && isSubmitted(of))
        .toOption();
  }
}
