package io.uring.dmabuf.replay;

import io.uring.dmabuf.tlc.Measured.Pair;
import io.vavr.collection.List;

/**
 * One thread's count of the transitions of each group out of states in which another is in its
 * middle.
 *
 * @param <S> the implementation's state
 */
public final class Meetings<S> {
  private final StepGroups<S> groups;
  private final List<String> names;

  /** The index of the group of each member. */
  private final int[] groupOf;

  private final long[] counts;
  private long busy;

  /** Nothing counted yet. */
  public Meetings(StepGroups<S> groups) {
    this.groups = groups;
    this.names = groups.names();
    this.groupOf = groups.members().toJavaStream().mapToInt(names::indexOf).toArray();
    this.counts = new long[names.size() * names.size()];
  }

  /** The state whose transitions come next. */
  public void enter(S state) {
    busy = groups.busy().applyAsLong(state);
  }

  /** A transition out of it. */
  public void take(S state, int step) {
    int member = busy == 0 ? -1 : groups.of().of(state, step);
    if (member < 0) {
      return;
    }
    long met = 0;
    for (long rest = busy & ~(1L << member); rest != 0; rest &= rest - 1) {
      met |= 1L << groupOf[Long.numberOfTrailingZeros(rest)];
    }
    for (; met != 0; met &= met - 1) {
      counts[Long.numberOfTrailingZeros(met) * names.size() + groupOf[member]]++;
    }
  }

  /** The counts, one for each pair of groups. */
  public long[] counts() {
    return counts.clone();
  }

  /** Counts on from what others have counted. */
  public void add(long[] others) {
    for (int i = 0; i < counts.length; i++) {
      counts[i] += others[i];
    }
  }

  /**
   * The counts of several threads together, each pair of groups once, also with none; a group of
   * single steps is never the one in its middle.
   */
  public static <S> List<Pair> sum(StepGroups<S> groups, List<Meetings<S>> all) {
    List<String> names = groups.names();
    return names
        .zipWithIndex()
        .filter(a -> !groups.single().contains(a._1))
        .flatMap(a ->
            names
                .zipWithIndex()
                .map(b -> {
                  int at = a._2 * names.size() + b._2;
                  return new Pair(a._1, b._1, all.map(each -> each.counts[at]).sum().longValue());
                }));
  }
}
