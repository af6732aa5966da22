package io.uring.dmabuf.system;

import io.uring.dmabuf.dma.DmaSegment;
import io.uring.dmabuf.id.AreaId;
import io.uring.dmabuf.id.Entry;
import io.uring.dmabuf.id.ImuId;
import io.uring.dmabuf.id.Numbered;
import io.uring.dmabuf.id.RingId;
import io.uring.dmabuf.uring.BufferTable;
import io.uring.dmabuf.uring.Imu;
import io.uring.dmabuf.uring.Imu.Backing;
import io.vavr.collection.Vector;
import io.vavr.control.Option;
import org.jspecify.annotations.Nullable;

/**
 * Ordinary memory of the user on a {@link Host}, and which registrations pin it ({@code
 * io_sqe_buffer_register}, {@code io_pin_pages} of the base kernel). An imu of ordinary pages pins
 * one area from its allocation until it is released. Immutable.
 *
 * @param areas the memory: pages one behind the other in the user's addresses
 * @param registering the area that the latest update of each ring names
 * @param pins the area that each imu of ordinary pages of each ring pins
 */
public record UserPages(
    Numbered<AreaId, Vector<DmaSegment>> areas,
    Numbered<RingId, AreaId> registering,
    Numbered<RingId, Numbered<ImuId, AreaId>> pins) {

  /** No memory. */
  static UserPages none() {
    return new UserPages(Numbered.empty(), Numbered.empty(), Numbered.empty());
  }

  /** One more area; its number is the next. */
  UserPages with(Vector<DmaSegment> memory) {
    return new UserPages(areas.put(AreaId.of(areas.size() + 1), memory), registering, pins);
  }

  /** An update of a ring names an area. */
  UserPages registering(RingId ring, AreaId area) {
    return new UserPages(areas, registering.put(ring, area), pins);
  }

  /** What is pinned after a step of a ring: what its imus of ordinary pages say. */
  UserPages after(RingId ring, BufferTable table) {
    Numbered<ImuId, AreaId> before = pinnedBy(ring);
    Numbered<ImuId, AreaId> after = before;
    for (ImuId imu : before.ids()) {
      after = isPages(table.imus().getOrNull(imu)) ? after : after.remove(imu);
    }
    for (Entry<ImuId, Imu> imu : table.imus()) {
      if (isPages(imu.value()) && !after.has(imu.id())) {
        after = after.put(imu.id(), registering.get(ring).get());
      }
    }
    if (after.equals(before)) {
      return this;
    }
    return new UserPages(
        areas, registering, after.isEmpty() ? pins.remove(ring) : pins.put(ring, after));
  }

  private static boolean isPages(@Nullable Imu imu) {
    return imu != null && imu.backing() instanceof Backing.Pages;
  }

  /** The areas that the imus of a ring pin. */
  Numbered<ImuId, AreaId> pinnedBy(RingId ring) {
    return pins.get(ring).getOrElse(Numbered::empty);
  }

  /** The area that an imu of a ring pins; none for a dma-buf. */
  Option<AreaId> areaOf(RingId ring, ImuId imu) {
    return pinnedBy(ring).get(imu);
  }

  /** The memory of an area. */
  public Vector<DmaSegment> memory(AreaId area) {
    return areas.get(area).getOrElse(Vector.empty());
  }

  /** The size of an area in bytes. */
  public long length(AreaId area) {
    return memory(area).map(DmaSegment::length).sum().longValue();
  }
}
