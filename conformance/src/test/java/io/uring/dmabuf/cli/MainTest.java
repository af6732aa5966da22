package io.uring.dmabuf.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;

@DisplayName("The command line")
class MainTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void tellsItsUsageOnRequest() {
    assertThat(run("--help")).isEqualTo(ExitStatus.CLEAN);
    assertThat(out.toString()).startsWith("Usage: dmabuf-rw").contains("Exit status:");
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void tellsItsVersionAndItsJdk() {
    assertThat(run("--version")).isEqualTo(ExitStatus.CLEAN);
    assertThat(out.toString()).startsWith("dmabuf-rw ").contains("JDK " + Runtime.version());
  }

  @Test
  void refusesAnUnknownCommandInOneLine() {
    assertThat(run("no-such-command")).isEqualTo(ExitStatus.UNUSABLE);
    assertThat(err.toString().lines()).singleElement().asString().contains("no-such-command");
  }

  @Test
  void refusesToRunWithoutACommand() {
    assertThat(run()).isEqualTo(ExitStatus.UNUSABLE);
    assertThat(err.toString().lines()).singleElement().asString().contains("no command given");
  }

  @Test
  void tellsUnusableInputInOneLineWithoutAStackTrace() {
    assertThat(run("refuse")).isEqualTo(ExitStatus.UNUSABLE);
    assertThat(err.toString().lines()).containsExactly("dmabuf-rw: F.tla: not readable; line 7");
  }

  @Test
  void refusesToChooseAmongDefects() {
    assertThat(run("guards", "--defects", "--id", "java:BufferTable"))
        .isEqualTo(ExitStatus.UNUSABLE);
    assertThat(err.toString().lines())
        .containsExactly(
            "dmabuf-rw: --defects plants all of them and takes no --id java:BufferTable");
  }

  @Test
  void tellsAFailureOfItsOwnInOneLine() {
    assertThat(run("break")).isEqualTo(ExitStatus.UNUSABLE);
    assertThat(err.toString().lines())
        .containsExactly("dmabuf-rw: failed: IllegalStateException: no message");
  }

  private int run(String... args) {
    CommandLine line = Main.commandLine();
    line.addSubcommand(new Refuse()).addSubcommand(new Break());
    // After the subcommands: handlers and writers are handed down to those that are there.
    Main.handleErrors(line);
    return line.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true)).execute(args);
  }

  @Command(name = "refuse")
  static final class Refuse implements Runnable {
    @Override
    public void run() {
      throw new UnusableInputException("F.tla: not readable\n  line 7");
    }
  }

  @Command(name = "break")
  static final class Break implements Runnable {
    @Override
    public void run() {
      throw new IllegalStateException();
    }
  }
}
