package io.uring.dmabuf.system;

import io.uring.dmabuf.id.DeviceId;
import io.vavr.collection.HashMap;
import io.vavr.collection.Map;

/**
 * What keeps drives and worker threads from going on. Immutable.
 *
 * @param starving how many of the next allocations of descriptor pages of each drive fail
 * @param held whether the only worker thread for requests that wait is kept busy
 */
public record Hindrances(Map<DeviceId, Integer> starving, boolean held) {
  /** Nothing. */
  static Hindrances none() {
    return new Hindrances(HashMap.empty(), false);
  }

  /** How many of the next allocations of a drive fail. */
  int starving(DeviceId drive) {
    return starving.getOrElse(drive, 0);
  }

  /** The same where so many of the next allocations of a drive fail. */
  Hindrances starving(DeviceId drive, int allocations) {
    return new Hindrances(starving.put(drive, allocations), held);
  }

  /** The same where the worker thread is kept busy, or is not. */
  Hindrances held(boolean busy) {
    return new Hindrances(starving, busy);
  }
}
