package io.uring.dmabuf.live;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import io.uring.dmabuf.live.uapi.Iovec;
import io.uring.dmabuf.scenario.BadBuffer;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** The user's memory: a few buffers of one page each, none beside another. */
public final class UserBuffers {
  /** The number of buffers. */
  public static final int BUFFERS = 4;

  /** The size of each, in bytes. */
  static final int SIZE = 4096;

  private final MemorySegment all;

  /** Memory that lives as long as the arena. */
  public UserBuffers(Arena arena) {
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
      case ZERO_LENGTH -> iovec(BadBuffer.ZERO_LENGTH);
      case NULL_BASE -> iovec(BadBuffer.NULL_BASE);
      case TOO_LONG -> iovec(BadBuffer.TOO_LONG);
      case WRAPPING -> iovec(BadBuffer.WRAPPING);
      case UNMAPPED -> iovec(BadBuffer.UNMAPPED);
    };
  }

  private static Iovec iovec(BadBuffer bad) {
    return new Iovec(bad.base(), bad.length());
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
