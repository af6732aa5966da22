package io.uring.dmabuf.live.tour;

import io.uring.dmabuf.live.UserTable.Held;
import io.uring.dmabuf.live.uapi.Opcode;
import io.uring.dmabuf.system.RingKind;
import io.uring.dmabuf.uring.Errno;
import io.vavr.collection.List;
import io.vavr.control.Option;
import java.io.IOException;

/**
 * What scenarios need of the running kernel beyond io_uring, found by probing.
 *
 * @param directFiles whether temporary files have {@code O_DIRECT} as a drive of small blocks has
 * @param diskFiles whether temporary files are on a disk, and not in memory
 * @param vectors whether there are vectored requests on registered buffers
 * @param nops whether a NOP may hold a registered buffer and end by task work, and says so when
 *     there is none
 * @param counting why it cannot be limited what rings pin, or not to the page; none if it can
 * @param polling why there are no rings that a thread of the kernel polls; none if there are
 */
public record TourAbilities(
    boolean directFiles,
    boolean diskFiles,
    boolean vectors,
    boolean nops,
    Option<String> counting,
    Option<String> polling) {

  private static final long PAGE = 4096;

  /** Those of the running kernel. */
  public static TourAbilities probe() {
    return new TourAbilities(
        hasDirectFiles(), hasDiskFiles(), hasVectors(), hasNops(), noCounting(), noPolling());
  }

  private static Option<String> noPolling() {
    try (TourRing ring = new TourRing(1, RingKind.POLLED)) {
      return Option.none();
    } catch (IllegalStateException refused) {
      return Option.of(refused.getMessage());
    }
  }

  private static boolean hasDirectFiles() {
    try {
      return DiskFile.hasDirectBlocks();
    } catch (IOException e) {
      return false;
    }
  }

  private static boolean hasDiskFiles() {
    try {
      return DiskFile.isOnDisk();
    } catch (IOException e) {
      return false;
    }
  }

  /** An empty slot is -EFAULT; a flag that nobody knows is -EINVAL. */
  private static boolean hasNops() {
    try (TourRing ring = new TourRing(1)) {
      ring.submit(0, List.of(TourRing.Sqe.nop(0, 1, true, List.empty())));
      return ring.consume(1).exists(cqe -> cqe.res() == -Errno.EFAULT.number());
    }
  }

  /** With a limit of one page there is room for one, and no more. */
  private static Option<String> noCounting() {
    try (TourKernel kernel = new TourKernel();
        TourRing ring = kernel.limited(2, RingKind.PLAIN, PAGE)) {
      List<Held> page = List.of(new Held(kernel.anyPage(), 0));
      ring.register();
      boolean counts =
          ring.update(0, 0, page, List.of(PAGE)) == 1
              && ring.update(0, 1, page, List.of(PAGE)) == -Errno.ENOMEM.number();
      return Option.when(!counts, "what its kernel counts as locked is not known to the page");
    } catch (IOException | IllegalStateException refused) {
      return Option.some("what its user may lock cannot be limited: " + refused.getMessage());
    }
  }

  /** An empty slot is -EFAULT; an operation that nobody knows, -EINVAL. */
  private static boolean hasVectors() {
    try (TourRing ring = new TourRing(1);
        TourKernel kernel = new TourKernel()) {
      ring.register();
      ring.submit(
          0,
          List.of(
              new TourRing.Sqe(
                  Opcode.READV_FIXED,
                  0,
                  kernel.anyFile(),
                  List.empty(),
                  Option.none(),
                  0,
                  1,
                  true,
                  List.empty())));
      return ring.consume(1).exists(cqe -> cqe.res() == -Errno.EFAULT.number());
    } catch (IOException e) {
      return false;
    }
  }
}
