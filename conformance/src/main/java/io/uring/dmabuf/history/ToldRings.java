package io.uring.dmabuf.history;

import io.uring.dmabuf.id.RingId;
import io.vavr.collection.Vector;

/**
 * A state with several rings, and what was told of each on the way to it.
 *
 * @param state the state
 * @param histories the histories of its rings, by number
 * @param <S> the state
 */
public record ToldRings<S>(S state, Vector<History> histories) {

  /** A state with so many rings of which nothing was told. */
  public static <S> ToldRings<S> initial(S state, int rings) {
    return new ToldRings<>(state, Vector.fill(rings, History::empty));
  }

  /** The history of a ring. */
  public History of(RingId ctx) {
    return histories.get(ctx.number() - 1);
  }

  /** The same with another state and another history of a ring. */
  ToldRings<S> with(S next, RingId ctx, History history) {
    return new ToldRings<>(next, histories.update(ctx.number() - 1, history));
  }

  /** How many tags were given to all rings. */
  public int given() {
    int given = 0;
    for (History history : histories) {
      given += history.tags().given().size();
    }
    return given;
  }
}
