package io.uring.dmabuf.live.uapi;

import io.vavr.collection.List;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * A range of the caller's memory as it is told to the kernel ({@code struct iovec}).
 *
 * @param base its address, unsigned
 * @param len its length in bytes, unsigned
 */
public record Iovec(long base, long len) {
  private static final Field IOV_BASE = Field.of(Structs.IOVEC, "iov_base");
  private static final Field IOV_LEN = Field.of(Structs.IOVEC, "iov_len");

  /** An array with ranges from its beginning on; another one of the arena where it is too small. */
  static MemorySegment filled(Arena arena, MemorySegment before, List<Iovec> ranges) {
    boolean fits = ranges.size() * Structs.IOVEC.byteSize() <= before.byteSize();
    MemorySegment array = fits ? before : arena.allocate(Structs.IOVEC, ranges.size());
    int i = 0;
    for (Iovec range : ranges) {
      MemorySegment iovec = array.asSlice(i++ * Structs.IOVEC.byteSize(), Structs.IOVEC);
      IOV_BASE.set(iovec, range.base());
      IOV_LEN.set(iovec, range.len());
    }
    return array;
  }
}
