package io.uring.dmabuf.bench;

import io.uring.dmabuf.step.Choice;
import io.uring.dmabuf.system.DmabufRw;
import io.uring.dmabuf.system.DmabufRwSteps;
import io.uring.dmabuf.system.MachineConfig;
import io.uring.dmabuf.system.RegistrationSteps;
import io.uring.dmabuf.system.SubmissionSteps;
import io.uring.dmabuf.uring.BufferKind;
import io.uring.dmabuf.uring.ByteRange;
import io.uring.dmabuf.uring.Op;
import io.uring.dmabuf.uring.RawSqe;
import io.uring.dmabuf.uring.UpdateArgs;
import io.vavr.collection.List;
import io.vavr.control.Option;

/**
 * A registration and a read of two pages on a small machine, one step after the other, each as
 * early as it can be taken.
 */
final class Scenario {
  private static final int PAGE_SIZE = 4096;
  private static final int LONGEST = 1000;

  /**
   * A step that was taken.
   *
   * @param before the state that it was taken in
   */
  record Taken(Choice<DmabufRw, ?> step, DmabufRw before) {

    /** The state that it led to. */
    DmabufRw after() {
      return taken(before, step);
    }
  }

  private static final List<Choice<DmabufRw, ?>> STEPS =
      DmabufRwSteps.ALL.flatMap(step -> step.choices(OneOfEach.BOUNDS));

  private Scenario() {}

  /** The steps of a registration, the call's own first. */
  static List<Taken> registration() {
    UpdateArgs args =
        new UpdateArgs(0, BufferKind.DMABUF, Option.some(1), Option.some(1), true, Option.none());
    DmabufRw empty =
        taken(
            DmabufRw.initial(MachineConfig.small(PAGE_SIZE)),
            new Choice<>(RegistrationSteps.REGISTER_SPARSE, 1));
    return walk(empty, new Choice<>(RegistrationSteps.START_UPDATE, args));
  }

  /** The steps of a read from the submission to the return of the task work that completes it. */
  static List<Taken> read() {
    RawSqe sqe = new RawSqe(0, Op.READ_FIXED, 1, ByteRange.WELL_FORMED);
    return walk(registration().last().after(), new Choice<>(SubmissionSteps.SUBMIT, sqe));
  }

  private static List<Taken> walk(DmabufRw start, Choice<DmabufRw, ?> first) {
    List<Taken> walked = List.of(new Taken(first, start));
    for (int i = 0; i < LONGEST; i++) {
      DmabufRw now = walked.head().after();
      Option<Choice<DmabufRw, ?>> step = STEPS.find(choice -> choice.take(now) != null);
      if (step.isEmpty()) {
        return walked.reverse();
      }
      walked = walked.prepend(new Taken(step.get(), now));
    }
    throw new IllegalStateException("the scenario has no end");
  }

  /** The state after a step. */
  static DmabufRw taken(DmabufRw before, Choice<DmabufRw, ?> choice) {
    DmabufRw after = choice.take(before);
    if (after == null) {
      throw new IllegalStateException(choice.step() + " cannot be taken");
    }
    return after;
  }
}
