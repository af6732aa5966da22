package io.uring.dmabuf.id;

import io.vavr.control.Option;
import java.util.Arrays;

/**
 * How often each object of one kind is named, counted anew from whoever names it: what a law
 * compares a count with. One pass over those who name and one over the objects make it linear.
 *
 * @param <K> the ids
 */
public final class Recount<K extends Id<K>> {
  private static final int FEW = 8;

  private int[] named = new int[FEW];

  /** One more names an object. */
  public void add(K id) {
    int number = id.number();
    if (number >= named.length) {
      named = Arrays.copyOf(named, Math.max(2 * named.length, number + 1));
    }
    named[number]++;
  }

  /** One more names an object, or nothing. */
  public void add(Option<K> id) {
    if (id.isDefined()) {
      add(id.get());
    }
  }

  /** How many name an object. */
  public int of(K id) {
    return id.number() < named.length ? named[id.number()] : 0;
  }
}
