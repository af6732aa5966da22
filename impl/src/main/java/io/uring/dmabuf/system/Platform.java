package io.uring.dmabuf.system;

import static io.uring.dmabuf.system.DmabufRwDeviation.FOLIO_IS_ONE_RANGE;

import io.uring.dmabuf.design.Design;
import io.uring.dmabuf.dma.DmaSegment;
import io.uring.dmabuf.id.AreaId;
import io.uring.dmabuf.id.DeviceId;
import io.uring.dmabuf.id.Numbered;
import io.uring.dmabuf.id.RequestId;
import io.uring.dmabuf.id.RingId;
import io.vavr.collection.Vector;

/**
 * What a machine is: the kernel on it, its sizes, its drives, and the ordinary memory of its user.
 * No step changes it.
 *
 * @param design the decisions that the kernel takes
 * @param pageSize the size of a page of memory and of the IOMMUs in bytes
 * @param lineSize the size of a cache line in bytes
 * @param span how many bytes of a drive belong to each request that names no position
 * @param drives the drives, by the numbers of their devices
 * @param areas ordinary memory of the user
 */
public record Platform(
    Design design,
    int pageSize,
    int lineSize,
    long span,
    Numbered<DeviceId, DriveConfig> drives,
    Numbered<AreaId, Area> areas) {

  /** A machine without drives and without memory. */
  public static Platform empty(Design design, int pageSize, int lineSize) {
    return new Platform(design, pageSize, lineSize, 0, Numbered.empty(), Numbered.empty());
  }

  /** A drive. */
  public DriveConfig drive(DeviceId device) {
    return drives.get(device).get();
  }

  /** The memory of an area; none where there is no such area. */
  public Vector<DmaSegment> area(AreaId area) {
    return areas.get(area).fold(Vector::empty, Area::pieces);
  }

  /** The memory of an area as its registration takes it. */
  Vector<DmaSegment> registered(AreaId area) {
    return areas
        .get(area)
        .fold(
            Vector::empty,
            all -> design.deviates(FOLIO_IS_ONE_RANGE) ? all.asOneRangeAFolio() : all.pieces());
  }

  /**
   * Where on its drive a request reads or writes that names no position, in bytes.
   *
   * @param requests how many requests each ring has
   */
  long placeOf(RingId ctx, RequestId req, int requests) {
    return ((ctx.number() - 1L) * requests + req.number() - 1) * span;
  }

  /** This machine with a kernel of another design. */
  public Platform withDesign(Design other) {
    return new Platform(other, pageSize, lineSize, span, drives, areas);
  }

  /** This machine with a drive. */
  Platform withDrive(DeviceId device, DriveConfig config) {
    return new Platform(design, pageSize, lineSize, span, drives.put(device, config), areas);
  }

  /** This machine with an area of memory. */
  Platform withArea(AreaId area, Area memory) {
    return new Platform(design, pageSize, lineSize, span, drives, areas.put(area, memory));
  }
}
