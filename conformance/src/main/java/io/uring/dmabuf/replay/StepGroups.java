package io.uring.dmabuf.replay;

import io.vavr.collection.List;
import java.util.function.ToLongFunction;

/**
 * The groups that the steps of a target belong to, so that it can be counted which of them meet:
 * one takes a step while another is in its middle. A group has one member for each of its owners,
 * such as devices; what a member does while it is itself in its middle is no meeting.
 *
 * @param members the name of the group of each member, at most 64 of them
 * @param single the groups whose steps are single ones: they are never in their middle
 * @param busy the members that are in their middle in a state, as bits
 * @param of the member that a step belongs to
 * @param <S> the implementation's state
 */
public record StepGroups<S>(
    List<String> members, List<String> single, ToLongFunction<S> busy, Member<S> of) {

  /**
   * Tells whose step a step is.
   *
   * @param <S> the implementation's state
   */
  @FunctionalInterface
  public interface Member<S> {

    /** The index of the member that the step with this index belongs to in a state; -1 for none. */
    int of(S state, int step);
  }

  /** The names of the groups, each once. */
  public List<String> names() {
    return members.distinct();
  }
}
