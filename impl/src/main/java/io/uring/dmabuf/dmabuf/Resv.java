package io.uring.dmabuf.dmabuf;

import io.uring.dmabuf.id.RegbufId;

/** The state of a dma-buf's reservation lock ({@code dma_resv}). */
public sealed interface Resv {

  /** Nobody holds it. */
  Resv FREE = new Free();

  /** The exporter holds it. */
  Resv EXPORTER = new HeldByExporter();

  /** Nobody holds it. */
  record Free() implements Resv {}

  /** The exporter holds it, for reasons and for a time of its own. */
  record HeldByExporter() implements Resv {}

  /**
   * A registration holds it, to map or to unmap.
   *
   * @param regbuf the regbuf for which
   */
  record HeldByRegistration(RegbufId regbuf) implements Resv {}
}
