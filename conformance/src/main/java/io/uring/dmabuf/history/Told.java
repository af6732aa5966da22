package io.uring.dmabuf.history;

/**
 * A state of one ring, and what was told on the way to it.
 *
 * @param state the state
 * @param history the history of the ring
 * @param <S> the state
 */
public record Told<S>(S state, History history) {

  /** A state of which nothing was told. */
  public static <S> Told<S> initial(S state) {
    return new Told<>(state, History.empty());
  }
}
