package io.uring.dmabuf.replay;

import io.uring.dmabuf.cli.TestJvm;
import io.uring.dmabuf.tlc.Home;
import io.vavr.collection.List;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * A program in a process of its own: TLC keeps its state in statics, so one run needs one process.
 */
public final class Forked {
  /** What begins a line that is for the test. */
  public static final String MARK = ToyRun.MARK;

  /** After which a program hangs, on however busy a machine. */
  private static final int SECONDS = 180;

  private Forked() {}

  /**
   * What the program printed and marked for the test, without the marks. Its working folder is
   * {@code folder}.
   */
  public static List<String> run(Class<?> main, Path folder, String... args) {
    List<String> command =
        TestJvm.command(Home.current().root(), List.of("-Djava.io.tmpdir=" + folder), main)
            .appendAll(List.of(args));
    try {
      Path output = Files.createTempFile(folder, "run", ".txt");
      Process process =
          new ProcessBuilder(command.asJava())
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
      if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new AssertionError("still running after " + SECONDS + " s: " + command);
      }
      String text = Files.readString(output);
      if (process.exitValue() != 0) {
        throw new AssertionError(text);
      }
      return List.ofAll(text.lines())
          .filter(line -> line.startsWith(ToyRun.MARK))
          .map(line -> line.substring(ToyRun.MARK.length()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /** The folder of the test's specifications. */
  static String specifications() {
    try {
      return Path.of(Forked.class.getResource("/replay/Toy.tla").toURI()).getParent().toString();
    } catch (java.net.URISyntaxException e) {
      throw new AssertionError(e);
    }
  }
}
