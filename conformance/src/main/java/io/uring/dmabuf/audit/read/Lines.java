package io.uring.dmabuf.audit.read;

import java.io.IOException;
import java.io.InputStream;

/**
 * The lines of a stream, one at a time, all in one buffer. Of a line longer than {@link #LONGEST}
 * the beginning is kept and the rest skipped, so that memory stays bounded whatever is read. A line
 * longer than {@link #SKIPPED} is taken for one without end: a device or a sparse file.
 */
public final class Lines {
  /** The bytes that a line may have: an event of the kernel's ring buffer fits into a page. */
  public static final int LONGEST = 1 << 17;

  /** The bytes that are skipped of one line: a file that was cut may end in many zeros. */
  public static final long SKIPPED = 1L << 30;

  private final InputStream in;
  private final byte[] bytes = new byte[2 * LONGEST];
  private int from;
  private int to;
  private int next;
  private int filled;
  private boolean ended;
  private boolean overlong;
  private boolean terminated = true;
  private long read;
  private long number;

  /** The lines of a stream, which somebody else closes. */
  public Lines(InputStream in) {
    this.in = in;
  }

  /**
   * {@return whether there is one more line, which is the current one now}
   *
   * @throws IOException if the stream cannot be read, or the line does not end
   */
  public boolean next() throws IOException {
    overlong = false;
    from = next;
    int end = newline(from);
    while (end < 0) {
      if (filled - from >= LONGEST) {
        end = skipRest();
        break;
      }
      if (!fill()) {
        break;
      }
      end = newline(from);
    }
    if (end < 0 && filled == from) {
      next = from;
      return false;
    }
    terminated = end >= 0;
    next = terminated ? end + 1 : filled;
    to = overlong ? from + LONGEST : terminated ? end : filled;
    if (to > from && bytes[to - 1] == '\r') {
      to--;
    }
    number++;
    return true;
  }

  private int newline(int start) {
    for (int i = start; i < filled; i++) {
      if (bytes[i] == '\n') {
        return i;
      }
    }
    return -1;
  }

  /** More bytes behind those of the line, which are moved to the front; false at the end. */
  private boolean fill() throws IOException {
    if (from > 0) {
      System.arraycopy(bytes, from, bytes, 0, filled - from);
      filled -= from;
      from = 0;
    }
    return readMore();
  }

  private boolean readMore() throws IOException {
    int count = ended ? -1 : in.read(bytes, filled, bytes.length - filled);
    ended = count < 0;
    read += Math.max(count, 0);
    filled += Math.max(count, 0);
    return !ended;
  }

  /** Where the line ends whose beginning is kept at the front; -1 if it is the last one. */
  private int skipRest() throws IOException {
    overlong = true;
    System.arraycopy(bytes, from, bytes, 0, LONGEST);
    from = 0;
    long began = read;
    int end;
    do {
      if (read - began > SKIPPED) {
        throw new IOException(
            "line %d: more than %d MiB without an end".formatted(number + 1, SKIPPED >> 20));
      }
      filled = LONGEST;
      if (!readMore()) {
        return -1;
      }
      end = newline(LONGEST);
    } while (end < 0);
    return end;
  }

  /** {@return the buffer, which the next line changes} */
  byte[] bytes() {
    return bytes;
  }

  /** {@return where the line begins in the buffer} */
  int from() {
    return from;
  }

  /** {@return where the line ends in the buffer, without its line feed} */
  int to() {
    return to;
  }

  /** {@return whether the line is longer than what is kept of it} */
  boolean isOverlong() {
    return overlong;
  }

  /** {@return whether the line has its line feed; the last one of a cut file has none} */
  boolean isTerminated() {
    return terminated;
  }

  /** {@return the number of the line, from 1} */
  public long number() {
    return number;
  }

  /** {@return how many bytes have been read} */
  public long read() {
    return read;
  }
}
