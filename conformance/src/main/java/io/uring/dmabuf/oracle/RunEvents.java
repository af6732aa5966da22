package io.uring.dmabuf.oracle;

import io.uring.dmabuf.design.Designed;
import io.uring.dmabuf.history.History;
import io.uring.dmabuf.history.ToldStep;
import io.uring.dmabuf.replay.StepDef;
import io.uring.dmabuf.step.Bounds;
import io.uring.dmabuf.step.Choice;
import io.uring.dmabuf.step.Step;
import io.uring.dmabuf.targets.Targets;
import io.uring.dmabuf.tlc.ActionLabel;
import io.uring.dmabuf.told.Told;
import io.vavr.collection.List;
import io.vavr.collection.Map;

/** What the steps of a run tell, of models of one ring. */
final class RunEvents {
  /** How long a step takes, in nanoseconds. */
  private static final long STEP = 1_000;

  private static final int RING = 1;

  private final Map<ActionLabel, Choice<?, ?>> choices;

  /**
   * The steps of a component, in the bounds of a model.
   *
   * @param component whose states the run goes through
   */
  RunEvents(String component, Bounds bounds) {
    choices =
        Targets.steps(component)
            .flatMap(step -> choices(step, bounds))
            .toMap(choice -> StepDef.of(choice).label(), choice -> choice);
  }

  private static <S extends Designed, A> List<Choice<?, ?>> choices(
      Step<S, A> step, Bounds bounds) {
    return List.narrow(step.choices(bounds));
  }

  /** What one step told; nothing if the states are of more than a ring. */
  List<Told> of(int number, ActionLabel label, Object before, Object after) {
    return choices
        .get(label)
        .toList()
        .flatMap(choice -> events(choice, before, after))
        .map(event -> new Told(number * STEP, RING, label.action(), event));
  }

  private static List<io.uring.dmabuf.dma.Event> events(
      Choice<?, ?> choice, Object before, Object after) {
    return before instanceof io.uring.dmabuf.history.Told<?> from
            && after instanceof io.uring.dmabuf.history.Told<?> to
        ? events(choice, from.history(), from.state(), to.state())
        : before instanceof Designed
            ? events(choice, History.empty(), before, after)
            : List.empty();
  }

  @SuppressWarnings("unchecked") // The choices of a component are of its state.
  private static <S extends Designed> List<io.uring.dmabuf.dma.Event> events(
      Choice<S, ?> choice, History history, Object before, Object after) {
    return events(new ToldStep<>(choice), history, (S) before, (S) after);
  }

  private static <S extends Designed, A> List<io.uring.dmabuf.dma.Event> events(
      ToldStep<S, A> step, History history, S before, S after) {
    return step.in(history).events(before, after);
  }
}
