package io.uring.dmabuf.system;

import io.uring.dmabuf.block.OfTag;
import io.uring.dmabuf.id.DeviceId;
import io.uring.dmabuf.id.RegbufId;
import io.uring.dmabuf.id.TagId;
import io.uring.dmabuf.nvme.Iod.Stage;
import io.uring.dmabuf.nvme.NvmeSteps;
import io.uring.dmabuf.nvme.QueuePair;
import io.uring.dmabuf.nvme.Reset;
import io.uring.dmabuf.step.Choice;
import io.uring.dmabuf.step.Step;
import io.uring.dmabuf.uring.Errno;
import io.vavr.collection.List;
import io.vavr.collection.Vector;
import io.vavr.control.Option;
import java.util.function.BiFunction;

/**
 * What drives, their interrupts and kblockd do, as far as they are told to.
 *
 * @param kernel the machine that they belong to
 */
public record Drives(Kernel kernel) {

  /** How a drive answers. */
  public enum Answered {
    /** All has moved. */
    SUCCESS,
    /** An error that may be tried again. */
    ERROR,
    /** An error that no other try would be without. */
    ERROR_DNR
  }

  /** When these drives have nothing left to do: kblockd, the controller, the interrupts. */
  public Kernel run(Iterable<DeviceId> drives) {
    Kernel before = kernel;
    Kernel after = round(before, drives);
    while (!after.state().equals(before.state())
        || !after.hindrances().equals(before.hindrances())) {
      before = after;
      after = round(before, drives);
    }
    return after;
  }

  private static Kernel round(Kernel kernel, Iterable<DeviceId> drives) {
    Kernel at = kernel;
    for (DeviceId drive : drives) {
      at = at.drives().kblockd(drive).drives().fetch(drive);
      for (TagId tag : at.drives().executing(drive)) {
        at = at.drives().move(drive, tag, Integer.MAX_VALUE).kernel();
        at = at.drives().answer(drive, tag, Answered.SUCCESS).kernel();
      }
      at = at.drives().interrupt(drive);
    }
    return at;
  }

  /** Commands that wait for a descriptor page are tried again, and workers go on. */
  public Kernel kblockd(DeviceId drive) {
    Kernel at = kernel;
    for (TagId tag : tags(drive)) {
      OfTag of = new OfTag(drive, tag);
      if (at.state().queue().stage(of) instanceof Stage.Requeued) {
        at =
            taken(at, QueueSteps.REQUEUE, of)
                .map(next -> inProgress(next, of, CommandInProgress::queueing))
                .getOrElse(at);
      }
    }
    return Workers.gone(at);
  }

  private static Kernel inProgress(
      Kernel kernel, OfTag of, BiFunction<State, OfTag, Option<Choice<State, ?>>> goingOn) {
    Kernel at = kernel;
    for (Option<Kernel> next = goneOn(at, of, goingOn.apply(at.state(), of));
        next.isDefined();
        next = goneOn(at, of, goingOn.apply(at.state(), of))) {
      at = next.get();
    }
    return at;
  }

  private static Option<Kernel> goneOn(Kernel kernel, OfTag of, Option<Choice<State, ?>> step) {
    return step.flatMap(
        next -> kernel.after(kernel.state().ringOf(of).getOrElse(Kernel.NONE), next));
  }

  private static <A> Option<Kernel> taken(Kernel kernel, Step<State, A> step, A args) {
    return kernel.after(Kernel.NONE, step, args);
  }

  /** Moves at most some pieces of a tag's command: how many there were. */
  public Returned<Integer> move(DeviceId drive, TagId tag, int most) {
    Kernel at = kernel;
    for (int moved = 0; moved < most; moved++) {
      Option<Kernel> next = taken(at, DeviceSteps.XFER, new OfTag(drive, tag));
      if (next.isEmpty()) {
        return new Returned<>(at, moved);
      }
      boolean nothing = next.get().state().equals(at.state());
      at = next.get();
      if (nothing) {
        return new Returned<>(at, moved);
      }
    }
    return new Returned<>(at, most);
  }

  /** The command of a tag is answered, unless the drive cannot say so yet: whether it is. */
  public Returned<Boolean> answer(DeviceId drive, TagId tag, Answered how) {
    OfTag of = new OfTag(drive, tag);
    Option<Kernel> dnr =
        how == Answered.ERROR_DNR ? taken(kernel, DeviceSteps.ANSWER_DNR, of) : Option.none();
    Option<Kernel> answered =
        dnr.orElse(() ->
            taken(kernel, DeviceSteps.ANSWER, new NvmeSteps.Answer(of, how == Answered.SUCCESS)));
    return new Returned<>(answered.getOrElse(kernel), answered.isDefined());
  }

  /**
   * A command that the drive does not answer in time is found, and with that the drive is stopped:
   * how many commands were taken back from it; none where it has nothing that it could answer.
   * Source: nvme_timeout(), nvme_dev_disable().
   */
  public Returned<Integer> stop(DeviceId drive) {
    for (TagId tag : tags(drive)) {
      Option<Kernel> late = taken(kernel, ResettingSteps.TIMEOUT, new OfTag(drive, tag));
      if (late.isDefined()) {
        return late.get().drives().turnOff(drive);
      }
    }
    return new Returned<>(kernel, 0);
  }

  /**
   * Somebody asks for a reset of a drive, which is stopped then: how many commands were taken back
   * from it; {@code -EBUSY} if there is a reset, or was one whose commands are not over. Source:
   * nvme_reset_ctrl(), nvme_dev_disable().
   */
  public Returned<Integer> reset(DeviceId drive) {
    return taken(kernel, ResettingSteps.RESET_CTRL, drive)
        .map(asked -> asked.drives().turnOff(drive))
        .getOrElse(() -> Returned.refused(kernel, Errno.EBUSY));
  }

  /** Nothing more is sent, the drive is stopped, and what it has not answered is taken back. */
  private Returned<Integer> turnOff(DeviceId drive) {
    return taken(kernel, ResettingSteps.QUIESCE, drive)
        .flatMap(quiet -> taken(quiet, ResettingSteps.DISABLE, drive))
        .map(off -> off.drives().interrupt(drive).drives().takeBack(drive))
        .getOrElse(() -> new Returned<>(kernel, 0));
  }

  private Returned<Integer> takeBack(DeviceId drive) {
    Kernel at = kernel;
    int taken = 0;
    for (TagId tag : tags(drive)) {
      OfTag of = new OfTag(drive, tag);
      Option<Kernel> next = taken(at, ResettingSteps.CANCEL, of);
      if (next.isDefined()) {
        at = inProgress(next.get(), of, CommandInProgress::completing);
        taken++;
      }
    }
    return new Returned<>(at, taken);
  }

  /**
   * A drive that was stopped is started again: how many commands it is given then. Source:
   * nvme_reset_work().
   */
  public Returned<Integer> start(DeviceId drive) {
    Option<Kernel> started =
        taken(kernel, ResettingSteps.INIT_QUEUE, drive)
            .flatMap(ready -> taken(ready, ResettingSteps.UNQUIESCE, drive));
    if (started.isEmpty()) {
      return new Returned<>(kernel, 0);
    }
    Kernel at = started.get();
    for (TagId tag : tags(drive)) {
      at = inProgress(at, new OfTag(drive, tag), CommandInProgress::queueing);
    }
    at = at.drives().kblockd(drive).drives().unfreeze(drive);
    return new Returned<>(at, at.state().queue().pair(drive).controller().rung());
  }

  /**
   * A drive that was stopped does not come back, or one that was started again is late with a
   * command before the reset is over: how many commands fail with that; none where no reset is
   * under way, or nothing is late. Source: nvme_reset_work(), nvme_timeout().
   */
  public Returned<Integer> die(DeviceId drive) {
    return taken(kernel, ResettingSteps.RESET_FAILS, drive)
        .orElse(() -> lateInReset(drive))
        .flatMap(off -> taken(off, ResettingSteps.UNQUIESCE_TO_FAIL, drive))
        .map(failing -> failing.drives().fail(drive))
        .getOrElse(() -> new Returned<>(kernel, 0));
  }

  /**
   * A drive is pulled out: how many commands fail with that; none where a reset is under way.
   * Source: nvme_remove(), nvme_dev_disable(), nvme_remove_namespaces().
   */
  public Returned<Integer> remove(DeviceId drive) {
    return taken(kernel, ResettingSteps.REMOVE, drive)
        .flatMap(gone -> taken(gone, ResettingSteps.QUIESCE, drive))
        .map(quiet -> quiet.drives().interrupt(drive).drives().takeBack(drive).kernel())
        .flatMap(back -> taken(back, ResettingSteps.UNQUIESCE_TO_FAIL, drive))
        .map(refusing -> refusing.drives().fail(drive))
        .getOrElse(() -> new Returned<>(kernel, 0));
  }

  /**
   * The driver of a drive is unbound: the disk is dead, the drive finishes what is in its queue,
   * and the driver ends the mappings that registrations have made for it: how many. One whose
   * exporter has the lock of its buffer is waited for: the next unbinding goes on where this one
   * stopped. {@code -EBUSY} while there is a reset, {@code -ENODEV} when the driver is not bound
   * any more. Source: nvme_remove(), del_gendisk(), device_release_driver().
   */
  public Returned<Integer> unbind(DeviceId drive) {
    if (kernel.state().queue().pair(drive).reset() == Reset.UNBOUND) {
      return Returned.refused(kernel, Errno.ENODEV);
    }
    Kernel begun =
        taken(kernel, ResettingSteps.UNBIND, drive)
            .map(dead -> dead.drives().run(List.of(drive)))
            .getOrElse(kernel);
    if (!begun.state().queue().pair(drive).isEmptyForGood()) {
      return Returned.refused(kernel, Errno.EBUSY);
    }
    Kernel at = begun;
    int ended = 0;
    for (RegbufId regbuf : begun.state().mapping().regbufs().ids()) {
      if (at.state().mapping().deviceOf(regbuf).contains(drive)) {
        Option<Kernel> next = taken(at, ResettingSteps.REVOKE, regbuf);
        ended += next.isDefined() ? 1 : 0;
        at = next.getOrElse(at);
      }
    }
    return new Returned<>(taken(at, ResettingSteps.RELEASE_DRIVER, drive).getOrElse(at), ended);
  }

  private Option<Kernel> lateInReset(DeviceId drive) {
    return tags(drive)
        .flatMap(tag -> taken(kernel, ResettingSteps.LATE_IN_RESET, new OfTag(drive, tag)))
        .headOption()
        .map(late -> late.drives().turnOff(drive).kernel());
  }

  /** What is in the queue fails, command by command, and then the disk is dead. */
  private Returned<Integer> fail(DeviceId drive) {
    Vector<TagId> waiting = tags(drive);
    Kernel at = kernel;
    for (TagId tag : waiting) {
      OfTag of = new OfTag(drive, tag);
      at = taken(at, QueueSteps.REQUEUE, of).getOrElse(at);
      at = inProgress(at, of, CommandInProgress::queueing);
      at = inProgress(at, of, CommandInProgress::completing);
    }
    at = taken(at, ResettingSteps.MARK_DEAD, drive).getOrElse(at);
    return new Returned<>(Workers.gone(at), waiting.size());
  }

  /** The interrupt handler looks at everything that was answered. */
  public Kernel interrupt(DeviceId drive) {
    Kernel at = kernel;
    for (Option<Kernel> next = taken(at, CompletionSteps.REAP, drive);
        next.isDefined();
        next = taken(at, CompletionSteps.REAP, drive)) {
      at = next.get();
      for (int number = 0; number < at.state().queue().layout(drive).tags(); number++) {
        at = inProgress(at, new OfTag(drive, TagId.of(number)), CommandInProgress::completing);
      }
    }
    return Exiting.gone(at.drives().unfreeze(drive));
  }

  /** A reset is over if nobody is in the queue, and workers that waited for that go on. */
  private Kernel unfreeze(DeviceId drive) {
    return taken(kernel, ResettingSteps.UNFREEZE, drive).map(Workers::gone).getOrElse(kernel);
  }

  /** The controller takes in everything that was announced. */
  public Kernel fetch(DeviceId drive) {
    Kernel at = kernel;
    for (Option<Kernel> next = taken(at, DeviceSteps.FETCH, drive);
        next.isDefined();
        next = taken(at, DeviceSteps.FETCH, drive)) {
      at = next.get();
    }
    return at;
  }

  /** The tags whose commands the controller works on. */
  public Vector<TagId> executing(DeviceId drive) {
    QueuePair pair = kernel.state().queue().pair(drive);
    return tags(drive).filter(tag -> pair.controller().execution(tag).isDefined());
  }

  /** The tags that the parts of a request have, of those that the controller works on. */
  public Vector<TagId> executing(RingRequest id, DeviceId drive) {
    return tags(id, drive).filter(executing(drive)::contains);
  }

  /** The tags that the parts of a request have, in the order of the parts. */
  public Vector<TagId> tags(RingRequest id, DeviceId drive) {
    State state = kernel.state();
    return state
        .queue()
        .pair(drive)
        .tags()
        .serving(id.ring(), id.req())
        .sortBy(tag -> state.queue().request(drive, tag).get().owner().part())
        .toVector();
  }

  private Vector<TagId> tags(DeviceId drive) {
    State state = kernel.state();
    return Vector.range(0, state.queue().layout(drive).tags())
        .map(TagId::of)
        .filter(tag -> state.queue().request(drive, tag).isDefined());
  }
}
