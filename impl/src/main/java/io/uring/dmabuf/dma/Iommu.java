package io.uring.dmabuf.dma;

import io.vavr.collection.SortedMap;
import io.vavr.collection.TreeMap;
import io.vavr.control.Either;
import io.vavr.control.Option;

/**
 * The IOMMU domain of one device, immutable: a table from pages of device addresses (iova) to
 * physical pages. What is not in the table is out of the device's reach; a miss is a value.
 *
 * @param pageSize the size of a page in bytes
 * @param table physical page address by iova page address, both in bytes and multiples of the page
 *     size
 */
public record Iommu(int pageSize, SortedMap<Long, Long> table) {

  /** A domain in which the device reaches nothing. */
  public static Iommu empty(int pageSize) {
    return new Iommu(pageSize, TreeMap.empty());
  }

  /** This domain with one more translation; none if the iova page has one already. */
  public Option<Iommu> map(long iova, long physical) {
    requireAligned(iova);
    requireAligned(physical);
    return table.containsKey(iova)
        ? Option.none()
        : Option.some(new Iommu(pageSize, table.put(iova, physical)));
  }

  /** This domain without the translation of an iova page; none if there was none. */
  public Option<Iommu> unmap(long iova) {
    requireAligned(iova);
    return table.containsKey(iova)
        ? Option.some(new Iommu(pageSize, table.remove(iova)))
        : Option.none();
  }

  /** Whether the page that an iova lies in has a translation. */
  public boolean isMapped(long iova) {
    return table.containsKey(iova - offsetOf(iova));
  }

  /** The physical address, to the byte, that the device reaches at an iova. */
  public Either<IommuFault, Long> translate(long iova) {
    int offset = offsetOf(iova);
    return table
        .get(iova - offset)
        .<Either<IommuFault, Long>>map(page -> Either.right(page + offset))
        .getOrElse(() -> Either.left(new IommuFault(iova)));
  }

  private int offsetOf(long address) {
    return Math.floorMod(address, pageSize);
  }

  private void requireAligned(long address) {
    if (offsetOf(address) != 0) {
      throw new IllegalArgumentException("address " + address + " is not that of a page");
    }
  }
}
