package io.uring.dmabuf.bench;

/**
 * The replay of one model's recorded transitions without TLC, on one thread.
 *
 * @param model the model's name
 * @param transitions transitions replayed in one pass
 * @param states distinct states among them
 * @param seconds wall time of the middle pass
 * @param sizedStates how many states of the implementation were held to measure their size
 * @param bytesPerState heap that one of them costs with its digests, in bytes
 */
public record AloneResult(
    String model,
    long transitions,
    long states,
    double seconds,
    int sizedStates,
    double bytesPerState) {

  /** Transitions a second. */
  public double perSecond() {
    return transitions / seconds;
  }
}
