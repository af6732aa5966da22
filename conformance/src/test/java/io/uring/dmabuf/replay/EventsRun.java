package io.uring.dmabuf.replay;

import io.uring.dmabuf.design.Design;
import io.uring.dmabuf.design.Designed;
import io.uring.dmabuf.dma.Event;
import io.uring.dmabuf.history.History;
import io.uring.dmabuf.history.Told;
import io.uring.dmabuf.history.ToldRings;
import io.uring.dmabuf.history.ToldStep;
import io.uring.dmabuf.step.Bounds;
import io.uring.dmabuf.step.Choice;
import io.uring.dmabuf.step.Step;
import io.uring.dmabuf.targets.ModelConstants;
import io.uring.dmabuf.targets.Targets;
import io.uring.dmabuf.tlc.Home;
import io.uring.dmabuf.tlc.models.Manifest;
import io.uring.dmabuf.tlc.models.ModelEntry;
import io.uring.dmabuf.tlc.run.ModelRun;
import io.uring.dmabuf.tlc.run.RunSetup;
import io.vavr.collection.HashMap;
import io.vavr.collection.List;
import io.vavr.control.Either;
import io.vavr.control.Option;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;

/**
 * A process of its own for the tests: takes every transition of a small model and compares what its
 * step tells with the whole difference of its states. Arguments: the repository, the model, a
 * folder to write into.
 */
final class EventsRun {
  private static final int SHOWN = 5;

  private final PrintStream out;
  private final Map<String, Integer> told = new TreeMap<>();
  private int different;

  private EventsRun(PrintStream out) {
    this.out = out;
  }

  public static void main(String[] args) {
    System.setProperty(Home.PROPERTY, args[0]);
    PrintStream out = System.out;
    PrintStream log =
        new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
    System.setOut(log);
    ModelEntry model =
        Manifest.read(Home.current().manifest()).flatMap(all -> all.find(args[1])).get();
    // The model is loaded for its constants only: without an observer TLC does not start.
    ModelRun.run(
        model,
        new RunSetup(
            Home.current(),
            (entry, tool, options) -> {
              new EventsRun(out)
                  .explore(
                      Targets.of(entry, tool, Design.intended()).get(),
                      choices(entry.target().get(), ModelConstants.of(tool)));
              return Either.left("only loaded");
            },
            HashMap.empty(),
            Path.of(args[2]),
            Option.none(),
            progress -> {},
            log));
    System.exit(0);
  }

  private static List<Choice<?, ?>> choices(String component, Bounds bounds) {
    return Targets.steps(component).flatMap(step -> choices(step, bounds));
  }

  private static <S extends Designed, A> List<Choice<?, ?>> choices(
      Step<S, A> step, Bounds bounds) {
    return List.narrow(step.choices(bounds));
  }

  private <S> void explore(ReplayTarget<S> target, List<Choice<?, ?>> choices) {
    StepDef<S>[] steps = stepsOf(target);
    Choice<?, ?>[] chosen = choices.toJavaArray(Choice<?, ?>[]::new);
    KnownParts<S> parts = new KnownParts<>(target);
    Queue<S> waiting = new ArrayDeque<>();
    Set<Long> digests = new HashSet<>();
    digests.add(parts.kept(target.initial()).digest());
    waiting.add(target.initial());
    while (!waiting.isEmpty()) {
      S state = waiting.remove();
      for (int i = 0; i < steps.length; i++) {
        S next = steps[i].step().apply(state);
        if (next != null) {
          compare(steps[i], chosen[i], state, next);
          if (digests.add(parts.kept(next).digest())) {
            waiting.add(next);
          }
        }
      }
    }
    out.println(ToyRun.MARK + "states " + digests.size());
    told.forEach((kind, times) -> out.println(ToyRun.MARK + "told " + kind + " " + times));
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
    List<Event> changed = StateDifference.between(step.action(), before, after);
    events.forEach(event -> told.merge(event.getClass().getSimpleName(), 1, Integer::sum));
    List<Event> ofState = events.reject(event -> event instanceof Event.AddressTouched);
    if (!sorted(ofState).equals(sorted(changed)) && different++ < SHOWN) {
      out.println(
          ToyRun.MARK
              + "different: %s told %s, changed %s".formatted(step.label(), events, changed));
    }
  }

  private static List<Event> sorted(List<Event> events) {
    return events.sortBy(Event::toString);
  }

  private static List<Event> events(Choice<?, ?> choice, Object before, Object after) {
    return switch (before) {
      case Told<?> from -> events(choice, from.history(), from.state(), ((Told<?>) after).state());
      case ToldRings from ->
          events(choice, from.ofHere(), from.rings(), ((ToldRings) after).rings());
      default -> events(choice, History.empty(), before, after);
    };
  }

  @SuppressWarnings("unchecked") // The choices of a component are of its state.
  private static <S extends Designed> List<Event> events(
      Choice<S, ?> choice, History history, Object before, Object after) {
    return events(new ToldStep<>(choice), history, (S) before, (S) after);
  }

  private static <S extends Designed, A> List<Event> events(
      ToldStep<S, A> step, History history, S before, S after) {
    return step.in(history).events(before, after);
  }
}
