package io.uring.dmabuf.audit.read;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Short names that occur again and again, each as one string; a name that is rare is made anew. */
final class Names {
  private static final int SLOTS = 1 << 12;

  private final @Nullable String[] known = new String[SLOTS];

  /** The name in these bytes, taken as Latin-1, so that every byte is some letter. */
  String of(byte[] bytes, int from, int to) {
    int slot = Bytes.hash(bytes, from, to) & (SLOTS - 1);
    String name = known[slot];
    if (name == null || !Bytes.equal(name, bytes, from, to)) {
      name = new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
      known[slot] = name;
    }
    return name;
  }
}
