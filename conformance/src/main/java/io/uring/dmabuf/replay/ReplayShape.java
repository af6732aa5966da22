package io.uring.dmabuf.replay;

import io.vavr.control.Option;
import util.UniqueString;

/**
 * What a target declares, looked up once for a whole run: its steps by name, its variables by TLC's
 * own names, and which parts of a state its variables look at.
 *
 * @param <S> the implementation's state
 */
final class ReplayShape<S> {
  private final ReplayTarget<S> target;
  private final StepIndex<S> steps;
  private final int parts;
  private final UniqueString[] variables;
  private final long[] partsOf;
  private final Option<StepGroups<S>> groups;

  /** The shape of a target; TLC must have loaded the model already. */
  ReplayShape(ReplayTarget<S> target) {
    this.target = target;
    this.steps = new StepIndex<>(target.steps());
    this.parts = target.parts();
    if (parts < 1 || parts > Long.SIZE) {
      throw new IllegalArgumentException(parts + " parts of a state, not 1 to 64");
    }
    this.variables =
        target.variables().map(UniqueString::uniqueStringOf).toJavaArray(UniqueString[]::new);
    this.partsOf = new long[variables.length];
    for (int v = 0; v < variables.length; v++) {
      for (int part : target.partsOf(v)) {
        partsOf[v] |= 1L << part;
      }
    }
    this.groups = target.groups();
  }

  /** The target itself. */
  ReplayTarget<S> target() {
    return target;
  }

  /** Its steps. */
  StepIndex<S> steps() {
    return steps;
  }

  /** The groups of its steps; none where nobody asks which of them meet. */
  Option<StepGroups<S>> groups() {
    return groups;
  }

  /** The number of parts of a state, 1 to 64. */
  int parts() {
    return parts;
  }

  /** The number of variables. */
  int variables() {
    return variables.length;
  }

  /** The name of a variable. */
  UniqueString variable(int index) {
    return variables[index];
  }

  /** The parts, as bits, that a variable is computed from. */
  long partsOf(int variable) {
    return partsOf[variable];
  }
}
