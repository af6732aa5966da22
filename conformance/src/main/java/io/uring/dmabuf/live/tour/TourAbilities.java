package io.uring.dmabuf.live.tour;

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
 * @param vectors whether there are vectored requests on registered buffers
 * @param polling why there are no rings that a thread of the kernel polls; none if there are
 */
public record TourAbilities(boolean directFiles, boolean vectors, Option<String> polling) {

  /** Those of the running kernel. */
  public static TourAbilities probe() {
    return new TourAbilities(hasDirectFiles(), hasVectors(), noPolling());
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
