package io.uring.dmabuf.targets;

import io.uring.dmabuf.step.Choice;
import io.uring.dmabuf.step.Group;
import io.uring.dmabuf.step.Step;
import io.uring.dmabuf.system.CallInProgress;
import io.uring.dmabuf.system.State;
import io.uring.dmabuf.system.StateSteps;
import io.vavr.collection.List;
import io.vavr.control.Option;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The steps of the whole that are worth trying in a state, as indices into a target's list: those
 * of the group that alone may move, and of those that only a call takes the one that the call in
 * progress takes next. With several rings, those of the group.
 */
final class Candidates {
  private final Step<State, ?>[] steps;
  private final EnumMap<Group, int[]> byGroup;
  private final int[] idle;
  private final EnumMap<Group, int[]> idleIn;
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
    this.steps =
        choices
            .map(choice -> StateSteps.ofRing(choice.step()).getOrElse(choice.step()))
            .toJavaArray(Step[]::new);
    EnumMap<Group, BitSet> groups = new EnumMap<>(Group.class);
    for (Group group : Group.values()) {
      groups.put(group, where(step -> step.groups().contains(group)));
    }
    BitSet all = where(step -> true);
    BitSet notOfCall = without(all, CallInProgress.STEPS);
    byGroup = within(groups, all);
    idle = indices(notOfCall);
    idleIn = within(groups, notOfCall);
    BitSet anyTime = without(notOfCall, CallInProgress.BEGINNINGS);
    for (Step<State, ?> next : CallInProgress.STEPS) {
      BitSet now = of(instead(next));
      now.or(anyTime);
      during.put(next, indices(now));
      duringIn.put(next, within(groups, now));
    }
  }

  /** What the call in progress may take when a step of it comes next. */
  private static List<Step<State, ?>> instead(Step<State, ?> next) {
    List<Step<State, ?>> own =
        CallInProgress.OF_ENTRIES.contains(next) ? CallInProgress.OF_ENTRIES : List.of(next);
    return own.appendAll(Option.of(CallInProgress.OTHERWISE.get(next)));
  }

  private BitSet where(Predicate<Step<State, ?>> worth) {
    BitSet result = new BitSet(steps.length);
    for (int i = 0; i < steps.length; i++) {
      result.set(i, worth.test(steps[i]));
    }
    return result;
  }

  private BitSet of(List<Step<State, ?>> chosen) {
    Set<Step<State, ?>> set = chosen.toJavaSet();
    return where(set::contains);
  }

  private BitSet without(BitSet steps, List<Step<State, ?>> left) {
    BitSet result = (BitSet) steps.clone();
    result.andNot(of(left));
    return result;
  }

  private static EnumMap<Group, int[]> within(EnumMap<Group, BitSet> groups, BitSet steps) {
    EnumMap<Group, int[]> result = new EnumMap<>(Group.class);
    groups.forEach((group, members) -> {
      BitSet both = (BitSet) members.clone();
      both.and(steps);
      result.put(group, indices(both));
    });
    return result;
  }

  private static int[] indices(BitSet steps) {
    return steps.stream().toArray();
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
