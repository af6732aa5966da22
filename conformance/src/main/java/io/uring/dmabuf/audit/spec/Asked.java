package io.uring.dmabuf.audit.spec;

import io.uring.dmabuf.uring.Errno;
import io.vavr.collection.HashSet;
import io.vavr.collection.Set;
import io.vavr.control.Option;

/**
 * A fixed read or write, as a trace shows that it was asked for.
 *
 * @param id its number among all requests of the trace, from 1
 * @param userData how reports name it
 * @param read whether it is a read
 * @param async whether a worker issues it from the start ({@code IOSQE_ASYNC})
 * @param fixedFile whether its file is one of the ring's own, for which it needs no descriptor
 * @param linked whether the next request of its ring is linked to it ({@code IOSQE_IO_LINK}, {@code
 *     IOSQE_IO_HARDLINK})
 * @param hard whether it is so by the latter
 * @param slot the slot of its buffer; none where no mark says so
 * @param place what it asks for of its disk; none where no mark says so
 * @param inside whether it lies in the buffer that is in the slot at that time; none if unknown
 * @param fate what the first reading found to become of it
 */
public record Asked(
    long id,
    long userData,
    boolean read,
    boolean async,
    boolean fixedFile,
    boolean linked,
    boolean hard,
    Option<Integer> slot,
    Option<Place> place,
    Option<Boolean> inside,
    Fate fate) {

  /**
   * A range of a disk.
   *
   * @param offset in bytes
   * @param length in bytes
   */
  public record Place(long offset, long length) {
    boolean contains(long at) {
      return offset <= at && at < offset + length;
    }
  }

  /**
   * What becomes of a request, which a search would otherwise have to guess when it is submitted.
   *
   * @param refused whether its inline issue is refused, so that it goes to io-wq
   * @param empty whether it succeeds and moves nothing
   * @param errno with which it ends; none if with success, or not at all
   * @param file the number of its file on its ring, from 1
   * @param leftOut why the specification says nothing of it; none if it does
   * @param tags of buffers that are posted while it is under way: it holds none of these buffers
   * @param node the number of its node, where steps tell it; else 0
   * @param held whether a worker has it when its CQE is posted, where steps tell it
   */
  public record Fate(
      boolean refused,
      boolean empty,
      Option<Errno> errno,
      int file,
      Option<String> leftOut,
      Set<Long> tags,
      long node,
      boolean held) {
    static final Fate UNKNOWN = of(false, false, Option.none(), 1, Option.none(), HashSet.empty());

    /** That of a request of a kernel. */
    static Fate of(
        boolean refused,
        boolean empty,
        Option<Errno> errno,
        int file,
        Option<String> leftOut,
        Set<Long> tags) {
      return new Fate(refused, empty, errno, file, leftOut, tags, 0, false);
    }

    /** That of a request whose steps told it. */
    static Fate told(ToldFate of) {
      return new Fate(
          false, false, of.errno(), 1, Option.none(), HashSet.empty(), of.node(), of.held());
    }
  }

  /** One that is not judged, of which only a command may be seen; its number is below 0. */
  static Asked notJudged(long id, long userData, boolean read, boolean fixedFile) {
    return new Asked(
        id,
        userData,
        read,
        false,
        fixedFile,
        false,
        false,
        Option.none(),
        Option.none(),
        Option.none(),
        Fate.UNKNOWN);
  }

  /** {@return whether the specification is asked about it} */
  boolean isJudged() {
    return id > 0;
  }

  /** {@return how reports name it} */
  public String name() {
    return "request user_data 0x" + Long.toHexString(userData);
  }
}
