package io.uring.dmabuf.replay;

import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * What is kept about every state that TLC knows, by TLC's fingerprint: digest, parent and step for
 * good (36 bytes a slot), the implementation's full state until TLC has expanded it. Open
 * addressing in stripes, each with a lock of its own.
 *
 * @param <S> the implementation's state
 */
public final class StateTable<S> {
  private static final int STRIPES = 64;

  /** TLC's fingerprint sets tell states apart by 63 bits; the last bit marks a used slot here. */
  private static final long USED = Long.MIN_VALUE;

  private final Stripe[] stripes = new Stripe[STRIPES];
  private final AtomicLong kept = new AtomicLong();

  /**
   * A full state that waits for its expansion.
   *
   * @param state the implementation's state
   * @param parts its parts
   * @param sum what the digests of the parts add up to
   * @param <S> the implementation's state
   */
  @SuppressWarnings(
      "ArrayRecordComponent") // Never compared, never changed, and there are millions.
  record Kept<S>(S state, Part[] parts, long sum) {

    /** The digest of the whole, never 0. */
    long digest() {
      return digest(sum);
    }

    /** The digest of a state whose parts' digests add up to this, never 0. */
    static long digest(long sum) {
      return sum == 0 ? 1 : sum;
    }
  }

  /** A visitor of kept states. */
  interface Visitor<S> {
    void visit(long fingerprint, Kept<S> kept);
  }

  /** No state is known yet. */
  public StateTable() {
    for (int i = 0; i < STRIPES; i++) {
      stripes[i] = new Stripe();
    }
  }

  /** Adds a state; false if it is known already. */
  boolean put(long fingerprint, long parent, int step, Kept<S> state) {
    boolean added =
        stripe(fingerprint).put(fingerprint | USED, state.digest(), parent, step, state);
    if (added) {
      kept.incrementAndGet();
    }
    return added;
  }

  /**
   * Adds a state that nobody will expand from here: 0 if it was not known, otherwise the digest
   * that is known for it.
   */
  public long meet(long fingerprint, long digest, long parent, int step) {
    return stripe(fingerprint).meet(fingerprint | USED, digest, parent, step);
  }

  /** The digest of a state, 0 if the state is not (yet) known. */
  long digest(long fingerprint) {
    return stripe(fingerprint).digest(fingerprint | USED);
  }

  /** The full state, null once released or if not known. */
  @SuppressWarnings("unchecked")
  @Nullable Kept<S> kept(long fingerprint) {
    return (Kept<S>) stripe(fingerprint).kept(fingerprint | USED);
  }

  /** Lets the full state go; the rest stays. */
  void release(long fingerprint) {
    if (stripe(fingerprint).release(fingerprint | USED)) {
      kept.decrementAndGet();
    }
  }

  /**
   * The fingerprint of the state that this one was first reached from; its own for an initial
   * state.
   */
  public long parent(long fingerprint) {
    return stripe(fingerprint).parent(fingerprint | USED);
  }

  /**
   * The index of the step that this state was first reached by, -1 for an initial state or an
   * unknown one.
   */
  public int step(long fingerprint) {
    return stripe(fingerprint).step(fingerprint | USED);
  }

  /** The number of full states that are kept now. */
  long keptNow() {
    return kept.get();
  }

  /** The number of states. */
  public long size() {
    long sum = 0;
    for (Stripe stripe : stripes) {
      sum += stripe.size();
    }
    return sum;
  }

  /** Visits every full state that is still kept, while nobody writes. */
  @SuppressWarnings("unchecked")
  void forEachKept(Visitor<S> visitor) {
    for (Stripe stripe : stripes) {
      for (int slot = 0; slot < stripe.kept.length; slot++) {
        Object state = stripe.kept[slot];
        if (state != null) {
          visitor.visit(stripe.words[3 * slot] & ~USED, (Kept<S>) state);
        }
      }
    }
  }

  private Stripe stripe(long fingerprint) {
    return stripes[(int) (fingerprint & (STRIPES - 1))];
  }

  /**
   * One table: in {@code words} three longs a slot (key, digest, parent), 0 as key for a free one.
   */
  private static final class Stripe {
    private static final int INITIAL = 1 << 6;

    private long[] words = new long[3 * INITIAL];
    private int[] steps = new int[INITIAL];
    private @Nullable Object[] kept = new @Nullable Object[INITIAL];
    private int size;

    synchronized boolean put(long key, long digest, long parent, int step, Object state) {
      if (meet(key, digest, parent, step) != 0) {
        return false;
      }
      kept[slot(key)] = state;
      return true;
    }

    synchronized long meet(long key, long digest, long parent, int step) {
      if (size * 5L >= steps.length * 3L) {
        grow();
      }
      int slot = slot(key);
      if (words[3 * slot] == key) {
        return words[3 * slot + 1];
      }
      words[3 * slot] = key;
      words[3 * slot + 1] = digest;
      words[3 * slot + 2] = parent;
      steps[slot] = step;
      size++;
      return 0;
    }

    synchronized long digest(long key) {
      int slot = slot(key);
      return words[3 * slot] == key ? words[3 * slot + 1] : 0;
    }

    synchronized @Nullable Object kept(long key) {
      int slot = slot(key);
      return words[3 * slot] == key ? kept[slot] : null;
    }

    synchronized boolean release(long key) {
      int slot = slot(key);
      boolean held = words[3 * slot] == key && kept[slot] != null;
      if (held) {
        kept[slot] = null;
      }
      return held;
    }

    synchronized long parent(long key) {
      int slot = slot(key);
      return words[3 * slot] == key ? words[3 * slot + 2] : key & ~USED;
    }

    synchronized int step(long key) {
      int slot = slot(key);
      return words[3 * slot] == key ? steps[slot] : -1;
    }

    synchronized int size() {
      return size;
    }

    /** The slot that holds the key, or the free one where it belongs. */
    private int slot(long key) {
      int mask = steps.length - 1;
      int slot = (int) (key >>> 6) & mask;
      while (words[3 * slot] != 0 && words[3 * slot] != key) {
        slot = (slot + 1) & mask;
      }
      return slot;
    }

    private void grow() {
      long[] oldWords = words;
      int[] oldSteps = steps;
      @Nullable Object[] oldKept = kept;
      words = new long[2 * oldWords.length];
      steps = new int[2 * oldSteps.length];
      kept = new @Nullable Object[2 * oldKept.length];
      for (int i = 0; i < oldSteps.length; i++) {
        long key = oldWords[3 * i];
        if (key != 0) {
          int slot = slot(key);
          System.arraycopy(oldWords, 3 * i, words, 3 * slot, 3);
          steps[slot] = oldSteps[i];
          kept[slot] = oldKept[i];
        }
      }
    }
  }
}
