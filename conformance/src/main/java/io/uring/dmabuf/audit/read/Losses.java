package io.uring.dmabuf.audit.read;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The notes with which ftrace, trace-cmd and perf say that events are missing. */
final class Losses {
  private static final int SHOWN = 60;

  private Losses() {}

  /** What a line says of lost events; null if it is about something else. */
  static @Nullable String in(byte[] bytes, int from, int to) {
    boolean lost =
        Bytes.startsWith("CPU:", bytes, from, to)
                && (Bytes.find("[LOST ", bytes, from, to) >= 0
                    || Bytes.find("EVENTS DROPPED", bytes, from, to) >= 0)
            || Bytes.startsWith("##", bytes, from, to)
                && Bytes.find(" buffer started ", bytes, from, to) >= 0
            || Bytes.find("PERF_RECORD_LOST", bytes, from, to) >= 0
            || Bytes.startsWith("Processed ", bytes, from, to)
                && Bytes.find(" and lost ", bytes, from, to) >= 0;
    if (!lost) {
      return null;
    }
    int end = Math.min(to, from + SHOWN);
    return new String(bytes, from, end - from, StandardCharsets.ISO_8859_1)
        .replace("#", "")
        .strip();
  }
}
