package io.uring.dmabuf.dma;

import io.vavr.Tuple2;
import io.vavr.collection.HashMap;
import io.vavr.collection.Iterator;
import io.vavr.collection.Map;
import io.vavr.collection.Vector;
import io.vavr.control.Either;
import io.vavr.control.Option;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * Byte-addressed memory, immutable: pages at bus (physical) addresses, with holes between them. An
 * access that touches a hole is a value, {@link Unbacked}, and changes nothing. Numbers are
 * little-endian and may lie across two pages.
 */
public final class Memory {
  private final int pageSize;
  private final Map<Long, Page> pages;
  private final Vector<DmaSegment> untouched;

  /** What the pages add to the hash: a sum, so that a write need not look at the others. */
  private final int pagesHash;

  private Memory(int pageSize, Map<Long, Page> pages, int pagesHash, Vector<DmaSegment> untouched) {
    this.pageSize = pageSize;
    this.pages = pages;
    this.pagesHash = pagesHash;
    this.untouched = untouched;
  }

  /** Memory with nothing in it, for pages of the given size in bytes. */
  public static Memory empty(int pageSize) {
    if (pageSize < Long.BYTES || Integer.bitCount(pageSize) != 1) {
      throw new IllegalArgumentException("page size " + pageSize);
    }
    return new Memory(pageSize, HashMap.empty(), 0, Vector.empty());
  }

  /** The size of every page in bytes. */
  public int pageSize() {
    return pageSize;
  }

  /** The pages by their number, which is the address divided by the page size. */
  public Map<Long, Page> pages() {
    return pages;
  }

  /** This memory with pages of zeros added, replacing what was there. */
  public Memory withZeroPages(long address, int count) {
    Page zero = Page.zero(pageSize);
    Memory result = this;
    for (int i = 0; i < count; i++) {
      result = result.with(pageOf(address) + i, zero);
    }
    return result;
  }

  private Memory with(long number, Page page) {
    Page before = pages.getOrElse(number, null);
    int hash = pagesHash + hash(number, page) - (before == null ? 0 : hash(number, before));
    return new Memory(pageSize, pages.put(number, page), hash, untouched);
  }

  private static int hash(long number, Page page) {
    return (31 * Long.hashCode(number) + page.hashCode()) * 0x9E37_79B1;
  }

  /**
   * This memory with zeros in one more place, in whatever pages a run of bytes lies in; as long as
   * nobody writes to them they take no room.
   */
  public Memory withUntouched(DmaSegment run) {
    return new Memory(pageSize, pages, pagesHash, untouched.append(run));
  }

  /** The page with a number; null where there is none. */
  private @Nullable Page at(long number) {
    Page page = pages.getOrElse(number, null);
    return page == null && isUntouched(number) ? Page.zero(pageSize) : page;
  }

  private boolean isUntouched(long number) {
    long first = number * pageSize;
    return untouched.exists(run -> run.address() < first + pageSize && first < run.end());
  }

  /** This memory with a page at the address; the page must have this memory's page size. */
  public Memory withPage(long address, Page page) {
    if (page.size() != pageSize || offsetOf(address) != 0) {
      throw new IllegalArgumentException("a page of " + page.size() + " bytes at " + address);
    }
    return with(pageOf(address), page);
  }

  /** The page that an address lies in. */
  public Either<Unbacked, Page> page(long address) {
    return Option.of(at(pageOf(address))).toEither(() -> new Unbacked(address));
  }

  /** Whether every byte of a range is there. */
  public boolean covers(long address, int length) {
    return firstHole(address, length) == address + length;
  }

  /** A copy of the bytes of a range. */
  public Either<Unbacked, byte[]> read(long address, int length) {
    byte[] result = new byte[length];
    for (int done = 0; done < length; ) {
      long at = address + done;
      int piece = Math.min(length - done, pageSize - offsetOf(at));
      Page page = at(pageOf(at));
      if (page == null) {
        return Either.left(new Unbacked(at));
      }
      page.copyTo(offsetOf(at), result, done, piece);
      done += piece;
    }
    return Either.right(result);
  }

  /** This memory with the bytes written from the address on; all of them or none. */
  public Either<Unbacked, Memory> write(long address, byte[] bytes) {
    Memory written = this;
    for (int done = 0; done < bytes.length; ) {
      long at = address + done;
      int piece = Math.min(bytes.length - done, pageSize - offsetOf(at));
      Page page = at(pageOf(at));
      if (page == null) {
        return Either.left(new Unbacked(at));
      }
      written = written.with(pageOf(at), page.with(offsetOf(at), bytes, done, piece));
      done += piece;
    }
    return Either.right(written);
  }

  /** The 64-bit number at an address; 2^63 and more come out negative, as in any long. */
  public Either<Unbacked, Long> u64(long address) {
    int offset = offsetOf(address);
    return offset + Long.BYTES <= pageSize
        ? page(address).map(page -> page.u64(offset))
        : read(address, Long.BYTES).map(bytes -> littleEndian(bytes).getLong());
  }

  /** This memory with 64-bit numbers written one after the other from an address on. */
  public Either<Unbacked, Memory> withU64s(long address, Longs numbers) {
    ByteBuffer bytes = littleEndian(new byte[Math.multiplyExact(numbers.size(), Long.BYTES)]);
    numbers.putInto(bytes.asLongBuffer());
    boolean wholePage = bytes.capacity() == pageSize && offsetOf(address) == 0;
    return wholePage
        ? page(address).map(old -> withPage(address, Page.owning(bytes.array())))
        : write(address, bytes.array());
  }

  private static ByteBuffer littleEndian(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private long firstHole(long address, int length) {
    long end = address + length;
    long at = address;
    while (at < end && at(pageOf(at)) != null) {
      at += pageSize - offsetOf(at);
    }
    return Math.min(at, end);
  }

  private long pageOf(long address) {
    return Math.floorDiv(address, (long) pageSize);
  }

  private int offsetOf(long address) {
    return Math.floorMod(address, pageSize);
  }

  @Override
  public boolean equals(@Nullable Object object) {
    return object == this
        || object instanceof Memory other
            && pagesHash == other.pagesHash
            && pageSize == other.pageSize
            && untouched.equals(other.untouched)
            && hasPagesOf(other);
  }

  /** Equal pages have equal numbers in equal order, unless numbers clash in the hash map. */
  private boolean hasPagesOf(Memory other) {
    Iterator<Tuple2<Long, Page>> others = other.pages.iterator();
    for (Tuple2<Long, Page> own : pages) {
      if (!others.hasNext() || !own.equals(others.next())) {
        return pages.equals(other.pages);
      }
    }
    return !others.hasNext();
  }

  @Override
  public int hashCode() {
    return 31 * (31 * pagesHash + untouched.hashCode()) + pageSize;
  }

  @Override
  public String toString() {
    return "Memory[" + pages.size() + " pages of " + pageSize + " bytes]";
  }
}
