package io.uring.dmabuf.system;

import io.uring.dmabuf.block.OfTag;
import io.uring.dmabuf.design.Design;
import io.uring.dmabuf.id.DeviceId;
import io.uring.dmabuf.id.TagId;
import io.uring.dmabuf.nvme.NvmeQueue;

/**
 * A drive of a {@link Host}: an NVMe device with one queue and one namespace.
 *
 * @param config what never changes
 * @param queue its queue; it is the device {@link #SELF} there
 * @param poolFaults how many of the next allocations of descriptor pages fail
 */
public record Drive(DriveConfig config, NvmeQueue queue, int poolFaults) {
  /** The device in its own queue. */
  public static final DeviceId SELF = DeviceId.of(1);

  /** A drive of zeros, doing nothing. */
  static Drive idle(DriveConfig config, Design design) {
    return new Drive(config, NvmeQueue.idle(config.layout(), design, 1), 0);
  }

  /** A tag of its own queue. */
  static OfTag tag(TagId tag) {
    return new OfTag(SELF, tag);
  }

  /** This drive with another state of its queue. */
  Drive with(NvmeQueue next) {
    return new Drive(config, next, poolFaults);
  }

  /** This drive with a number of allocations that will fail. */
  Drive withPoolFaults(int next) {
    return new Drive(config, queue, next);
  }
}
