package io.uring.dmabuf.system;

import io.uring.dmabuf.id.FileId;
import io.uring.dmabuf.id.RingId;
import io.uring.dmabuf.uring.Errno;
import io.vavr.collection.HashMap;
import io.vavr.collection.HashSet;
import io.vavr.collection.Map;
import io.vavr.collection.Set;
import io.vavr.collection.Stream;
import io.vavr.control.Either;
import io.vavr.control.Option;

/**
 * The rings that a task has registered ({@code IORING_REGISTER_RING_FDS}), to name them by an index
 * in calls. An index keeps a ring as a descriptor does. Immutable. Source: {@code io_uring/tctx.c:
 * io_ringfd_register}, {@code io_ringfd_unregister}, {@code io_ring_add_registered_fd}; {@code
 * io_uring/register.c: io_uring_register_get_file}; {@code io_uring/io_uring.c: io_uring_enter},
 * base.
 *
 * @param registered the ring at each index
 * @param closed the rings whose descriptor is closed
 */
public record RingFds(Map<Integer, RingId> registered, Set<RingId> closed) {
  /** {@code IO_RINGFD_REG_MAX}: indexes are below. */
  private static final long MAX = 16;

  private static final long ANY = 0xFFFF_FFFFL;

  /** Nothing is registered. */
  public static RingFds empty() {
    return new RingFds(HashMap.empty(), HashSet.empty());
  }

  /**
   * The ring that an index stands for: EINVAL for what is no index, EBADF for one that stands for
   * nothing.
   */
  public Either<Errno, RingId> at(long index) {
    return index >= MAX
        ? Either.left(Errno.EINVAL)
        : registered.get((int) index).toEither(Errno.EBADF);
  }

  /**
   * The ring behind what a call gives: EBADF for a descriptor that is closed, EOPNOTSUPP for that
   * of another file, and what {@link #at} refuses of an index.
   */
  Either<Errno, RingId> behind(State s, Fd fd) {
    return switch (fd) {
      case Fd.OfRing(RingId ring) ->
          s.rings().get(ring).open() && !closed.contains(ring)
              ? Either.right(ring)
              : Either.left(Errno.EBADF);
      case Fd.OfFile(FileId file) ->
          Either.left(s.mapping().isFileOpen(file) ? Errno.EOPNOTSUPP : Errno.EBADF);
      case Fd.Registered(long index) -> at(index);
    };
  }

  /**
   * The index that a ring gets: EINVAL for what is no index, then why its descriptor is no ring's,
   * EBUSY where the index, or all, are taken.
   *
   * @param asked the index that is asked for, unsigned; none, or the largest number, for the lowest
   *     that is free
   * @param ring the ring behind the descriptor, or why there is none
   */
  public Either<Errno, Integer> indexFor(Option<Long> asked, Either<Errno, RingId> ring) {
    Option<Long> wanted = asked.filter(index -> index != ANY);
    if (wanted.exists(index -> index >= MAX)) {
      return Either.left(Errno.EINVAL);
    }
    return ring.flatMap(found ->
        wanted
            .map(Long::intValue)
            .map(Stream::of)
            .getOrElse(Stream.range(0, (int) MAX))
            .find(index -> !registered.containsKey(index))
            .toEither(Errno.EBUSY));
  }

  /** The same where an index stands for a ring. */
  public RingFds with(int index, RingId ring) {
    return new RingFds(registered.put(index, ring), closed);
  }

  /** What giving an index up is refused with: EINVAL for what is none. */
  public static Option<Errno> dropRefusal(long index) {
    return Option.when(index >= MAX, Errno.EINVAL);
  }

  /** The same where an index stands for nothing. */
  public RingFds without(long index) {
    return new RingFds(registered.remove((int) index), closed);
  }

  /** The same where the descriptor of a ring is closed. */
  public RingFds closing(RingId ring) {
    return new RingFds(registered, closed.add(ring));
  }

  /** Whether an index stands for a ring. */
  public boolean keeps(RingId ring) {
    return registered.containsValue(ring);
  }

  /** Whether nothing names a ring any more whose descriptor is closed. */
  public boolean hasLost(RingId ring) {
    return closed.contains(ring) && !keeps(ring);
  }
}
