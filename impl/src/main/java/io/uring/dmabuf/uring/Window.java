package io.uring.dmabuf.uring;

/**
 * What a request asks for in its buffer.
 *
 * @param offset where it starts in the buffer, in bytes
 * @param length in bytes
 */
public record Window(long offset, long length) {
  /** Nothing: that of a request whose result is known. */
  public static final Window NONE = new Window(0, 0);
}
