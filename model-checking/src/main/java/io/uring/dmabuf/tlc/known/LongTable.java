package io.uring.dmabuf.tlc.known;

/** A table from numbers other than 0 to numbers, without objects, which only grows. */
final class LongTable {

  /** What is returned for a key that is not there. */
  static final int ABSENT = Integer.MIN_VALUE;

  private long[] keys = new long[64];
  private int[] values = new int[64];
  private int size;

  /** The value of a key, or {@link #ABSENT}. */
  int get(long key) {
    int at = place(key);
    return keys[at] == 0 ? ABSENT : values[at];
  }

  /** Sets the value of a key. */
  void put(long key, int value) {
    int at = place(key);
    if (keys[at] == 0) {
      size++;
    }
    keys[at] = key;
    values[at] = value;
    if (size * 2 > keys.length) {
      grow();
    }
  }

  int size() {
    return size;
  }

  private int place(long key) {
    int mask = keys.length - 1;
    int at = (int) ((key * 0x9E3779B97F4A7C15L) >>> 32) & mask;
    while (keys[at] != 0 && keys[at] != key) {
      at = at + 1 & mask;
    }
    return at;
  }

  private void grow() {
    long[] old = keys;
    int[] of = values;
    keys = new long[old.length * 2];
    values = new int[of.length * 2];
    for (int i = 0; i < old.length; i++) {
      if (old[i] != 0) {
        int at = place(old[i]);
        keys[at] = old[i];
        values[at] = of[i];
      }
    }
  }
}
