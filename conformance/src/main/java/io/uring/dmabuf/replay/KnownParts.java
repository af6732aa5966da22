package io.uring.dmabuf.replay;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The parts of states met so far: equal ones become one {@link Part}, whose digest is computed
 * once. Bounded: what is forgotten is found again as another object, which costs time only. Parts
 * are compared by their whole content, also by what their digest leaves out.
 *
 * @param <S> the implementation's state
 */
public final class KnownParts<S> {
  private static final int MAX_EACH = 1 << 15;

  private final ReplayTarget<S> target;
  private final List<ConcurrentHashMap<Object, Part>> known = new ArrayList<>();

  /** No part is known yet. */
  public KnownParts(ReplayTarget<S> target) {
    this.target = target;
    for (int i = 0; i < target.parts(); i++) {
      known.add(new ConcurrentHashMap<>());
    }
  }

  /** The one object for a part with the given index. */
  public Part of(int index, Object value) {
    ConcurrentHashMap<Object, Part> equals = known.get(index);
    if (equals.mappingCount() >= MAX_EACH) {
      equals.clear();
    }
    return equals.computeIfAbsent(value, made -> new Part(made, target.digest(index, made)));
  }

  /** A state with its parts. */
  StateTable.Kept<S> kept(S state) {
    Part[] parts = new Part[known.size()];
    for (int i = 0; i < parts.length; i++) {
      parts[i] = of(i, target.part(state, i));
    }
    return kept(state, parts);
  }

  /** A state with its known parts; the array goes over to the result. */
  private static <S> StateTable.Kept<S> kept(S state, Part[] parts) {
    long sum = 0;
    for (int i = 0; i < parts.length; i++) {
      sum += placed(i, parts[i]);
    }
    return new StateTable.Kept<>(state, parts, sum);
  }

  /**
   * What the digests of the parts of a state add up to, which differs from a kept one in some.
   *
   * @param changed bit {@code i} for the part with the index {@code i}
   */
  static long sum(StateTable.Kept<?> kept, long changed, Part[] parts) {
    long sum = kept.sum();
    for (long rest = changed; rest != 0; rest &= rest - 1) {
      int i = Long.numberOfTrailingZeros(rest);
      sum += placed(i, parts[i]) - placed(i, kept.parts()[i]);
    }
    return sum;
  }

  /** What a part adds to the digest of a whole state, at its place. */
  public static long placed(int index, Part part) {
    return Digest.mix(part.digest() + (index + 1) * 0x9E37_79B9_7F4A_7C15L);
  }
}
