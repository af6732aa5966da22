package io.uring.dmabuf.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

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
  void refusesToChooseAmongDeviations() {
    assertThat(run("guards", "--deviations", "--id", "java:Requests"))
        .isEqualTo(ExitStatus.UNUSABLE);
    assertThat(err.toString().lines())
        .containsExactly(
            "dmabuf-rw: --deviations plants all of them and takes no --id java:Requests");
  }

  @Test
  void tellsAFailureOfItsOwnInOneLine() {
    assertThat(run("break")).isEqualTo(ExitStatus.UNUSABLE);
    assertThat(err.toString().lines())
        .singleElement()
        .asString()
        .matches("dmabuf-rw: a mistake of this program: no message \\(MainTest.java, line \\d+\\)");
  }

  @Test
  void tellsWhichFileItCouldNotWriteInPlainWords() {
    assertThat(run("lose")).isEqualTo(ExitStatus.UNUSABLE);
    assertThat(err.toString().lines()).containsExactly("dmabuf-rw: a/b: no such file");
  }

  @Test
  void takesWhatTheSystemRefusesForNoMistakeOfItsOwn() {
    assertThat(run("lose", "folder")).isEqualTo(ExitStatus.UNUSABLE);
    assertThat(run("lose", "descriptor")).isEqualTo(ExitStatus.UNUSABLE);
    assertThat(err.toString().lines())
        .containsExactly("dmabuf-rw: c/d: no such file", "dmabuf-rw: open returns -EMFILE");
  }

  @Test
  void tellsAnErrorThatIsNoExceptionInOneLine() {
    assertThat(run("exhaust", "memory")).isEqualTo(ExitStatus.UNUSABLE);
    assertThat(run("exhaust", "stack")).isEqualTo(ExitStatus.UNUSABLE);
    assertThat(err.toString())
        .startsWith(
            "dmabuf-rw: out of memory (Java heap space): DMABUF_JAVA_OPTS=-Xmx4g gives more\n"
                + "dmabuf-rw: a mistake of this program: no message (MainTest.java, line ");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "guards --sample 0 | --sample 0: expected 1 to 100 percent",
        "guards --sample -5 | --sample -5: expected 1 to 100 percent",
        "guards --walk --sample 101 | --sample 101: expected 1 to 100 percent",
        "live --edges=nonsense | --edges nonsense: there are quick and full",
        "live --edges=large | --edges large: there are quick and full",
        "bench --rounds 0 | --rounds and --budget are at least 1",
        "check --json /dev | /dev: cannot be written: is a folder",
        "explore --json /dev/null/x | /dev/null/x: cannot be written: /dev/null: is no folder",
        "check --trace-dir /dev/null | /dev/null: cannot be written: is no folder",
        "docs --output /dev/null | /dev/null: cannot be written: is no folder",
        "baseline --compare /no/file | /no/file: no such file",
        "baseline --write /dev/null/x --report /no/file | /no/file: no such file",
        "baseline --write /no/new --live /no/file | /no/file: no such file",
        "check --manifest /dev/zero | /dev/zero: cannot be read: more than 64 MiB, which no input here has",
        "replay /dev | /dev: cannot be read: is a folder",
        "audit /dev/zero | /dev/zero: cannot be read: line 1: more than 1024 MiB without an end",
        "guards --list --walk | --list lists and takes no --walk",
        "guards --list --id java:Requests | --list lists and takes no --id java:Requests",
        "guards --from java:Requests | --from java:Requests belongs to --walk or --id",
        "guards --list --manifest /no/file | --manifest /no/file belongs to --walk or --id",
        "guards --walk --seed 3 | --seed 3 belongs to --sample",
      })
  void refusesWhatItCannotUseBeforeItBegins(String command, String reason) {
    assertThat(run(command.split(" "))).isEqualTo(ExitStatus.UNUSABLE);
    assertThat(err.toString().lines()).containsExactly("dmabuf-rw: " + reason);
  }

  private int run(String... args) {
    CommandLine line = Main.commandLine();
    line.addSubcommand(new Refuse())
        .addSubcommand(new Break())
        .addSubcommand(new Lose())
        .addSubcommand(new Exhaust());
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

  @Command(name = "exhaust")
  static final class Exhaust implements Runnable {
    @Parameters private String what = "";

    @Override
    public void run() {
      throw what.equals("stack")
          ? new StackOverflowError()
          : new OutOfMemoryError("Java heap space");
    }
  }

  @Command(name = "lose")
  static final class Lose implements Callable<Integer> {
    @Parameters(arity = "0..1")
    private String what = "";

    @Override
    public Integer call() throws Exception {
      throw switch (what) {
        case "folder" -> new NoSuchFileException("c/d");
        case "descriptor" -> new IOException("open returns -EMFILE");
        default -> new UncheckedIOException(new NoSuchFileException("a/b"));
      };
    }
  }
}
