package io.uring.dmabuf.design;

import io.vavr.collection.HashSet;
import io.vavr.collection.Set;

/**
 * The design that the components follow: the intended one, or a variant with guards left out or
 * decisions taken wrongly. A final part of each component's configuration, never of its state.
 *
 * @param removed the guards that count as fulfilled whatever the state is
 * @param deviations the decisions that are taken wrongly
 */
public record Design(Set<Guard<?, ?>> removed, Set<Deviation> deviations) {
  private static final Design INTENDED = new Design(HashSet.empty(), HashSet.empty());

  /** The intended design: every guard, no deviation. */
  public static Design intended() {
    return INTENDED;
  }

  /** This design without one more guard. */
  public Design without(Guard<?, ?> guard) {
    return new Design(removed.add(guard), deviations);
  }

  /** This design with one more deviation. */
  public Design with(Deviation deviation) {
    return new Design(removed, deviations.add(deviation));
  }

  /** Whether this is the intended design. */
  public boolean isIntended() {
    return removed.isEmpty() && deviations.isEmpty();
  }

  /** Whether a guard counts as fulfilled whatever the state is. */
  public boolean leavesOut(Guard<?, ?> guard) {
    return !removed.isEmpty() && removed.contains(guard);
  }

  /** Whether a decision is taken wrongly. */
  public boolean deviates(Deviation deviation) {
    return !deviations.isEmpty() && deviations.contains(deviation);
  }
}
