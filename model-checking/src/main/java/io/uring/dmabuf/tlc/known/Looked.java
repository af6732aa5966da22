package io.uring.dmabuf.tlc.known;

import java.util.Arrays;

/** Which variables an evaluation has looked at, in the order in which it did so first. */
final class Looked {

  private final boolean[] seen;
  private final int[] order;
  private int size;

  Looked(int variables) {
    this.seen = new boolean[variables];
    this.order = new int[variables];
  }

  /** Notes a look at a variable. */
  void at(int variable) {
    if (!seen[variable]) {
      seen[variable] = true;
      order[size++] = variable;
    }
  }

  /** How many were looked at. */
  int size() {
    return size;
  }

  /** The variable that was looked at for the first time after this many others. */
  int get(int place) {
    return order[place];
  }

  /** Forgets all. */
  void clear() {
    Arrays.fill(seen, false);
    size = 0;
  }
}
