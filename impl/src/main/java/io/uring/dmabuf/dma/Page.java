package io.uring.dmabuf.dma;

import java.util.Arrays;

/**
 * One page of memory: immutable bytes. Nobody else ever sees the array inside; whoever asks for
 * bytes gets a copy.
 */
public final class Page {
  private final byte[] bytes;

  /** A page with a copy of the given content; its length is the page size in bytes. */
  public Page(byte[] content) {
    bytes = content.clone();
  }

  /** A page that a part of an array is copied to, over what another one has. */
  private Page(byte[] under, int offset, byte[] from, int at, int length) {
    bytes = length == under.length ? Arrays.copyOfRange(from, at, at + length) : under.clone();
    if (length < under.length) {
      System.arraycopy(from, at, bytes, offset, length);
    }
  }

  /** A page of zeros. */
  public static Page zero(int size) {
    return new Page(new byte[size]);
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

  /** Copies a part of the content out. */
  void copyTo(int offset, byte[] to, int at, int length) {
    System.arraycopy(bytes, offset, to, at, length);
  }

  /** This page with a part of its content replaced. */
  Page with(int offset, byte[] from, int at, int length) {
    return new Page(bytes, offset, from, at, length);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Page page && Arrays.equals(bytes, page.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return "Page" + Arrays.toString(bytes);
  }
}
