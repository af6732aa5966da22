package io.uring.dmabuf.system;

import io.uring.dmabuf.step.InRing;
import io.uring.dmabuf.step.Step;
import io.uring.dmabuf.uring.RingsSteps;
import io.uring.dmabuf.uring.TaskRings;
import io.vavr.collection.List;
import io.vavr.control.Option;

/**
 * The steps of {@link State}, by purpose: {@link RegistrationSteps}, {@link ReleaseSteps}, {@link
 * SubmissionSteps}, {@link DeferredSteps}, {@link QueueSteps}, {@link DeviceSteps}, {@link
 * CompletionSteps}, {@link ResettingSteps}, {@link EnvironmentSteps}. Each lifts a step of a
 * component, or joins several.
 */
public final class StateSteps {
  private static final TaskRings<State> RINGS = TaskRings.of(State::rings);

  /** The steps that one ring takes, as its code sees them. */
  public static final List<Step<State, ?>> OF_RING =
      RegistrationSteps.ALL
          .appendAll(ReleaseSteps.ALL)
          .appendAll(SubmissionSteps.ALL)
          .appendAll(DeferredSteps.ALL)
          .appendAll(CompletionSteps.OF_RING)
          .appendAll(EnvironmentSteps.OF_RING);

  /** All steps of the whole: those of a ring are taken by each, which is their first argument. */
  public static final List<Step<State, ?>> ALL =
      OF_RING
          .<Step<State, ?>>map(step -> inRing(step))
          .appendAll(RegistrationSteps.OF_TWO)
          .appendAll(QueueSteps.ALL)
          .appendAll(DeviceSteps.ALL)
          .appendAll(CompletionSteps.OF_QUEUE)
          .appendAll(ResettingSteps.ALL)
          .appendAll(EnvironmentSteps.ALL);

  private StateSteps() {}

  private static <A> Step<State, InRing<A>> inRing(Step<State, A> step) {
    return RingsSteps.ofTask(State::from, step, RINGS).joined();
  }

  /** The step of a ring that a step of the whole is of each; none of another one. */
  public static Option<Step<State, ?>> ofRing(Step<State, ?> step) {
    return OF_RING.find(step.parts()::contains);
  }
}
