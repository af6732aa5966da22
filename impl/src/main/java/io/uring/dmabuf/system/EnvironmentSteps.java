package io.uring.dmabuf.system;

import static io.uring.dmabuf.system.State.MAPPING;
import static io.uring.dmabuf.system.State.TABLE;

import io.uring.dmabuf.dmabuf.MappingSteps;
import io.uring.dmabuf.id.DmabufId;
import io.uring.dmabuf.id.FileId;
import io.uring.dmabuf.id.RequestId;
import io.uring.dmabuf.step.Step;
import io.uring.dmabuf.uring.CqeSteps;
import io.vavr.collection.List;

/** The user outside of calls, and the exporter: whenever they like. */
public final class EnvironmentSteps {

  /** The user consumes a CQE; the request object is free ({@code io_uring_cqe_seen}). */
  public static final Step<State, RequestId> REAP_CQE =
      Step.lifting(TABLE, CqeSteps.REAP_CQE).joined();

  /** The user closes the descriptor of a file. */
  public static final Step<State, FileId> CLOSE_FILE =
      Step.lifting(MAPPING, MappingSteps.CLOSE_FILE).joined();

  /** The user closes the descriptor of a dma-buf. */
  public static final Step<State, DmabufId> CLOSE_BUF =
      Step.lifting(MAPPING, MappingSteps.CLOSE_BUF).joined();

  /** The user clears O_DIRECT of a file, or sets it again ({@code fcntl(F_SETFL)}). */
  public static final Step<State, MappingSteps.Flags> SET_FLAGS =
      Step.lifting(MAPPING, MappingSteps.SET_FLAGS).joined();

  /** The exporter takes the reservation lock of a dma-buf ({@code dma_resv_lock}). */
  public static final Step<State, DmabufId> EXPORTER_LOCK =
      Step.lifting(MAPPING, MappingSteps.EXPORTER_LOCK).joined();

  /** The exporter drops it ({@code dma_resv_unlock}). */
  public static final Step<State, DmabufId> EXPORTER_UNLOCK =
      Step.lifting(MAPPING, MappingSteps.EXPORTER_UNLOCK).joined();

  /** The steps of this class at a ring. */
  static final List<Step<State, ?>> OF_RING = List.of(REAP_CQE);

  /** The others. */
  static final List<Step<State, ?>> ALL =
      Step.<State>declaredIn(EnvironmentSteps.class).removeAll(OF_RING);

  private EnvironmentSteps() {}
}
