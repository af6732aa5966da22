package io.uring.dmabuf.replay;

import io.uring.dmabuf.design.Designed;
import io.uring.dmabuf.dma.Event;
import io.uring.dmabuf.history.ToldRings;
import io.uring.dmabuf.history.ToldStep;
import io.uring.dmabuf.step.Bounds;
import io.uring.dmabuf.step.Choice;
import io.uring.dmabuf.step.Step;
import io.uring.dmabuf.targets.Targets;
import io.vavr.collection.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A process of its own for the tests: takes every transition of a small model and compares what its
 * step tells with the whole difference of its states. Arguments: the repository, the model.
 */
final class EventsRun {
  private static final int SHOWN = 5;

  private final ModelStates states;
  private final Map<String, Integer> told = new TreeMap<>();
  private int different;

  private EventsRun(ModelStates states) {
    this.states = states;
  }

  public static void main(String[] args) {
    ModelStates states = ModelStates.of(args[0], args[1]);
    new EventsRun(states).explore(states.target());
    System.exit(0);
  }

  private <S> void explore(ReplayTarget<S> target) {
    StepDef<S>[] steps = stepsOf(target);
    Choice<?, ?>[] chosen =
        Targets.steps(states.component())
            .flatMap(step -> choices(step, states.bounds()))
            .toJavaArray(Choice<?, ?>[]::new);
    states.visit(
        target,
        state -> {
          for (int i = 0; i < steps.length; i++) {
            S next = steps[i].step().apply(state);
            if (next != null) {
              compare(steps[i], chosen[i], state, next);
            }
          }
        });
    told.forEach((kind, times) -> states.print("told " + kind + " " + times));
  }

  private static <S extends Designed, A> List<Choice<?, ?>> choices(
      Step<S, A> step, Bounds bounds) {
    return List.narrow(step.choices(bounds));
  }

  @SuppressWarnings("unchecked")
  private static <S> StepDef<S>[] stepsOf(ReplayTarget<S> target) {
    return target.steps().toJavaArray(StepDef[]::new);
  }

  private void compare(StepDef<?> step, Choice<?, ?> choice, Object before, Object after) {
    if (!step.label().equals(StepDef.of(choice).label())) {
      throw new IllegalStateException(step.label() + " is not " + choice);
    }
    List<Event> events = events(choice, before, after);
    List<Event> changed = StateDifference.between(before, after);
    events.forEach(event -> told.merge(event.getClass().getSimpleName(), 1, Integer::sum));
    List<Event> ofState = events.reject(event -> event instanceof Event.AddressTouched);
    if (!areSame(ofState, changed) && different++ < SHOWN) {
      states.print("different: %s told %s, changed %s".formatted(step.label(), events, changed));
    }
  }

  /** Whether both are the same in some order. */
  private static boolean areSame(List<Event> some, List<Event> others) {
    return some.size() == others.size() && some.foldLeft(others, List::remove).isEmpty();
  }

  private static List<Event> events(Choice<?, ?> choice, Object before, Object after) {
    return before instanceof ToldRings<?> from
        ? events(choice, from, ((ToldRings<?>) after).state())
        : taken(choice, before, after);
  }

  @SuppressWarnings("unchecked") // The choices of a component are of its state.
  private static <S extends Designed, A> List<Event> events(
      Choice<S, A> choice, ToldRings<?> before, Object after) {
    return new ToldStep<>(choice).in((ToldRings<S>) before).events((S) before.state(), (S) after);
  }

  @SuppressWarnings("unchecked") // The same.
  private static <S extends Designed, A> List<Event> taken(
      Choice<S, A> choice, Object before, Object after) {
    return choice.events((S) before, (S) after);
  }
}
