package io.uring.dmabuf.bench;

import io.uring.dmabuf.id.DmabufId;
import io.uring.dmabuf.id.FileId;
import io.uring.dmabuf.id.SlotId;
import io.uring.dmabuf.step.Choice;
import io.uring.dmabuf.system.Machine;
import io.uring.dmabuf.system.RegistrationSteps;
import io.uring.dmabuf.system.Setup;
import io.uring.dmabuf.system.State;
import io.uring.dmabuf.system.StateSteps;
import io.uring.dmabuf.system.SubmissionSteps;
import io.uring.dmabuf.uring.BufferKind;
import io.uring.dmabuf.uring.CompletionQueue;
import io.uring.dmabuf.uring.Op;
import io.uring.dmabuf.uring.RawSqe;
import io.uring.dmabuf.uring.UpdateArgs;
import io.uring.dmabuf.uring.Window;
import io.vavr.collection.List;
import io.vavr.control.Option;

/**
 * A registration and a read of two pages on a small machine, one step after the other, each as
 * early as it can be taken.
 */
final class OneRead {
  private static final int PAGE_SIZE = 4096;
  private static final int LONGEST = 1000;

  /**
   * A step that was taken.
   *
   * @param before the machine that it was taken on
   */
  record Taken(Choice<State, ?> step, Machine before) {

    /** The machine that it led to. */
    Machine after() {
      return on(before);
    }

    /** A machine after this step. */
    Machine on(Machine machine) {
      return machine
          .after(step)
          .getOrElseThrow(() -> new IllegalStateException(step.step() + " cannot be taken"));
    }
  }

  private static final List<Choice<State, ?>> STEPS =
      StateSteps.ALL.flatMap(step -> step.choices(OneOfEach.BOUNDS));

  private OneRead() {}

  /** The steps of a registration, the call's own first. */
  static List<Taken> registration() {
    UpdateArgs args =
        new UpdateArgs(
            SlotId.of(0),
            BufferKind.DMABUF,
            Option.some(FileId.of(1)),
            Option.some(DmabufId.of(1)),
            Option.some(CompletionQueue.userDataOfTag(1)),
            Option.none());
    Machine empty = Machine.initial(Setup.small(PAGE_SIZE), true);
    Taken table = new Taken(new Choice<>(RegistrationSteps.REGISTER_SPARSE, 1), empty);
    return walk(table.after(), new Choice<>(RegistrationSteps.START_UPDATE, args));
  }

  /** The steps of a read from the submission to the return of the task work that completes it. */
  static List<Taken> read() {
    RawSqe sqe =
        new RawSqe(SlotId.of(0), Op.READ_FIXED, FileId.of(1), new Window(0, 2 * PAGE_SIZE));
    Machine start = registration().last().after();
    return walk(start, new Choice<>(SubmissionSteps.SUBMIT, start.state().table().next(sqe)));
  }

  private static List<Taken> walk(Machine start, Choice<State, ?> first) {
    List<Taken> walked = List.of(new Taken(first, start));
    for (int i = 0; i < LONGEST; i++) {
      Machine now = walked.head().after();
      Option<Choice<State, ?>> step = STEPS.find(choice -> choice.take(now.state()) != null);
      if (step.isEmpty()) {
        return walked.reverse();
      }
      walked = walked.prepend(new Taken(step.get(), now));
    }
    throw new IllegalStateException("the scenario has no end");
  }
}
