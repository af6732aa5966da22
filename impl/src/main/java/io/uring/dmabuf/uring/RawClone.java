package io.uring.dmabuf.uring;

import io.vavr.control.Option;

/**
 * A clone as the user hands it in, before anything is believed. Source: {@code io_uring/rsrc.c:
 * io_register_clone_buffers}, {@code io_clone_buffers}, base.
 *
 * @param source what the descriptor of the source is
 * @param from the first slot of the source, an unsigned 32-bit number
 * @param to the first slot to fill, an unsigned 32-bit number
 * @param count how many slots, an unsigned 32-bit number; 0 for the whole table
 * @param replace whether a table that is there may be replaced ({@code
 *     IORING_REGISTER_DST_REPLACE})
 * @param unknownFlags whether a flag is set that the kernel does not know
 */
public record RawClone(
    Source source, long from, long to, long count, boolean replace, boolean unknownFlags) {
  private static final long UINT_MAX = 0xFFFF_FFFFL;

  /** What a descriptor that should be a ring's is. */
  public enum Source {
    /** A ring. */
    RING,
    /** Something else. */
    NO_RING,
    /** Nothing. */
    CLOSED
  }

  /** A clone of the whole table. */
  public static RawClone whole(boolean replace) {
    return range(0, 0, 0, replace);
  }

  /** A clone of some slots of a ring's table. */
  public static RawClone range(long from, long to, long count, boolean replace) {
    return new RawClone(Source.RING, from, to, count, replace, false);
  }

  /** The same of a descriptor that is so. */
  public RawClone from(Source what) {
    return new RawClone(what, from, to, count, replace, unknownFlags);
  }

  /** The same with leave to replace a table. */
  public RawClone replacing() {
    return new RawClone(source, from, to, count, true, unknownFlags);
  }

  /**
   * The errno of the first test that refuses the clone; none if it may go on.
   *
   * @param slots the number of slots of the table that is there; none without a table
   * @param sourceSlots the same of the source
   */
  public Option<Errno> refusal(Option<Integer> slots, Option<Integer> sourceSlots) {
    return refusal(slots)
        .orElse(() ->
            switch (source) {
              case CLOSED -> Option.some(Errno.EBADF);
              case NO_RING -> Option.some(Errno.EOPNOTSUPP);
              case RING -> rangeRefusal(sourceSlots);
            });
  }

  /**
   * The errno of a clone whose source names no ring.
   *
   * @param slots the number of slots of the table that is there; none without a table
   * @param ofSource why it names none, which is asked after its flags and for a table
   */
  public Errno refusal(Option<Integer> slots, Errno ofSource) {
    return refusal(slots).getOrElse(ofSource);
  }

  private Option<Errno> refusal(Option<Integer> slots) {
    if (unknownFlags) {
      return Option.some(Errno.EINVAL);
    }
    return Option.when(slots.isDefined() && !replace, Errno.EBUSY);
  }

  private Option<Errno> rangeRefusal(Option<Integer> sourceSlots) {
    if (count == 0 && (from != 0 || to != 0)) {
      return Option.some(Errno.EINVAL);
    }
    if (sourceSlots.isEmpty()) {
      return Option.some(Errno.ENXIO);
    }
    long size = sourceSlots.get();
    if (count > size) {
      return Option.some(Errno.EINVAL);
    }
    long many = count == 0 ? size : count;
    if (from + many > size || to + many > UINT_MAX) {
      return Option.some(Errno.EOVERFLOW);
    }
    return Option.when(to + many > RawRegister.MAX_SLOTS, Errno.EINVAL);
  }

  /** A clone that only deserves the given errno. */
  public static RawClone deserving(Errno errno) {
    return switch (errno) {
      case EBADF -> new RawClone(Source.CLOSED, 0, 0, 0, true, false);
      case EOPNOTSUPP -> new RawClone(Source.NO_RING, 0, 0, 0, true, false);
      case EINVAL -> new RawClone(Source.RING, 0, 0, 0, true, true);
      case EOVERFLOW -> range(UINT_MAX, 0, 1, true);
      case EBUSY -> whole(false);
      default -> whole(true);
    };
  }
}
