package io.uring.dmabuf.system;

import io.uring.dmabuf.design.KernelAlternative;

/** Decisions about whole calls, of which the specification says nothing, that kernels differ in. */
public enum CallAlternative implements KernelAlternative {
  /**
   * The second word of {@code io_uring_rsrc_update2} must be zero, EINVAL, before a table is looked
   * for. Source: io_register_rsrc_update().
   */
  UPDATE_WORD_RESERVED,
  /** Unregistering empties the lowest slot first. Source: io_rsrc_data_free(). */
  TEARDOWN_ASCENDING
}
