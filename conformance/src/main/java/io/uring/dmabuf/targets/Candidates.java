package io.uring.dmabuf.targets;

import io.uring.dmabuf.step.Choice;
import io.uring.dmabuf.step.Group;
import io.uring.dmabuf.step.Step;
import io.uring.dmabuf.system.CallInProgress;
import io.uring.dmabuf.system.State;
import io.uring.dmabuf.system.StateSteps;
import io.vavr.collection.List;
import java.util.EnumMap;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The steps of the whole that are worth trying in a state, as indices into a target's list: those
 * of the group that alone may move, and of those that only a call takes the one that the call in
 * progress takes next. With several rings, those of the group.
 */
final class Candidates {
  private final Step<State, ?>[] steps;
  private final List<Step<State, ?>> distinct;
  private final EnumMap<Group, int[]> byGroup = new EnumMap<>(Group.class);
  private final int[] idle;
  private final EnumMap<Group, int[]> idleIn = new EnumMap<>(Group.class);
  private final IdentityHashMap<Step<State, ?>, int[]> during = new IdentityHashMap<>();
  private final IdentityHashMap<Step<State, ?>, EnumMap<Group, int[]>> duringIn =
      new IdentityHashMap<>();

  /**
   * Candidates among some steps, each with its arguments.
   *
   * @param choices the step of each index; of a step that a ring takes, that step itself counts
   */
  @SuppressWarnings("unchecked")
  Candidates(List<Choice<State, ?>> choices) {
    List<Step<State, ?>> steps =
        choices.map(choice -> StateSteps.ofRing(choice.step()).getOrElse(choice.step()));
    this.steps = steps.toJavaArray(Step[]::new);
    this.distinct = steps.distinct();
    fill(byGroup, step -> true);
    Predicate<Step<State, ?>> whenIdle = step -> !CallInProgress.STEPS.contains(step);
    idle = indices(whenIdle, null);
    fill(idleIn, whenIdle);
    for (Step<State, ?> next : CallInProgress.STEPS) {
      Predicate<Step<State, ?>> now =
          step ->
              step.equals(next)
                  || step.equals(CallInProgress.OTHERWISE.get(next))
                  || CallInProgress.OF_ENTRIES.containsAll(List.of(step, next))
                  || !CallInProgress.STEPS.contains(step)
                      && !CallInProgress.BEGINNINGS.contains(step);
      during.put(next, indices(now, null));
      fill(duringIn.computeIfAbsent(next, any -> new EnumMap<>(Group.class)), now);
    }
  }

  private void fill(EnumMap<Group, int[]> byGroup, Predicate<Step<State, ?>> worth) {
    for (Group group : Group.values()) {
      byGroup.put(group, indices(worth, group));
    }
  }

  private int[] indices(Predicate<Step<State, ?>> worth, @Nullable Group group) {
    Set<Step<State, ?>> chosen =
        distinct
            .filter(worth)
            .filter(step -> group == null || step.groups().contains(group))
            .toJavaSet();
    return IntStream.range(0, steps.length).filter(i -> chosen.contains(steps[i])).toArray();
  }

  /** All steps of the group that alone may move; null, for all steps, where there is none. */
  int @Nullable [] of(@Nullable Group group) {
    return group == null ? null : byGroup.get(group);
  }

  /**
   * The candidates in a state of the intended design.
   *
   * @param group the group that alone may move; null for none
   */
  int @Nullable [] of(State state, @Nullable Group group) {
    if (state.rings().all().size() > 1) {
      return of(group);
    }
    Step<State, ?> next = CallInProgress.step(state).getOrNull();
    if (next == null) {
      return group == null ? idle : found(idleIn.get(group));
    }
    return group == null ? found(during.get(next)) : found(found(duringIn.get(next)).get(group));
  }

  private static <T> T found(@Nullable T candidates) {
    if (candidates == null) {
      throw new IllegalStateException("a call takes a step that is no call's");
    }
    return candidates;
  }
}
