package io.uring.dmabuf.live;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import io.uring.dmabuf.live.uapi.Iovec;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** The user's memory: a few buffers of one page each, none beside another. */
public final class Memory {
  /** The number of buffers. */
  public static final int BUFFERS = 4;

  /** The size of each, in bytes. */
  static final int SIZE = 4096;

  /** Never mapped: below the lowest address that the kernel gives to anybody. */
  private static final long UNMAPPED = 0x1000;

  private static final long TOO_LONG = (1L << 30) + 1;
  private static final long LAST_PAGE = -SIZE;

  private final MemorySegment all;

  /** Memory that lives as long as the arena. */
  public Memory(Arena arena) {
    all = arena.allocate(2L * SIZE * BUFFERS, SIZE);
  }

  /** The address of a buffer. */
  public long base(int buffer) {
    return all.address() + 2L * SIZE * buffer;
  }

  /** What an entry tells the kernel. */
  public Iovec iovec(Entry entry) {
    long base = base(entry.buffer());
    return switch (entry.kind()) {
      case BUFFER -> new Iovec(base, SIZE);
      case EMPTY -> new Iovec(0, 0);
      case ZERO_LENGTH -> new Iovec(base, 0);
      case NULL_BASE -> new Iovec(0, SIZE);
      case TOO_LONG -> new Iovec(base, TOO_LONG);
      case WRAPPING -> new Iovec(LAST_PAGE, 2L * SIZE);
      case UNMAPPED -> new Iovec(UNMAPPED, SIZE);
    };
  }

  /** Whether an address is one of it. */
  boolean holds(long address) {
    return address >= all.address() && address < all.address() + all.byteSize();
  }

  /** The byte at an address of it, from 0 to 255. */
  int get(long address) {
    return Byte.toUnsignedInt(all.get(JAVA_BYTE, address - all.address()));
  }

  /** Stores a byte at an address of it. */
  void set(long address, int value) {
    all.set(JAVA_BYTE, address - all.address(), (byte) value);
  }
}
