package io.uring.dmabuf.uring;

import io.uring.dmabuf.id.AreaId;
import io.uring.dmabuf.id.RegbufId;

/**
 * A mapped buffer ({@code struct io_mapped_ubuf}).
 *
 * @param refs how many nodes refer to it
 * @param backing what its bytes are
 */
public record Imu(int refs, Backing backing) {

  /** What a mapped buffer's bytes are. */
  public sealed interface Backing {

    /**
     * Pinned pages of the user.
     *
     * @param area the memory
     */
    record Pages(AreaId area) implements Backing {}

    /**
     * A dma-buf.
     *
     * @param regbuf the regbuf that keeps its mapping
     */
    record Dmabuf(RegbufId regbuf) implements Backing {}
  }

  Imu withRefs(int next) {
    return new Imu(next, backing);
  }
}
