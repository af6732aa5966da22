package io.uring.dmabuf.tlc.run;

/**
 * How far a run is.
 *
 * @param distinct distinct states so far
 * @param generated generated states so far
 * @param queue states waiting to be expanded
 * @param rate distinct states a second, over the last interval
 * @param replayed transitions replayed so far
 * @param processor time of the processor in seconds that the JVM has taken so far
 */
public record Progress(
    long distinct, long generated, long queue, long rate, long replayed, double processor) {

  /** The same with another rate. */
  Progress at(long another) {
    return new Progress(distinct, generated, queue, another, replayed, processor);
  }
}
