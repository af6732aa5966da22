package io.uring.dmabuf.bench;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * What PRP lists cost with plain arrays that are written in place, as a driver in C would: the
 * measure for the implementation's immutable values, and used for nothing else. Segments are of
 * whole pages.
 */
final class MutableDescriptors {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final int PAGE = 4096;
  private static final int SMALL = 256;

  private final long base;
  private final byte[] memory;
  private final int[] small;
  private final int[] large;
  private int smallFree;
  private int largeFree;
  private long prp1;
  private long prp2;
  private int taken;
  private boolean isSmall;

  /** Pools of so many descriptors each, the large ones first, from a bus address on. */
  MutableDescriptors(long base, int descriptors) {
    this.base = base;
    memory = new byte[descriptors * (PAGE + SMALL)];
    small = new int[descriptors];
    large = new int[descriptors];
    for (int i = 0; i < descriptors; i++) {
      large[i] = i * PAGE;
      small[i] = descriptors * PAGE + i * SMALL;
    }
    smallFree = descriptors;
    largeFree = descriptors;
  }

  /** Builds the data pointers of a range that starts at a segment, in bytes. */
  long build(long[] addresses, long[] lengths, int segment, long offset, long length) {
    int at = segment;
    long address = addresses[at] + offset;
    long inSegment = lengths[at] - offset;
    long left = length;
    prp1 = address;
    prp2 = 0;
    taken = 0;
    long step = PAGE - address % PAGE;
    if (left <= step) {
      return prp1;
    }
    left -= step;
    address += step;
    inSegment -= step;
    if (inSegment == 0) {
      address = addresses[++at];
      inSegment = lengths[at];
    }
    if (left <= PAGE) {
      prp2 = address;
      return prp1;
    }
    isSmall = (left + PAGE - 1) / PAGE <= SMALL / Long.BYTES;
    int list = take();
    int size = isSmall ? SMALL : PAGE;
    prp2 = base + list;
    int slot = 0;
    while (true) {
      if (slot == size) {
        int next = take();
        LONG.set(memory, next, (long) LONG.get(memory, list + size - Long.BYTES));
        LONG.set(memory, list + size - Long.BYTES, base + next);
        list = next;
        slot = Long.BYTES;
      }
      LONG.set(memory, list + slot, address);
      slot += Long.BYTES;
      left -= PAGE;
      if (left <= 0) {
        return prp1;
      }
      address += PAGE;
      inSegment -= PAGE;
      if (inSegment == 0) {
        address = addresses[++at];
        inSegment = lengths[at];
      }
    }
  }

  private int take() {
    taken++;
    return isSmall ? small[--smallFree] : large[--largeFree];
  }

  /** Gives the descriptors back, found as the list names them. */
  void free() {
    long at = prp2;
    for (int i = taken; i > 0; i--) {
      int list = (int) (at - base);
      at = i == 1 ? 0 : (long) LONG.get(memory, list + PAGE - Long.BYTES);
      if (isSmall) {
        small[smallFree++] = list;
      } else {
        large[largeFree++] = list;
      }
    }
  }
}
