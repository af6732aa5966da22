package io.uring.dmabuf.uring;

import io.uring.dmabuf.design.Design;

/**
 * What does not change in the life of a ring.
 *
 * @param slots the number of slots of its sparse table
 * @param requests the number of request objects
 * @param design the design that it follows
 */
public record BufferTableConfig(int slots, int requests, Design design) {

  /** A ring of the intended design. */
  public static BufferTableConfig of(int slots, int requests) {
    return new BufferTableConfig(slots, requests, Design.intended());
  }
}
