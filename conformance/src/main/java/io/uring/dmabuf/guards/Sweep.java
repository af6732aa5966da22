package io.uring.dmabuf.guards;

import io.uring.dmabuf.design.Design;
import io.uring.dmabuf.design.Guard;
import io.uring.dmabuf.explore.Exploration;
import io.uring.dmabuf.explore.ExploreSettings;
import io.uring.dmabuf.explore.Explorer;
import io.uring.dmabuf.explore.ModelExploration;
import io.uring.dmabuf.explore.Reached;
import io.uring.dmabuf.replay.ReplayTarget;
import io.uring.dmabuf.replay.StepDef;
import io.uring.dmabuf.replay.StepIndex;
import io.uring.dmabuf.targets.NamedGuard;
import io.uring.dmabuf.targets.Targets;
import io.uring.dmabuf.tlc.Home;
import io.uring.dmabuf.tlc.models.ModelEntry;
import io.vavr.collection.List;
import io.vavr.control.Either;
import io.vavr.control.Option;
import java.io.PrintStream;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * All guards of the implementation left out, one at a time, in one exploration of a model: in each
 * state each step is asked whether a single guard refuses it. Without that guard the step could be
 * taken there and the specification does not take it, so the replay of the model diverges.
 */
public final class Sweep {

  private static final String MARK = "@needed ";
  private static final String END = "@swept ";

  /**
   * A guard that a model needs.
   *
   * @param name the guard, as lists call it
   * @param steps the number of steps to the divergence
   */
  record Needed(String name, int steps) {

    /** The guard in a line; none when the line is something else. */
    static Option<Needed> parse(String line) {
      if (!line.startsWith(MARK)) {
        return Option.none();
      }
      String[] words = line.substring(MARK.length()).split(" ");
      return Option.some(new Needed(words[0], Integer.parseInt(words[1])));
    }

    String line() {
      return MARK + name + " " + steps;
    }
  }

  /** The wanted guard that stands alone between a step and a state, while the sweep asks. */
  private static final class Probe {
    private final Set<Guard<?, ?>> wanted;
    private boolean asks;
    private @Nullable Guard<?, ?> refusing;

    Probe(Iterable<? extends Guard<?, ?>> wanted) {
      this.wanted = new HashSet<>();
      wanted.forEach(this.wanted::add);
    }

    boolean overlooks(Guard<?, ?> guard) {
      if (!asks || refusing != guard && (refusing != null || !wanted.contains(guard))) {
        return false;
      }
      refusing = guard;
      return true;
    }

    <S> @Nullable Guard<?, ?> refusing(StepDef.Step<S> step, S state) {
      asks = true;
      refusing = null;
      try {
        return step.apply(state) == null ? null : refusing;
      } catch (RuntimeException broken) {
        return refusing; // What the step does without its guard is a crash, which is noticed too.
      } finally {
        asks = false;
      }
    }
  }

  private final Map<Guard<?, ?>, Integer> needed = new HashMap<>();
  private final List<NamedGuard> wanted;
  private final Probe probe;
  private int depth;

  private Sweep(List<NamedGuard> wanted) {
    this.wanted = wanted;
    this.probe = new Probe(wanted.map(NamedGuard::guard));
  }

  /**
   * Sweeps a model in this JVM; TLC loads it, for its constants alone.
   *
   * @param guards the names of the guards that are asked for
   * @param lines told what was found, as lines of text
   * @param log what TLC prints
   */
  public static void run(
      Home home, ModelEntry model, List<String> guards, Consumer<String> lines, PrintStream log) {
    Sweep sweep = new Sweep(Targets.guards().filter(guard -> guards.contains(guard.name())));
    ModelExploration.target(home, model, Design.intended().overlooking(sweep.probe::overlooks), log)
        .flatMap(target -> sweep.found(model, target))
        .fold(why -> List.of(END + why), found -> found.map(Needed::line).append(END.strip()))
        .forEach(lines);
  }

  /** What lines of a sweep tell, or one line that says why it has no answer. */
  static Either<String, List<Needed>> parse(ModelEntry model, List<String> lines) {
    Option<String> end = lines.find(line -> line.startsWith(END.strip()));
    return end.toEither(
            () -> model.name() + ": " + lines.lastOption().getOrElse("nothing was said"))
        .map(line -> line.substring(END.strip().length()).strip())
        .filterOrElse(String::isEmpty, why -> why)
        .map(none -> lines.flatMap(Needed::parse));
  }

  private <S> Either<String, List<Needed>> found(ModelEntry model, ReplayTarget<S> target) {
    StepIndex<S> index = new StepIndex<>(target.steps());
    Exploration seen =
        Explorer.visit(
            target,
            ExploreSettings.standard(),
            (Reached<S> reached) -> ask(index, target.allowed(reached.state()), reached.state()),
            extent -> depth++);
    return seen.finding().isDefined()
        ? Either.left(model.name() + " fails as it is: " + seen.finding().get())
        : Either.right(
            wanted.flatMap(guard ->
                Option.of(needed.get(guard.guard()))
                    .map(steps -> new Needed(guard.name(), steps))));
  }

  private <S> void ask(StepIndex<S> steps, int @Nullable [] allowed, S state) {
    int count = allowed == null ? steps.size() : allowed.length;
    for (int i = 0; i < count && !probe.wanted.isEmpty(); i++) {
      Guard<?, ?> refusing = probe.refusing(steps.step(allowed == null ? i : allowed[i]), state);
      if (refusing != null) {
        needed.put(refusing, depth + 1);
        probe.wanted.remove(refusing);
      }
    }
  }
}
