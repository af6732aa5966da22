package io.uring.dmabuf.oracle;

import io.uring.dmabuf.oracle.Finding.Kind;
import io.uring.dmabuf.replay.StepDef;
import io.uring.dmabuf.tlc.ActionLabel;
import io.vavr.collection.List;
import io.vavr.control.Option;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A run of the implementation from its initial state, as far as it went.
 *
 * @param steps the steps in order; the last one is where it failed, if it failed
 * @param finding what is wrong with it, if anything
 */
public record RandomRun(List<ActionLabel> steps, Option<Finding> finding) {

  /**
   * The run that a list of numbers chooses, one number a step; it ends early where nothing is
   * enabled or something is wrong.
   */
  public static <S> RandomRun chosenBy(
      Iterable<Integer> choices, Universe<S> universe, StepPicker picker, Referee<S> referee) {
    Progress<S> progress = new Progress<>(universe, referee);
    for (int choice : choices) {
      if (progress.finding.isDefined()
          || progress.picker(picker).pick(choice, progress::triesAt) < 0) {
        break;
      }
      progress.take();
    }
    return progress.result();
  }

  /** The run that takes these steps; one that is not enabled where its turn comes is left out. */
  public static <S> RandomRun of(
      Iterable<ActionLabel> steps, Universe<S> universe, Referee<S> referee) {
    Progress<S> progress = new Progress<>(universe, referee);
    for (ActionLabel label : steps) {
      Integer index = universe.find(label);
      if (progress.finding.isDefined()) {
        break;
      }
      if (index != null && progress.tries(universe.step(index), label)) {
        progress.take();
      }
    }
    return progress.result();
  }

  /** A run while it grows. */
  private static final class Progress<S> {
    /** On every how manieth step those are tried as well that the target says are refused. */
    private static final int ALL_EVERY = 16;

    private final Universe<S> universe;
    private final Referee<S> referee;
    private final Map<int[], StepPicker> pickers = new IdentityHashMap<>();
    private final java.util.List<ActionLabel> taken = new ArrayList<>();
    private Option<Finding> finding;
    private S state;
    private @Nullable S next;
    private @Nullable ActionLabel label;
    private @Nullable RuntimeException thrown;

    Progress(Universe<S> universe, Referee<S> referee) {
      this.universe = universe;
      this.referee = referee;
      this.state = universe.target().initial();
      this.finding = referee.start(state);
    }

    /** The picker among all steps, or among those that are worth trying in the state. */
    StepPicker picker(StepPicker ofAll) {
      int[] worth = taken.size() % ALL_EVERY == 0 ? null : universe.target().allowed(state);
      return worth == null ? ofAll : pickers.computeIfAbsent(worth, ofAll::among);
    }

    /** Whether the step with an index is enabled. */
    boolean triesAt(int index) {
      return tries(universe.step(index), universe.label(index));
    }

    /** Whether a step is enabled; one that throws is taken for enabled, and fails. */
    boolean tries(StepDef<S> step, ActionLabel called) {
      label = called;
      try {
        next = step.step().apply(state);
        return next != null;
      } catch (RuntimeException e) {
        thrown = e;
        return true;
      }
    }

    /** Takes the step that was last tried. */
    void take() {
      ActionLabel step = java.util.Objects.requireNonNull(label);
      taken.add(step);
      if (thrown != null) {
        finding = Option.some(new Finding(Kind.THROWN, "the step threw " + thrown));
        return;
      }
      S to = java.util.Objects.requireNonNull(next);
      finding = referee.step(step, state, to);
      state = to;
    }

    RandomRun result() {
      return new RandomRun(List.ofAll(taken), finding);
    }
  }
}
