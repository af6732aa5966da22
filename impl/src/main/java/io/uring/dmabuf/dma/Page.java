package io.uring.dmabuf.dma;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * One page of memory: immutable bytes. Nobody else ever sees the array inside; whoever asks for
 * bytes gets a copy.
 */
public final class Page {
  private static final VarHandle U64 =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private final byte[] bytes;

  /** The hash of the content; 0 if it was not asked for. */
  private int hash;

  private Page(byte[] bytes, boolean owned) {
    this.bytes = owned ? bytes : bytes.clone();
  }

  /** A page with a copy of the given content; its length is the page size in bytes. */
  public Page(byte[] content) {
    this(content, false);
  }

  /** A page of an array that its maker forgets. */
  static Page owning(byte[] content) {
    return new Page(content, true);
  }

  /** A page of zeros. */
  public static Page zero(int size) {
    return owning(new byte[size]);
  }

  /** A copy of the content. */
  public byte[] bytes() {
    return bytes.clone();
  }

  /** The page's size in bytes. */
  public int size() {
    return bytes.length;
  }

  /** The byte at an offset that is smaller than the size, 0 to 255. */
  public int u8(int offset) {
    return Byte.toUnsignedInt(bytes[offset]);
  }

  /** The 64-bit number at an offset at least eight bytes before the end, the lowest byte first. */
  long u64(int offset) {
    return (long) U64.get(bytes, offset);
  }

  /** Copies a part of the content out. */
  void copyTo(int offset, byte[] to, int at, int length) {
    System.arraycopy(bytes, offset, to, at, length);
  }

  /** This page with a part of its content replaced. */
  Page with(int offset, byte[] from, int at, int length) {
    byte[] changed = bytes.clone();
    System.arraycopy(from, at, changed, offset, length);
    return owning(changed);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Page page && Arrays.equals(bytes, page.bytes);
  }

  @Override
  public int hashCode() {
    if (hash == 0) {
      hash = Arrays.hashCode(bytes);
    }
    return hash;
  }

  @Override
  public String toString() {
    return "Page" + Arrays.toString(bytes);
  }
}
