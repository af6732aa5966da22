package io.uring.dmabuf.uring;

import io.uring.dmabuf.design.Design;

/**
 * What does not change in the life of a ring.
 *
 * @param slots the number of slots of its sparse table
 * @param requests the number of request objects
 * @param workers how many worker threads io-wq has at most for it
 * @param design the design that it follows
 */
public record BufferTableConfig(int slots, int requests, int workers, Design design) {

  /** A ring of the intended design, with a worker thread for each request. */
  public static BufferTableConfig of(int slots, int requests) {
    return new BufferTableConfig(slots, requests, requests, Design.intended());
  }

  /** This ring of another design. */
  public BufferTableConfig withDesign(Design next) {
    return new BufferTableConfig(slots, requests, workers, next);
  }
}
