package io.uring.dmabuf.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.uring.dmabuf.tlc.Home;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What only a process of its own shows: signals, standard output, too little memory. */
@DisplayName("A command as a process")
@Timeout(60)
class ProcessTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"INT", "TERM", "HUP"})
  void endsWithTwoAndOneLineWhenItIsInterrupted(String signal) throws Exception {
    assumeFalse(isIgnored(signal), "SIG" + signal + " is ignored, as in a shell's background job");
    Path pipe = folder.resolve("pipe");
    assumeTrue(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor() == 0);
    Process process = command("run", pipe.toString()).start();
    // Open as soon as the command reads.
    try (OutputStream held = Files.newOutputStream(pipe)) {
      new ProcessBuilder("kill", "-" + signal, "" + process.pid()).start().waitFor();
      ends(process, "run: interrupted");
    }
  }

  @Test
  void endsWithTwoWhenStandardOutputIsFull() throws Exception {
    Path full = Path.of("/dev/full");
    assumeTrue(Files.exists(full));
    Process process = command("run", "--help").redirectOutput(Redirect.to(full.toFile())).start();
    ends(process, "dmabuf-rw: standard output: cannot be written: No space left on device");
  }

  /** A byte that ends no line is written when the command has ended. */
  @Test
  void endsWithTwoWhenWhatIsWrittenLastFindsNoRoom() throws Exception {
    Path full = Path.of("/dev/full");
    assumeTrue(Files.exists(full));
    Process process = program(OneByte.class).redirectOutput(Redirect.to(full.toFile())).start();
    ends(process, "dmabuf-rw: standard output: cannot be written: No space left on device");
  }

  /** A command that writes one byte. */
  static final class OneByte {
    public static void main(String[] args) {
      StandardOutput output = StandardOutput.watched();
      System.out.write(0);
      System.exit(output.status(ExitStatus.CLEAN, System.err));
    }
  }

  @Test
  void isQuietWhenNobodyReadsOnInStandardOutput() throws Exception {
    Process process = command("guards", "--list", "--only", "java").start();
    process.getInputStream().close();
    ends(process);
  }

  @Test
  void endsWithTwoAndOneLineWhenMemoryIsShort() throws Exception {
    Path file = folder.resolve("large.scenario");
    try (RandomAccessFile large = new RandomAccessFile(file.toFile(), "rw")) {
      large.setLength(60L << 20);
    }
    ends(
        command("run", file.toString()).start(),
        "dmabuf-rw: out of memory (Java heap space): DMABUF_JAVA_OPTS=-Xmx4g gives more");
  }

  @Test
  void namesTheStatementForWhichMemoryIsShort() throws Exception {
    Path file = folder.resolve("some.scenario");
    Files.writeString(file, "drive d size=2G\ndump d 0 1G\n");
    ends(
        command("run", "-q", file.toString()).start(),
        "dmabuf-rw: " + file + ":2: dump d 0 1G: out of memory: this is too large");
  }

  @Test
  void endsWithTwoWhenAnotherThreadThrows() throws Exception {
    Process process = program(Elsewhere.class, "run", "-").start();
    try {
      // Standard input stays open: the command itself would wait for ever.
      assertThat(process.waitFor(30, TimeUnit.SECONDS)).as("it ends").isTrue();
      assertThat(process.errorReader().lines().toList())
          .singleElement()
          .asString()
          .matches("dmabuf-rw: a mistake of this program: lost \\(ProcessTest.java, line \\d+\\)");
    } finally {
      process.destroyForcibly();
    }
    assertThat(process.exitValue()).isEqualTo(ExitStatus.UNUSABLE);
  }

  /** A thread that throws as soon as the program has begun. */
  static final class Elsewhere {
    public static void main(String[] args) {
      Thread.ofPlatform()
          .start(() -> {
            while (Thread.getDefaultUncaughtExceptionHandler() == null) {
              Thread.onSpinWait();
            }
            throw new IllegalStateException("lost");
          });
      Main.main(args);
    }
  }

  private static void ends(Process process, String... lines) throws Exception {
    if (!process.waitFor(50, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      fail("it does not end");
    }
    assertThat(process.errorReader().lines().toList()).containsExactly(lines);
    assertThat(process.exitValue()).isEqualTo(ExitStatus.UNUSABLE);
  }

  /** Whether this process, and so each that it starts, ignores a signal. */
  private static boolean isIgnored(String signal) throws IOException {
    Path status = Path.of("/proc/self/status");
    int number = List.of("HUP", "INT").indexOf(signal) + 1;
    return number > 0
        && Files.exists(status)
        && Files.readAllLines(status).stream()
            .filter(line -> line.startsWith("SigIgn:"))
            .map(line -> Long.parseUnsignedLong(line.substring(7).strip(), 16))
            .anyMatch(ignored -> (ignored >>> number - 1 & 1) == 1);
  }

  private static ProcessBuilder command(String... arguments) throws IOException {
    return program(Main.class, arguments);
  }

  private static ProcessBuilder program(Class<?> main, String... arguments) throws IOException {
    return new ProcessBuilder(
        TestJvm.command(Home.current().root(), io.vavr.collection.List.of("-Xmx64m"), main)
            .appendAll(List.of(arguments))
            .asJava());
  }
}
