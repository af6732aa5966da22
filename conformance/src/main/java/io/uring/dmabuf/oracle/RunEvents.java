package io.uring.dmabuf.oracle;

import io.uring.dmabuf.block.OfTag;
import io.uring.dmabuf.design.Designed;
import io.uring.dmabuf.history.ToldRings;
import io.uring.dmabuf.history.ToldStep;
import io.uring.dmabuf.replay.StepDef;
import io.uring.dmabuf.step.Bounds;
import io.uring.dmabuf.step.Choice;
import io.uring.dmabuf.step.InRing;
import io.uring.dmabuf.step.Step;
import io.uring.dmabuf.system.State;
import io.uring.dmabuf.targets.Targets;
import io.uring.dmabuf.tlc.ActionLabel;
import io.uring.dmabuf.told.Told;
import io.uring.dmabuf.uring.Rings;
import io.vavr.collection.List;
import io.vavr.collection.Map;

/** What the steps of a run tell. */
final class RunEvents {
  /** How long a step takes, in nanoseconds. */
  private static final long STEP = 1_000;

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

  /** What one step told, and the ring that took it; the first one where no ring did. */
  List<Told> of(int number, ActionLabel label, Object before, Object after) {
    return choices
        .get(label)
        .toList()
        .flatMap(choice ->
            events(choice, before, after)
                .map(
                    event -> new Told(number * STEP, ring(choice, before), label.action(), event)));
  }

  /** What ends for a tag ends for the ring whose request has it. */
  private static int ring(Choice<?, ?> choice, Object before) {
    return switch (choice.args()) {
      case InRing<?> of -> of.ctx().number();
      case OfTag of when before instanceof ToldRings<?>(State state, var told) ->
          state.ringOf(of).getOrElse(Rings.FIRST).number();
      default -> Rings.FIRST.number();
    };
  }

  private static List<io.uring.dmabuf.dma.Event> events(
      Choice<?, ?> choice, Object before, Object after) {
    return before instanceof ToldRings<?> from && after instanceof ToldRings<?> to
        ? events(choice, from, to.state())
        : taken(choice, before, after);
  }

  @SuppressWarnings("unchecked") // The choices of a component are of its state.
  private static <S extends Designed, A> List<io.uring.dmabuf.dma.Event> events(
      Choice<S, A> choice, ToldRings<?> before, Object after) {
    return new ToldStep<>(choice).in((ToldRings<S>) before).events((S) before.state(), (S) after);
  }

  @SuppressWarnings("unchecked") // The same.
  private static <S extends Designed, A> List<io.uring.dmabuf.dma.Event> taken(
      Choice<S, A> choice, Object before, Object after) {
    return choice.events((S) before, (S) after);
  }
}
