package io.uring.dmabuf.tlc.jvm;

import io.uring.dmabuf.tlc.FileTree;
import io.uring.dmabuf.tlc.Home;
import io.uring.dmabuf.tlc.Interruption;
import io.vavr.collection.List;
import java.io.BufferedReader;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The start of a JVM of this program as a child of this one, since TLC loads one model a JVM: with
 * the options that each needs, this one's home, and a folder of its own. Its standard input stays
 * open as long as this JVM lives; it ends itself when that is closed. Its death is noticed as the
 * end of its standard output.
 */
public final class ChildJvm {

  /** The system property that tells a JVM that it is a child of another one. */
  public static final String PROPERTY = "dmabuf.child";

  private static final String ERRORS = "stderr";

  private final Launcher launcher;
  private final Home home;
  private final List<String> options;
  private final Children children;

  /**
   * A way to start children.
   *
   * @param home where their models are
   * @param options those of the JVM, such as its heap and its collector
   * @param children takes care of those that run
   */
  public ChildJvm(Launcher launcher, Home home, List<String> options, Children children) {
    this.launcher = launcher;
    this.home = home;
    this.options = options;
    this.children = children;
  }

  /**
   * How a child ended.
   *
   * @param status its exit status
   * @param errors the lines of its standard error
   */
  public record Ended(int status, List<String> errors) {}

  /**
   * Runs a child to its end in a folder that is gone afterwards.
   *
   * @param arguments those of the child, given its folder
   * @param line told each line of its standard output as it comes
   * @throws IOException when it cannot be started or its output cannot be read
   * @throws InterruptedException when this thread is interrupted
   */
  public Ended run(Function<Path, List<String>> arguments, Consumer<String> line)
      throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("dmabuf-rw-");
    try (Interruption work = Interruption.during(() -> interrupted(folder))) {
      return run(folder, arguments.apply(folder), line);
    } finally {
      FileTree.delete(folder);
    }
  }

  private void interrupted(Path folder) {
    children.killAll();
    FileTree.delete(folder);
  }

  /**
   * Runs a child to its end in a folder that exists.
   *
   * @param folder its own: its {@code tmp} is the child's temporary folder, its {@code stderr} what
   *     the child wrote there
   */
  public Ended run(Path folder, List<String> arguments, Consumer<String> line)
      throws IOException, InterruptedException {
    Process process = start(folder, arguments, Redirect.PIPE);
    try (BufferedReader lines = process.inputReader()) {
      for (String said = lines.readLine(); said != null; said = lines.readLine()) {
        line.accept(said);
      }
      return new Ended(process.waitFor(), errors(folder));
    } finally {
      end(process);
    }
  }

  /**
   * Starts a child in a folder as {@link #run} does; somebody must {@link #end} it.
   *
   * @param output where its standard output goes
   */
  public Process start(Path folder, List<String> arguments, Redirect output) throws IOException {
    Path temporary = Files.createDirectories(folder.resolve("tmp"));
    return children.add(
        new ProcessBuilder(command(temporary).appendAll(arguments).toJavaList())
            .redirectOutput(output)
            .redirectError(folder.resolve(ERRORS).toFile())
            .start());
  }

  /** Kills a child, if it lives. */
  public void end(Process process) {
    process.destroyForcibly();
    children.remove(process);
  }

  /** The lines that the child of a folder wrote to its standard error. */
  public static List<String> errors(Path folder) throws IOException {
    return List.ofAll(Files.readAllLines(folder.resolve(ERRORS)));
  }

  private List<String> command(Path temporary) {
    return List.of(launcher.java())
        .appendAll(launcher.start())
        .appendAll(options)
        .appendAll(
            List.of(
                "-XX:+ExitOnOutOfMemoryError",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-Djava.io.tmpdir=" + temporary,
                "-D" + Home.PROPERTY + "=" + home.root(),
                "-D" + PROPERTY + "=true",
                "-cp",
                launcher.classPath()))
        .appendAll(launcher.main());
  }
}
