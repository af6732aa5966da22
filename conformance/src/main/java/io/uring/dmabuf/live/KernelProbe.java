package io.uring.dmabuf.live;

import io.uring.dmabuf.live.uapi.Ring;
import io.uring.dmabuf.uring.Errno;
import io.vavr.control.Either;
import io.vavr.control.Option;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The running kernel, as far as it lets itself be asked.
 *
 * @param release the kernel's release
 * @param features the features word of {@code io_uring_setup}
 */
public record KernelProbe(String release, long features) {
  private static final Path SYSCTL = Path.of("/proc/sys/kernel/io_uring_disabled");

  /** The kernel, or one line that says why there is nothing to compare with. */
  public static Either<String, KernelProbe> probe() {
    String system = System.getProperty("os.name", "");
    if (!system.equals("Linux")) {
      return Either.left("the system is " + system + ", not Linux");
    }
    return Ring.setup(1).mapLeft(refusal -> refusal.text() + sysctl()).flatMap(KernelProbe::of);
  }

  private static Either<String, KernelProbe> of(Ring ring) {
    try (ring) {
      return forbidden(ring.getEvents(), ring.register().unregisterBuffers())
          .map(Ring.Refusal::text)
          .toEither(new KernelProbe(System.getProperty("os.version", ""), ring.features()))
          .swap();
    }
  }

  /**
   * The call that nobody may make here though there is a ring: a filter of system calls, as that of
   * a container, may leave out any of the three.
   *
   * @param entered what an enter for nothing returned: 0 where it is allowed
   * @param unregistered what ending a table that is not there returned: -ENXIO where it is allowed
   */
  static Option<Ring.Refusal> forbidden(long entered, long unregistered) {
    return entered < 0
        ? Option.some(new Ring.Refusal("io_uring_enter", entered))
        : Option.when(
            unregistered != -Errno.ENXIO.number(),
            new Ring.Refusal("io_uring_register", unregistered));
  }

  private static String sysctl() {
    try {
      return " (kernel.io_uring_disabled is " + Files.readString(SYSCTL).strip() + ")";
    } catch (IOException unknown) {
      return "";
    }
  }
}
