package io.uring.dmabuf.system;

import io.uring.dmabuf.id.AreaId;
import io.uring.dmabuf.uring.RawSqe;
import io.vavr.control.Option;

/**
 * A submission queue entry with what its user adds to it.
 *
 * @param raw slot, operation, file and range
 * @param userData what its CQE carries
 * @param area the ordinary memory in whose addresses it is written; none where its user knows none
 * @param flags how it is handled
 */
public record UringSqe(RawSqe raw, long userData, Option<AreaId> area, Flags flags) {

  /**
   * How an entry is handled.
   *
   * @param link whether the next one of the call waits for it ({@code IOSQE_IO_LINK})
   * @param hard whether it does so whatever this one comes to ({@code IOSQE_IO_HARDLINK})
   * @param async whether a worker thread issues it ({@code IOSQE_ASYNC})
   * @param quiet whether a success has no CQE ({@code IOSQE_CQE_SKIP_SUCCESS})
   */
  public record Flags(boolean link, boolean hard, boolean async, boolean quiet) {
    /** Whether another entry of the call is behind it, by either link. */
    public boolean chains() {
      return link || hard;
    }
  }
}
