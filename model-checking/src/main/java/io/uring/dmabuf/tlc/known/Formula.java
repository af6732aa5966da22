package io.uring.dmabuf.tlc.known;

import io.vavr.collection.List;

/** A law, or the guards of an action, in the parts whose truth is remembered apart. */
sealed interface Formula {

  /** Whether it holds; an action of which this is true may still not be enabled. */
  boolean holds(Recall recall);

  /**
   * A part that is evaluated as a whole.
   *
   * @param number its number within the model
   */
  record Part(int number) implements Formula {
    @Override
    public boolean holds(Recall recall) {
      return recall.holds(number);
    }
  }

  /** A conjunction, or a universal quantifier over a constant set. */
  record All(Formula[] of) implements Formula {
    static Formula of(List<Formula> formulas) {
      List<Formula> said = formulas.reject(Open.class::isInstance);
      return said.isEmpty() ? new Open() : new All(said.toJavaArray(Formula[]::new));
    }

    @Override
    public boolean holds(Recall recall) {
      for (Formula each : of) {
        if (!each.holds(recall)) {
          return false;
        }
      }
      return true;
    }
  }

  /** A disjunction of guards. */
  record Any(Formula[] of) implements Formula {
    static Formula of(List<Formula> formulas) {
      return formulas.exists(Open.class::isInstance)
          ? new Open()
          : new Any(formulas.toJavaArray(Formula[]::new));
    }

    @Override
    public boolean holds(Recall recall) {
      for (Formula each : of) {
        if (each.holds(recall)) {
          return true;
        }
      }
      return false;
    }
  }

  /** What only TLC can tell, such as what an action does. */
  record Open() implements Formula {
    @Override
    public boolean holds(Recall recall) {
      return true;
    }
  }
}
