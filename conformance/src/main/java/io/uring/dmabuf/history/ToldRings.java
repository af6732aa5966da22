package io.uring.dmabuf.history;

import io.uring.dmabuf.step.Choice;
import io.uring.dmabuf.uring.BufferTable;
import io.uring.dmabuf.uring.CloneSteps;
import io.uring.dmabuf.uring.ClonedTables;
import org.jspecify.annotations.Nullable;

/**
 * Two rings, and what was told of each.
 *
 * @param rings the rings
 * @param ofHere the history of the ring whose step comes next
 * @param ofAway the history of the other
 */
public record ToldRings(ClonedTables rings, History ofHere, History ofAway) {

  /** Two rings of which nothing was told. */
  public static ToldRings initial(ClonedTables rings) {
    return new ToldRings(rings, History.empty(), History.empty());
  }

  /** The ring whose step comes next. */
  public Told<BufferTable> here() {
    return new Told<>(rings.here(), ofHere);
  }

  /** The other ring. */
  public Told<BufferTable> away() {
    return new Told<>(rings.away(), ofAway);
  }

  /** A choice, taken by the ring here: what it tells is told of this ring, wherever it is then. */
  public static <A> Taking taking(Choice<ClonedTables, A> choice) {
    ToldStep<ClonedTables, A> step = new ToldStep<>(choice);
    boolean switches = choice.step().equals(CloneSteps.SWITCH);
    return before -> {
      Told<ClonedTables> next = step.take(new Told<>(before.rings, before.ofHere));
      if (next == null) {
        return null;
      }
      return switches
          ? new ToldRings(next.state(), before.ofAway, next.history())
          : new ToldRings(next.state(), next.history(), before.ofAway);
    };
  }

  /** A step of one of two rings. */
  @FunctionalInterface
  public interface Taking {

    /** The rings after the step; null where it cannot be taken. */
    @Nullable ToldRings apply(ToldRings before);
  }
}
