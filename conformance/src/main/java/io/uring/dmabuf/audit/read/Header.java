package io.uring.dmabuf.audit.read;

import org.jspecify.annotations.Nullable;

/**
 * The header of a recording, which says how many entries there are and how many were written. If
 * more were written, the oldest or the newest are gone; if fewer lines follow, the file was cut.
 */
final class Header {
  private static final String ENTRIES = "entries-in-buffer/entries-written:";

  private final Cursor text;
  private long promised;
  private long counted;

  Header(Cursor text) {
    this.text = text;
  }

  /** Whether a comment is the first line of a header. */
  static boolean isStart(byte[] bytes, int from, int to) {
    return Bytes.startsWith("# tracer:", bytes, from, to);
  }

  /** Whether a line belongs to what trace-cmd or function_graph prints around its events. */
  static boolean isOfReport(byte[] bytes, int from, int to) {
    return Bytes.startsWith("----------", bytes, from, to)
        || Bytes.startsWith("cpus=", bytes, from, to)
        || Bytes.startsWith("version = ", bytes, from, to)
        || Bytes.startsWith("CPU ", bytes, from, to) && Bytes.find("empty", bytes, from, to) >= 0;
  }

  /** Takes the two numbers, if the comment has them; what they say if they differ, else null. */
  @Nullable String entries(byte[] bytes, int from, int to) {
    text.set(bytes, from, to);
    boolean latency = Bytes.startsWith("# latency: ", bytes, from, to);
    if (!text.seek(latency ? ", #" : ENTRIES)) {
      return null;
    }
    long here = text.number();
    text.expect("/");
    long written = text.number();
    if (text.hasFailed()) {
      return null;
    }
    promised = here;
    counted = 0;
    return here == written
        ? null
        : "the header says that of " + written + " events " + here + " are there";
  }

  /** One more line of an event. */
  void count() {
    counted++;
  }

  /** What is missing of what was promised, asked once at the end; null if nothing is. */
  @Nullable String takeShortfall() {
    String shortfall =
        counted < promised
            ? "the header promises " + promised + " events, " + counted + " are there"
            : null;
    promised = 0;
    counted = 0;
    return shortfall;
  }
}
