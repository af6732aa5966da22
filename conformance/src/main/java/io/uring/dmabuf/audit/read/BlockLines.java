package io.uring.dmabuf.audit.read;

import io.uring.dmabuf.audit.event.At;
import io.uring.dmabuf.audit.event.BlockEvent;
import io.uring.dmabuf.audit.event.BlockEvent.Extent;
import io.uring.dmabuf.audit.event.Event;

/**
 * The texts of the block layer: {@code 259,4 WS 57344 () 5784 + 112 be,0,4 [NAME]}. Kernels before
 * 6.9 print no priority. The option {@code fields} prints the device as one number.
 */
final class BlockLines {
  private static final int MINOR_BITS = 20;
  private static final String NUMBER_OF_DEVICE = "dev";

  private BlockLines() {}

  private static Extent fields(Cursor text) {
    int device = (int) text.number(NUMBER_OF_DEVICE);
    long sector = text.number("sector");
    return new Extent(
        device >>> MINOR_BITS,
        device & (1 << MINOR_BITS) - 1,
        sector == -1 ? 0 : sector,
        text.number("nr_sector"),
        text.word("rwbs"));
  }

  private static int major(Cursor text) {
    int major = (int) text.number();
    text.expect(",");
    return major;
  }

  /** What stands from the sector on, behind the command that only passthrough requests have. */
  private static Extent extent(Cursor text, int major, int minor, String rwbs) {
    text.upTo(')');
    // A request without sectors has number -1 when it ends, and 0 when it is issued.
    long sector = text.seek(" 18446744073709551615") ? 0 : text.number();
    text.skipBlanks();
    text.expect("+ ");
    return new Extent(major, minor, sector, text.number(), rwbs);
  }

  private static String rwbs(Cursor text) {
    text.skipBlanks();
    return text.word();
  }

  static Event issued(At at, Cursor text) {
    if (!text.isAtDigit()) {
      long bytes = text.number("bytes");
      return new BlockEvent.Issued(at, fields(text), bytes);
    }
    int major = major(text);
    int minor = (int) text.number();
    String rwbs = rwbs(text);
    long bytes = text.number();
    return new BlockEvent.Issued(at, extent(text, major, minor, rwbs), bytes);
  }

  static Event completed(At at, Cursor text) {
    if (!text.isAtDigit()) {
      int error = (int) text.number("error");
      return new BlockEvent.Completed(at, fields(text), error);
    }
    int major = major(text);
    int minor = (int) text.number();
    Extent extent = extent(text, major, minor, rwbs(text));
    text.upTo('[');
    return new BlockEvent.Completed(at, extent, (int) text.number());
  }

  static Event requeued(At at, Cursor text) {
    if (!text.isAtDigit()) {
      return new BlockEvent.Requeued(at, fields(text));
    }
    int major = major(text);
    int minor = (int) text.number();
    return new BlockEvent.Requeued(at, extent(text, major, minor, rwbs(text)));
  }
}
