package io.uring.dmabuf.id;

import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * The number by which the kernel, or the specification, tells objects of one kind apart. Each kind
 * is a type of its own, so that a node is never taken for a slot. Ids are values, equal when kind
 * and number are; their text is the number.
 *
 * @param <K> the kind itself
 */
public abstract sealed class Id<K extends Id<K>> implements Comparable<K>
    permits AreaId,
        DeviceId,
        DmabufId,
        FileId,
        ImuId,
        NodeId,
        RegbufId,
        RequestId,
        RingId,
        SlotId,
        TagId {
  private final int number;

  /**
   * The id with a number.
   *
   * @throws IllegalArgumentException when the number is negative
   */
  Id(int number) {
    if (number < 0) {
      throw new IllegalArgumentException("no id has the number " + number);
    }
    this.number = number;
  }

  /** The number. */
  public final int number() {
    return number;
  }

  @Override
  public final int compareTo(K other) {
    return Integer.compare(number, other.number());
  }

  @Override
  public final boolean equals(@Nullable Object object) {
    return this == object
        || object instanceof Id<?> other
            && number == other.number
            && getClass() == other.getClass();
  }

  @Override
  public final int hashCode() {
    return number;
  }

  @Override
  public final String toString() {
    return Integer.toString(number);
  }

  /**
   * The ids of one kind, of which those with small numbers are made once.
   *
   * @param <K> the kind
   */
  static final class Kind<K extends Id<K>> {
    private static final int SMALL = 256;

    private final IntFunction<K> making;
    private final Object[] small = new Object[SMALL];

    Kind(IntFunction<K> making) {
      this.making = making;
      for (int number = 0; number < SMALL; number++) {
        small[number] = making.apply(number);
      }
    }

    @SuppressWarnings("unchecked") // Nothing but what was made.
    K of(int number) {
      return 0 <= number && number < SMALL ? (K) small[number] : making.apply(number);
    }
  }
}
