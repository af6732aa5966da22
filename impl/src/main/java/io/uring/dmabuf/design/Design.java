package io.uring.dmabuf.design;

import io.vavr.collection.HashSet;
import io.vavr.collection.Set;
import java.util.function.Predicate;

/**
 * The design that the components follow: the intended one, or a variant with guards left out or
 * decisions taken wrongly; and on which kernel. A final part of each component's configuration,
 * never of its state.
 *
 * @param removed tells, of a guard that is not fulfilled, whether it counts as fulfilled
 * @param deviations the decisions that are taken wrongly
 * @param alternatives the decisions that are taken as some kernels take them, and the base of the
 *     first version does not
 */
public record Design(
    Predicate<Guard<?, ?>> removed,
    Set<Deviation> deviations,
    Set<KernelAlternative> alternatives) {
  private static final Predicate<Guard<?, ?>> NONE = guard -> false;
  private static final Design INTENDED = new Design(NONE, HashSet.empty(), HashSet.empty());

  /** The intended design on the base of the first version: every guard, no deviation. */
  public static Design intended() {
    return INTENDED;
  }

  /** This design without one more guard. */
  public Design without(Guard<?, ?> guard) {
    return overlooking(guard::equals);
  }

  /**
   * This design without the guards for which an observer says so: it is asked for each guard that
   * is not fulfilled, in the order in which a step asks for them.
   */
  public Design overlooking(Predicate<Guard<?, ?>> guards) {
    return new Design(either(removed, guards), deviations, alternatives);
  }

  private static Predicate<Guard<?, ?>> either(
      Predicate<Guard<?, ?>> one, Predicate<Guard<?, ?>> other) {
    return one == NONE ? other : other == NONE ? one : one.or(other);
  }

  /** This design with one more deviation. */
  public Design with(Deviation deviation) {
    return new Design(removed, deviations.add(deviation), alternatives);
  }

  /** This design on a kernel that takes one more decision otherwise. */
  public Design under(KernelAlternative alternative) {
    return new Design(removed, deviations, alternatives.add(alternative));
  }

  /** This design with all that another one has of its own. */
  public Design and(Design other) {
    return new Design(
        either(removed, other.removed),
        deviations.union(other.deviations),
        alternatives.union(other.alternatives));
  }

  /** Whether this is the intended design, on whatever kernel. */
  public boolean isIntended() {
    return removed == NONE && deviations.isEmpty();
  }

  /** Whether a guard that is not fulfilled counts as fulfilled. */
  public boolean leavesOut(Guard<?, ?> guard) {
    return removed != NONE && removed.test(guard);
  }

  /** Whether a decision is taken wrongly. */
  public boolean deviates(Deviation deviation) {
    return !deviations.isEmpty() && deviations.contains(deviation);
  }

  /** Whether a decision is taken as some kernels take it. */
  public boolean follows(KernelAlternative alternative) {
    return !alternatives.isEmpty() && alternatives.contains(alternative);
  }
}
