package io.uring.dmabuf.scenario;

import io.uring.dmabuf.id.AreaId;
import io.uring.dmabuf.id.DeviceId;
import io.uring.dmabuf.id.DmabufId;
import io.uring.dmabuf.id.FileId;
import io.uring.dmabuf.id.RingId;

/** What a scenario has given a name to. */
sealed interface Named {

  /** A ring. */
  record Ring(RingId id) implements Named {}

  /** An index that may stand for a ring. */
  record Index(long number) implements Named {}

  /** A drive. */
  record Disk(DeviceId id) implements Named {}

  /** A file. */
  record File(FileId id) implements Named {}

  /** A dma-buf. */
  record Buffer(DmabufId id) implements Named {}

  /** Ordinary memory of the user. */
  record Pages(AreaId id) implements Named {}
}
