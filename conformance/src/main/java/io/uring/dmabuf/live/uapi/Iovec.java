package io.uring.dmabuf.live.uapi;

import io.vavr.collection.List;
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

  /** Writes ranges into an array, from its beginning on. */
  static void fill(MemorySegment array, List<Iovec> ranges) {
    int i = 0;
    for (Iovec range : ranges) {
      MemorySegment iovec = array.asSlice(i++ * Structs.IOVEC.byteSize(), Structs.IOVEC);
      IOV_BASE.set(iovec, range.base());
      IOV_LEN.set(iovec, range.len());
    }
  }
}
