package io.uring.dmabuf.system;

import io.uring.dmabuf.step.Step;
import io.vavr.collection.List;

/**
 * The steps of {@link State}, by purpose: {@link RegistrationSteps}, {@link ReleaseSteps}, {@link
 * SubmissionSteps}, {@link DeferredSteps}, {@link QueueSteps}, {@link DeviceSteps}, {@link
 * CompletionSteps}, {@link EnvironmentSteps}. Each lifts a step of a component, or joins several.
 */
public final class StateSteps {

  /** All steps of the whole. */
  public static final List<Step<State, ?>> ALL =
      RegistrationSteps.ALL
          .appendAll(ReleaseSteps.ALL)
          .appendAll(SubmissionSteps.ALL)
          .appendAll(DeferredSteps.ALL)
          .appendAll(QueueSteps.ALL)
          .appendAll(DeviceSteps.ALL)
          .appendAll(CompletionSteps.ALL)
          .appendAll(EnvironmentSteps.ALL);

  private StateSteps() {}
}
