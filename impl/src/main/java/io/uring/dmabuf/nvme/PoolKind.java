package io.uring.dmabuf.nvme;

/**
 * The two pools of descriptors that a queue has ({@code struct nvme_descriptor_pools}, read in 6.17
 * and later).
 */
public enum PoolKind {
  /** Descriptors for short lists: 256 bytes on real controllers. */
  SMALL,
  /** Descriptors of a controller page each. */
  LARGE
}
