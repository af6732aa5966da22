package io.uring.dmabuf.system;

import io.uring.dmabuf.id.RingId;
import io.uring.dmabuf.uring.Cqe;
import io.vavr.control.Option;

/** The completion queues as the user consumes them. Source: {@code liburing: io_uring_cqe_seen}. */
final class Reaping {
  private Reaping() {}

  /**
   * After an entry was consumed, that of a request or of a tag.
   *
   * @param userData that the entry carries
   */
  static Kernel reap(Kernel kernel, RingId ring, long userData) {
    return kernel
        .requestOf(ring, userData)
        .flatMap(id -> kernel.after(ring, EnvironmentSteps.REAP_CQE, id.req()))
        .getOrElse(() -> kernel.changed(machine -> Outside.sawTag(machine, ring, userData)));
  }

  /** After the entries went of successes that are not told. */
  static Kernel dropQuiet(Kernel kernel) {
    Kernel at = kernel;
    for (RingId ring : kernel.rings()) {
      for (Cqe cqe : kernel.table(ring).completions().entries()) {
        Option<RingRequest> id = kernel.requestOf(ring, cqe.userData());
        if (id.exists(of -> kernel.asked(of).isQuiet(cqe.res()))) {
          at = at.after(ring, EnvironmentSteps.REAP_CQE, id.get().req()).getOrElse(at);
        }
      }
    }
    return at;
  }
}
