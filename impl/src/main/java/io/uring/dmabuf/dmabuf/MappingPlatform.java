package io.uring.dmabuf.dmabuf;

import io.uring.dmabuf.design.Design;
import io.uring.dmabuf.id.DeviceId;
import io.uring.dmabuf.id.DmabufId;
import io.uring.dmabuf.id.FileId;
import io.uring.dmabuf.id.Numbered;
import io.vavr.collection.Set;

/**
 * What never changes under the mappings.
 *
 * @param design the design that is followed
 * @param pageSize the size of a device page in bytes
 * @param iovaBase what a device address of page number 0 would be, in bytes; no page has it
 * @param iovas how many pages of device addresses each IOMMU hands out, numbered from 1
 * @param deviceOf the device behind each file
 * @param shared the dma-bufs whose reservation lock the exporter takes now and then
 * @param unbindable the devices whose driver is unbound at some moment
 * @param spaces how each device's addresses are handed out, where not page by page
 */
public record MappingPlatform(
    Design design,
    int pageSize,
    long iovaBase,
    int iovas,
    Numbered<FileId, DeviceId> deviceOf,
    Set<DmabufId> shared,
    Set<DeviceId> unbindable,
    Numbered<DeviceId, AddressSpace> spaces) {

  /** A platform of IOMMUs that hand out single pages. */
  public MappingPlatform(
      Design design,
      int pageSize,
      long iovaBase,
      int iovas,
      Numbered<FileId, DeviceId> deviceOf,
      Set<DmabufId> shared,
      Set<DeviceId> unbindable) {
    this(design, pageSize, iovaBase, iovas, deviceOf, shared, unbindable, Numbered.empty());
  }

  /** The device address, in bytes, of the page with the given number. */
  public long iova(int number) {
    return iovaBase + (long) number * pageSize;
  }

  /** The number of the page at a device address; the inverse of {@link #iova}. */
  public int numberOf(long iova) {
    return Math.toIntExact((iova - iovaBase) / pageSize);
  }

  /** How the addresses of a device are handed out. */
  AddressSpace space(DeviceId device) {
    return spaces.get(device).getOrElse(() -> new AddressSpace.Pages(iovaBase, pageSize, iovas));
  }

  /** This platform with one more device, whose driver somebody may unbind. */
  MappingPlatform withDevice(DeviceId device, AddressSpace space) {
    return new MappingPlatform(
        design,
        pageSize,
        iovaBase,
        iovas,
        deviceOf,
        shared,
        unbindable.add(device),
        spaces.put(device, space));
  }

  /** This platform with one more file. */
  MappingPlatform withFile(FileId file, DeviceId device) {
    return new MappingPlatform(
        design, pageSize, iovaBase, iovas, deviceOf.put(file, device), shared, unbindable, spaces);
  }

  /** This platform with one more dma-buf whose lock the exporter takes now and then. */
  MappingPlatform withShared(DmabufId dmabuf) {
    return new MappingPlatform(
        design, pageSize, iovaBase, iovas, deviceOf, shared.add(dmabuf), unbindable, spaces);
  }
}
