package io.uring.dmabuf.replay;

import org.jspecify.annotations.Nullable;

/**
 * What a pure function of some parts of a state gave, remembered by the identity of these parts.
 * Bounded: each result has one place, and the next that belongs there displaces it. For one thread.
 *
 * @param <V> the result
 */
@SuppressWarnings("ReferenceEquality") // Equal parts are one object.
public final class Memo<V extends Object> {
  private static final int PLACES = 1 << 15;

  private final int[] parts;
  private final @Nullable Entry[] entries = new @Nullable Entry[PLACES];

  /**
   * A result.
   *
   * @param key the parts that it was computed from
   * @param result the result
   */
  @SuppressWarnings("ArrayRecordComponent") // Never compared, never changed.
  private record Entry(Part[] key, Object result) {}

  /**
   * A memory without content.
   *
   * @param parts the indices of the parts that the function looks at
   */
  public Memo(int... parts) {
    this.parts = parts.clone();
  }

  /** The result for a state with the given parts; null if it is not known. */
  @SuppressWarnings("unchecked")
  public @Nullable V find(Part[] state) {
    Entry entry = entries[place(state)];
    if (entry == null) {
      return null;
    }
    for (int i = 0; i < parts.length; i++) {
      if (entry.key[i] != state[parts[i]]) {
        return null;
      }
    }
    return (V) entry.result;
  }

  /** Remembers the result for a state with the given parts. */
  public void put(Part[] state, V result) {
    Part[] key = new Part[parts.length];
    for (int i = 0; i < key.length; i++) {
      key[i] = state[parts[i]];
    }
    entries[place(state)] = new Entry(key, result);
  }

  private int place(Part[] state) {
    long sum = 0;
    for (int part : parts) {
      sum = 31 * sum + state[part].digest();
    }
    return (int) (Digest.mix(sum) & (PLACES - 1));
  }
}
