package io.uring.dmabuf.live.tour;

import io.uring.dmabuf.live.uapi.Opcode;
import io.uring.dmabuf.uring.Errno;
import io.vavr.collection.List;
import java.io.IOException;

/**
 * What scenarios need of the running kernel beyond io_uring, found by probing.
 *
 * @param directFiles whether temporary files have {@code O_DIRECT} as a drive of small blocks has
 * @param vectors whether there are vectored requests on registered buffers
 */
public record TourAbilities(boolean directFiles, boolean vectors) {

  /** Those of the running kernel. */
  public static TourAbilities probe() {
    return new TourAbilities(hasDirectFiles(), hasVectors());
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
      ring.submitVector(0, Opcode.READV_FIXED, 0, kernel.anyFile(), List.empty(), 0, 1);
      return ring.consume(1).exists(cqe -> cqe.res() == -Errno.EFAULT.number());
    } catch (IOException e) {
      return false;
    }
  }
}
