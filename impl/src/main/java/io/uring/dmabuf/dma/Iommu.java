package io.uring.dmabuf.dma;

import io.vavr.collection.Vector;
import io.vavr.control.Either;
import io.vavr.control.Option;

/**
 * The IOMMU domain of one device, immutable: translations from runs of device addresses (iova) to
 * physical memory, in whole pages. What has no translation is out of the device's reach; a miss is
 * a value. A device without an IOMMU has a domain that passes every address through and keeps no
 * translations.
 *
 * <p>A domain is strict, or defers invalidation: then what was unmapped may still be in the caches
 * of the IOMMU, and the device can reach it, until a flush; its addresses are not handed out again
 * before. Such an access is the fault that it would be in a strict domain, so {@link #translate}
 * misses; {@link #stale} says what the device reaches all the same.
 *
 * @param pageSize the size of a page in bytes
 * @param table the translations by ascending iova, none overlapping
 * @param passthrough whether every iova is the physical address
 * @param deferred whether invalidation waits for a flush ({@code iommu.strict=0})
 * @param unflushed what was unmapped since the last flush; empty in a strict domain
 */
public record Iommu(
    int pageSize,
    Vector<Translation> table,
    boolean passthrough,
    boolean deferred,
    Vector<Translation> unflushed) {

  /**
   * A run of device addresses and the memory behind it.
   *
   * @param iova the first device address, in bytes, a multiple of the page size
   * @param physical the first physical address, in bytes, a multiple of the page size
   * @param length in bytes, a multiple of the page size
   */
  public record Translation(long iova, long physical, long length) {

    /** The first device address behind the run. */
    public long end() {
      return iova + length;
    }

    boolean overlaps(Translation other) {
      return iova < other.end() && other.iova < end();
    }

    boolean has(long address) {
      return iova <= address && address < end();
    }
  }

  /** A domain in which the device reaches nothing. */
  public static Iommu empty(int pageSize) {
    return new Iommu(pageSize, Vector.empty(), false, false, Vector.empty());
  }

  /** A domain in which the device reaches nothing, and that defers invalidation. */
  public static Iommu deferred(int pageSize) {
    return new Iommu(pageSize, Vector.empty(), false, true, Vector.empty());
  }

  /** What a device without an IOMMU has. */
  public static Iommu passthrough(int pageSize) {
    return new Iommu(pageSize, Vector.empty(), true, false, Vector.empty());
  }

  /** This domain with one more page; none if the iova page has a translation already. */
  public Option<Iommu> map(long iova, long physical) {
    requireAligned(iova);
    requireAligned(physical);
    return map(iova, physical, pageSize);
  }

  /**
   * This domain with the pages that a run of bytes lies in; none if one of their iovas has a
   * translation, or wait for a flush. Both addresses have the same offset in their page.
   *
   * @param length in bytes, at least 1
   */
  public Option<Iommu> map(long iova, long physical, long length) {
    if (passthrough) {
      return Option.some(this);
    }
    Translation added = pagesOf(iova, physical, length);
    int at = firstEndingAfter(added.iova());
    boolean taken =
        at < table.size() && table.get(at).iova() < added.end()
            || unflushed.exists(added::overlaps);
    return taken ? Option.none() : Option.some(with(table.insert(at, added)));
  }

  /** The translation of the pages that a run of bytes lies in. */
  public Translation pagesOf(long iova, long physical, long length) {
    int offset = offsetOf(iova);
    if (offsetOf(physical) != offset || length <= 0) {
      throw new IllegalArgumentException(
          "%d bytes at iova %#x and physical %#x".formatted(length, iova, physical));
    }
    long pages = Math.ceilDiv(offset + length, (long) pageSize);
    return new Translation(iova - offset, physical - offset, pages * pageSize);
  }

  /** This domain without the translation that begins at an iova page; none if there is none. */
  public Option<Iommu> unmap(long iova) {
    if (passthrough) {
      return Option.some(this);
    }
    requireAligned(iova);
    int at = firstEndingAfter(iova);
    boolean begins = at < table.size() && table.get(at).iova() == iova;
    return begins ? Option.some(without(at)) : Option.none();
  }

  private Iommu without(int at) {
    Vector<Translation> left = table.removeAt(at);
    return deferred
        ? new Iommu(pageSize, left, passthrough, true, unflushed.append(table.get(at)))
        : with(left);
  }

  /** This domain after its caches forgot what was unmapped ({@code iommu_flush_iotlb_all}). */
  public Iommu flush() {
    return new Iommu(pageSize, table, passthrough, deferred, Vector.empty());
  }

  /** The physical address that the device still reaches at an iova that has no translation. */
  public Option<Long> stale(long iova) {
    return unflushed.find(t -> t.has(iova)).map(t -> t.physical() + (iova - t.iova()));
  }

  /** Whether the page that an iova lies in is not to be handed out. */
  public boolean isTaken(long iova) {
    return isMapped(iova) || stale(iova).isDefined();
  }

  /** The runs of device addresses that are not to be handed out, by ascending iova. */
  public Vector<Translation> taken() {
    return unflushed.isEmpty() ? table : table.appendAll(unflushed).sortBy(Translation::iova);
  }

  /** Whether the page that an iova lies in has a translation. */
  public boolean isMapped(long iova) {
    return translate(iova).isRight();
  }

  /** The physical address, to the byte, that the device reaches at an iova. */
  public Either<IommuFault, Long> translate(long iova) {
    if (passthrough) {
      return Either.right(iova);
    }
    int at = firstEndingAfter(iova);
    return at < table.size() && table.get(at).iova() <= iova
        ? Either.right(table.get(at).physical() + (iova - table.get(at).iova()))
        : Either.left(new IommuFault(iova));
  }

  private int firstEndingAfter(long iova) {
    int from = 0;
    int to = table.size();
    while (from < to) {
      int middle = (from + to) >>> 1;
      if (table.get(middle).end() <= iova) {
        from = middle + 1;
      } else {
        to = middle;
      }
    }
    return from;
  }

  private Iommu with(Vector<Translation> changed) {
    return new Iommu(pageSize, changed, passthrough, deferred, unflushed);
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
