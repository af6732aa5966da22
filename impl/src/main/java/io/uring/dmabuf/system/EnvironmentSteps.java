package io.uring.dmabuf.system;

import io.vavr.control.Option;

/**
 * The user outside of calls, and the exporter: whenever they like. Every step is none where it
 * cannot be taken now.
 */
public sealed interface EnvironmentSteps permits DmabufRw {

  /** The system that the steps start from. */
  DmabufRw self();

  /** The user consumes a CQE; the request object is free ({@code io_uring_cqe_seen}). */
  default Option<DmabufRw> reapCqe(int req) {
    return self().table().reapCqe(req).map(self()::with);
  }

  /** The user closes the descriptor of a file. */
  default Option<DmabufRw> closeFile(int file) {
    return self().mapping().closeFile(file).map(self()::with);
  }

  /** The user closes the descriptor of a dma-buf. */
  default Option<DmabufRw> closeBuf(int buf) {
    return self().mapping().closeBuf(buf).map(self()::with);
  }

  /** The exporter takes the reservation lock of a dma-buf ({@code dma_resv_lock}). */
  default Option<DmabufRw> exporterLock(int buf) {
    return self().mapping().exporterLock(buf).map(self()::with);
  }

  /** The exporter drops it ({@code dma_resv_unlock}). */
  default Option<DmabufRw> exporterUnlock(int buf) {
    return self().mapping().exporterUnlock(buf).map(self()::with);
  }
}
