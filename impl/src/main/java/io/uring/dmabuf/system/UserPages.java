package io.uring.dmabuf.system;

import io.uring.dmabuf.dma.DmaSegment;
import io.uring.dmabuf.uring.BufferTable;
import io.uring.dmabuf.uring.Imu.Backing;
import io.vavr.Tuple;
import io.vavr.Tuple2;
import io.vavr.collection.HashMap;
import io.vavr.collection.Map;
import io.vavr.collection.Set;
import io.vavr.collection.SortedMap;
import io.vavr.collection.TreeMap;
import io.vavr.collection.Vector;
import io.vavr.control.Option;

/**
 * Ordinary memory of the user on a {@link Host}, and which registrations pin it ({@code
 * io_sqe_buffer_register}, {@code io_pin_pages} of the base kernel). An imu of ordinary pages pins
 * one area from its allocation until it is released. Immutable.
 *
 * @param areas the memory by number, from 1: pages one behind the other in the user's addresses
 * @param registering the area that the latest update of each ring names
 * @param pins the area that each imu of ordinary pages pins, by ring and imu
 */
public record UserPages(
    SortedMap<Integer, Vector<DmaSegment>> areas,
    Map<Integer, Integer> registering,
    Map<Tuple2<Integer, Integer>, Integer> pins) {

  /** No memory. */
  static UserPages none() {
    return new UserPages(TreeMap.empty(), HashMap.empty(), HashMap.empty());
  }

  /** One more area; its number is the next. */
  UserPages with(Vector<DmaSegment> memory) {
    return new UserPages(areas.put(areas.size() + 1, memory), registering, pins);
  }

  /** An update of a ring names an area. */
  UserPages registering(int ring, int area) {
    return new UserPages(areas, registering.put(ring, area), pins);
  }

  /** What is pinned after a step of a ring: what its imus of ordinary pages say. */
  UserPages after(int ring, BufferTable table) {
    Set<Integer> live =
        table.imus().filterValues(imu -> imu.backing() instanceof Backing.Pages).keySet();
    Set<Integer> pinned = pinnedBy(ring);
    if (live.equals(pinned)) {
      return this;
    }
    Map<Tuple2<Integer, Integer>, Integer> left =
        pinned.diff(live).foldLeft(pins, (all, imu) -> all.remove(Tuple.of(ring, imu)));
    int area = registering.getOrElse(ring, 0);
    return new UserPages(
        areas,
        registering,
        live.diff(pinned).foldLeft(left, (all, imu) -> all.put(Tuple.of(ring, imu), area)));
  }

  /** The imus of a ring that pin something. */
  Set<Integer> pinnedBy(int ring) {
    return pins.keySet().filter(pin -> pin._1 == ring).map(Tuple2::_2);
  }

  /** The area that an imu of a ring pins; none for a dma-buf. */
  Option<Integer> areaOf(int ring, int imu) {
    return pins.get(Tuple.of(ring, imu));
  }

  /** The memory of an area. */
  public Vector<DmaSegment> memory(int area) {
    return areas.get(area).getOrElse(Vector.empty());
  }

  /** The size of an area in bytes. */
  public long length(int area) {
    return memory(area).map(DmaSegment::length).sum().longValue();
  }
}
