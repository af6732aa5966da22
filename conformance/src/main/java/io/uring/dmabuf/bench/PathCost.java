package io.uring.dmabuf.bench;

/**
 * What the descriptors of a request cost.
 *
 * @param request length of the request in KiB
 * @param segment length of each segment in KiB
 * @param values time with immutable values, in nanoseconds
 * @param arrays time with arrays written in place, in nanoseconds
 */
public record PathCost(int request, int segment, double values, double arrays) {

  /** How many times as long the immutable values take. */
  public double ratio() {
    return values / arrays;
  }
}
