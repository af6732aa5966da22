package io.uring.dmabuf.cli;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import org.jspecify.annotations.Nullable;

/**
 * Standard output that remembers why it could not be written: a full disk must not look like an
 * answer. Whoever reads it may stop before its end, as {@code head} does; nothing is told then.
 */
final class StandardOutput extends OutputStream {
  private final OutputStream out = new FileOutputStream(FileDescriptor.out);
  private final PrintStream printed =
      new PrintStream(new BufferedOutputStream(this), true, System.out.charset());
  private @Nullable IOException trouble;

  private StandardOutput() {}

  /** Standard output of this JVM, watched from now on. */
  static StandardOutput watched() {
    StandardOutput output = new StandardOutput();
    System.setOut(output.printed);
    return output;
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int from, int length) throws IOException {
    try {
      out.write(bytes, from, length);
    } catch (IOException e) {
      trouble = e;
      throw e;
    }
  }

  /**
   * The exit status of a command that has printed everything.
   *
   * @param status its own
   * @param err takes the line that says why the output could not be written
   */
  int status(int status, PrintStream err) {
    printed.flush();
    IOException why = trouble;
    if (why == null) {
      return status;
    }
    String reason = String.valueOf(why.getMessage());
    if (!reason.contains("pipe")) {
      err.println("dmabuf-rw: standard output: cannot be written: " + reason);
    }
    return ExitStatus.UNUSABLE;
  }
}
