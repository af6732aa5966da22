package io.uring.dmabuf.nvme;

/**
 * A law that a layout breaks, by its sentence. Its own type, so that no exception of the code under
 * test is taken for a law that noticed something.
 */
final class BrokenLaw extends AssertionError {
  private static final long serialVersionUID = 1L;

  BrokenLaw(String law) {
    super(law);
  }
}
