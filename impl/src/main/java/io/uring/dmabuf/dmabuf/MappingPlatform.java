package io.uring.dmabuf.dmabuf;

import io.uring.dmabuf.design.Design;
import io.vavr.collection.HashMap;
import io.vavr.collection.Map;
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
 * @param spaces how each device's addresses are handed out, where not page by page
 */
public record MappingPlatform(
    Design design,
    int pageSize,
    long iovaBase,
    int iovas,
    Map<Integer, Integer> deviceOf,
    Set<Integer> shared,
    Map<Integer, AddressSpace> spaces) {

  /** A platform of IOMMUs that hand out single pages. */
  public MappingPlatform(
      Design design,
      int pageSize,
      long iovaBase,
      int iovas,
      Map<Integer, Integer> deviceOf,
      Set<Integer> shared) {
    this(design, pageSize, iovaBase, iovas, deviceOf, shared, HashMap.empty());
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
  AddressSpace space(int device) {
    return spaces.getOrElse(device, new AddressSpace.Pages(iovaBase, pageSize, iovas));
  }

  /** This platform with one more device. */
  MappingPlatform withDevice(int device, AddressSpace space) {
    return new MappingPlatform(
        design, pageSize, iovaBase, iovas, deviceOf, shared, spaces.put(device, space));
  }

  /** This platform with one more file. */
  MappingPlatform withFile(int file, int device) {
    return new MappingPlatform(
        design, pageSize, iovaBase, iovas, deviceOf.put(file, device), shared, spaces);
  }

  /** This platform with one more dma-buf whose lock the exporter takes now and then. */
  MappingPlatform withShared(int dmabuf) {
    return new MappingPlatform(
        design, pageSize, iovaBase, iovas, deviceOf, shared.add(dmabuf), spaces);
  }
}
