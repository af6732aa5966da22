package io.uring.dmabuf.live;

import io.uring.dmabuf.live.uapi.Ring;
import io.vavr.control.Either;
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
    return Ring.setup(1).mapLeft(refusal -> refusal.text() + sysctl()).map(KernelProbe::of);
  }

  private static KernelProbe of(Ring ring) {
    try (ring) {
      return new KernelProbe(System.getProperty("os.version", ""), ring.features());
    }
  }

  private static String sysctl() {
    try {
      return " (kernel.io_uring_disabled is " + Files.readString(SYSCTL).strip() + ")";
    } catch (IOException unknown) {
      return "";
    }
  }
}
