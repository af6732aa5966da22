package io.uring.dmabuf.explore;

import io.uring.dmabuf.replay.KnownParts;
import io.uring.dmabuf.replay.Part;
import io.uring.dmabuf.replay.ReplayTarget;

/**
 * A state that waits for its expansion. Two sums over its parts are its digest of {@value #DIGEST}
 * bits: {@code sum} finds it in the table, {@code check} tells it from another state with the same
 * sum.
 *
 * @param state the implementation's state
 * @param parts its parts
 * @param sum what the digests of its parts add up to
 * @param check the same of the digests mixed in another way
 * @param <S> the implementation's state
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared, never changed, and there are millions.
public record Reached<S>(S state, Part[] parts, long sum, long check) {
  /** The bits of the digest: of both sums, but for one each that their table has for itself. */
  static final int DIGEST = 126;

  private static final long ODD = 0xD6E8_FEB8_6659_FD93L;

  /** A state whose parts are all looked up. */
  static <S> Reached<S> of(ReplayTarget<S> target, KnownParts<S> known, S state) {
    Part[] parts = new Part[target.parts()];
    long sum = 0;
    long check = 0;
    for (int i = 0; i < parts.length; i++) {
      parts[i] = known.of(i, target.part(state, i));
      sum += KnownParts.placed(i, parts[i]);
      check += checked(i, parts[i]);
    }
    return new Reached<>(state, parts, sum, check);
  }

  /** What stands for a check in the table, where 0 is a state that is not there. */
  static long digest(long check) {
    return check | 1;
  }

  /** What a part adds to the check. */
  static long checked(int index, Part part) {
    long mixed = (Long.rotateLeft(part.digest(), 23) ^ (index + 1)) * ODD;
    return (mixed ^ mixed >>> 32) * ODD;
  }
}
