package io.uring.dmabuf.replay;

import it.unimi.dsi.fastutil.longs.LongOpenHashSet;

/** The digests of all states met so far, in stripes with a lock each. */
final class DigestSet {
  private static final int STRIPES = 64;

  private final LongOpenHashSet[] stripes = new LongOpenHashSet[STRIPES];

  DigestSet() {
    for (int i = 0; i < STRIPES; i++) {
      stripes[i] = new LongOpenHashSet();
    }
  }

  /** Adds a digest; false if it was there already. */
  boolean add(long digest) {
    LongOpenHashSet stripe = stripes[(int) (digest >>> 58)];
    synchronized (stripe) {
      return stripe.add(digest);
    }
  }
}
