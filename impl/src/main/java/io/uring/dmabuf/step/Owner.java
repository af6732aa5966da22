package io.uring.dmabuf.step;

/** The one whose group of steps a step belongs to: two owners may be in the same group at once. */
public sealed interface Owner {

  /**
   * A ring: whoever holds its {@code uring_lock}, its task work and its user.
   *
   * @param number from 1
   */
  record Ring(int number) implements Owner {
    /** The only ring of a system that has one. */
    public static final Ring FIRST = new Ring(1);
  }

  /**
   * A device with its queue and its interrupt.
   *
   * @param number from 1
   */
  record Device(int number) implements Owner {}
}
