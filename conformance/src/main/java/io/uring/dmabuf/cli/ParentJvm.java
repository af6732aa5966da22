package io.uring.dmabuf.cli;

import io.uring.dmabuf.tlc.jvm.ChildJvm;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * The JVM that started this one for a part of its work, as {@link ChildJvm} does: it reads standard
 * output, and is gone when standard input is closed.
 */
final class ParentJvm {
  private ParentJvm() {}

  /** What nobody reads. */
  static PrintStream nowhere() {
    return new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
  }

  /**
   * The way to the parent, for the answer alone.
   *
   * @param log takes whatever else is printed to standard output from now on
   */
  static PrintStream answer(PrintStream log) {
    PrintStream answer = System.out;
    System.setOut(log);
    if (Boolean.getBoolean(ChildJvm.PROPERTY)) {
      endWithInput();
    }
    return answer;
  }

  /** When the parent is gone, so is the reason to run. */
  private static void endWithInput() {
    Thread.ofPlatform()
        .daemon()
        .name("watch-input")
        .start(() -> {
          try {
            while (System.in.read() >= 0) {
              continue;
            }
          } catch (IOException closed) {
            // As if it had ended.
          }
          Runtime.getRuntime().halt(ExitStatus.UNUSABLE);
        });
  }
}
