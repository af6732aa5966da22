package io.uring.dmabuf.replay;

/** A divergence that unwinds the replay of one transition. */
final class Diverged extends RuntimeException {
  private static final long serialVersionUID = 1L;

  @SuppressWarnings("serial")
  private final Divergence divergence;

  Diverged(Divergence divergence) {
    super(null, null, false, false);
    this.divergence = divergence;
  }

  Divergence divergence() {
    return divergence;
  }
}
