package io.uring.dmabuf.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.uring.dmabuf.live.KernelProbe;
import io.uring.dmabuf.scenario.Grammar;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

@DisplayName("dmabuf-rw run")
class RunCommandTest {
  private static final String MACHINE =
      """
      drive nvme0
      file f nvme0
      dmabuf b 0x10000+8K
      ring r
      register r => 0
      update r 0 b f => 1
      """;

  @TempDir private Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void printsWhatStatementsReturnAndWhatIsHeld() throws IOException {
    assertThat(run(MACHINE + "read r 0 f len=4K user_data=7 # comment\nrun\ntaskwork r\ncqe r\n"))
        .isEqualTo(ExitStatus.CLEAN);
    assertThat(out.toString())
        .isEqualTo(
            """
            %s
              drive nvme0
              file f nvme0
              dmabuf b 0x10000+8K
              ring r
              register r => 0
              update r 0 b f => 1
              read r 0 f len=4K user_data=7 => 1
              run
              taskwork r => 1
              cqe r => user_data=7 res=4096
              held: r slot 0: b for f in 1 segment
              held: f: 1 reference beside its descriptor
              held: b: 1 reference beside its descriptor
              held: nvme0: 1 reference
            """
                .formatted(file()));
  }

  @Test
  void endsWithOneAtAnExpectationThatIsNotMet() throws IOException {
    assertThat(run(MACHINE + "update r 8 b f => 1\nclose f\n")).isEqualTo(ExitStatus.FOUND);
    assertThat(out.toString())
        .endsWith(file() + ":7: update r 8 b f => -EINVAL, expected 1\n")
        .doesNotContain("close f");
  }

  @Test
  void isQuietUnlessSomethingIsWrong() throws IOException {
    assertThat(run(MACHINE, "-q")).isEqualTo(ExitStatus.CLEAN);
    assertThat(out.toString()).isEmpty();
    assertThat(run(MACHINE + "cqe r => user_data=1 res=0\n", "-q")).isEqualTo(ExitStatus.FOUND);
    assertThat(out.toString())
        .isEqualTo(file() + ":7: cqe r => none, expected user_data=1 res=0\n");
  }

  @Test
  void writesWhatTheStepsTellAlsoOfARunThatFails() throws IOException {
    Path events = folder.resolve("events");
    String failing = MACHINE + "update r 8 b f => 1\n";
    assertThat(run(failing, "-q", "--events", events.toString())).isEqualTo(ExitStatus.FOUND);
    assertThat(Files.readAllLines(events))
        .startsWith(
            "{\"format\":\"dmabuf-rw events\",\"version\":1}",
            "{\"time\":3000,\"ring\":1,\"event\":\"ObjectMade\",\"of\":\"regbuf 1\"}");
  }

  @Test
  void endsWithTwoWhereTheEventsCannotBeWritten() throws IOException {
    assertThat(run(MACHINE, "--events", folder.toString())).isEqualTo(ExitStatus.UNUSABLE);
    assertThat(err.toString())
        .isEqualTo("dmabuf-rw: " + folder + ": cannot be written: is a folder\n");
    assertThat(out.toString()).as("nothing is carried out").isEmpty();
  }

  @Test
  void endsWithTwoAtAStatementThatItDoesNotKnow() throws IOException {
    assertThat(run(MACHINE + "\nlaunch b\n")).isEqualTo(ExitStatus.UNUSABLE);
    assertThat(err.toString())
        .startsWith("dmabuf-rw: " + file() + ":8: expected a statement (machine drive")
        .endsWith("not \"launch\"\n");
    assertThat(out.toString()).as("nothing is carried out").isEmpty();
  }

  @Test
  void saysWhatWasExpectedInAStatement() throws IOException {
    assertThat(run("drive d\nread r 0 f offset=4\n")).isEqualTo(ExitStatus.UNUSABLE);
    assertThat(err.toString())
        .isEqualTo(
            "dmabuf-rw: %s:2: expected len=...: %s\n".formatted(file(), Grammar.READ.syntax()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "read r 4G f len=1 | a slot, 0 to 65535, not 4294967296",
        "readv r 64K f 0:1 | a slot, 0 to 65535, not 65536",
        "mapping r 4294967296 | a slot, 0 to 65535, not 4294967296",
        "starve d 8G | how many allocations of descriptor pages, 0 to 2147483647, not 8589934592",
        "ring r slots=4G | slots, 0 to 2147483647, not 4294967296",
        "ring r requests=1000000000 | requests, 0 to 65536, not 1000000000",
        "drive d pool=1000000000 | pool, 0 to 65536, not 1000000000",
        "drive d small=1000000000 | small, 0 to 65536, not 1000000000",
        "drive d page=1G | page, 0 to 16777216, not 1073741824",
        "drive d list=1G | list, 0 to 2097152, not 1073741824",
        "machine page=1G | page, 0 to 16777216, not 1073741824",
        "dmabuf b 0+1T | at most 16G in all pieces together",
        "memory m 0+16G 32G+4K | at most 16G in all pieces together",
        "dmabuf b 0xfffffffffffff+4K | ADDRESS+LENGTH, not \"0xfffffffffffff+4K\""
      })
  void refusesANumberThatHasNoRoom(String statement, String reason) throws IOException {
    assertThat(run(statement + "\n")).isEqualTo(ExitStatus.UNUSABLE);
    assertThat(err.toString())
        .startsWith("dmabuf-rw: %s:1: expected %s: ".formatted(file(), reason));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ring\0r | :1: expected text, not the character U+0000",
        "ring r # \u001b[31m | :1: expected text, not the character U+001B",
        "machine page=4K;machine page=4K | :2: expected this statement once, before everything else",
        "ring r;machine | :2: expected this statement once, before everything else",
        "ring r;register r => => 0 | :2: expected STATEMENT => VALUE",
        "ring r;register r => 0 => | :2: expected STATEMENT => VALUE",
        "ring r;taskwork r user_data=9 | :2: expected a request with user_data=9",
      })
  void refusesWhatIsNoScenario(String statements, String reason) throws IOException {
    assertThat(run(statements.replace(';', '\n') + "\n")).isEqualTo(ExitStatus.UNUSABLE);
    assertThat(err.toString()).isEqualTo("dmabuf-rw: " + file() + reason + "\n");
  }

  @Test
  void refusesAnEmptyLastEntry() throws IOException {
    assertThat(run("ring r\nupdate r 0 empty ;\n")).isEqualTo(ExitStatus.UNUSABLE);
    assertThat(err.toString())
        .startsWith("dmabuf-rw: " + file() + ":2: expected something behind the last \";\": ");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ring r slots=4 colour=red | there is no colour= here, as in \"colour=red\": ring NAME",
        "ring r slots=4 slots=8 | there is another slots= before \"slots=8\": ring NAME",
        "ring r r2 | \"r2\" is one word too many: ring NAME",
      })
  void saysWhatIsTooMuchInAStatement(String statement, String reason) throws IOException {
    assertThat(run(statement + "\n")).isEqualTo(ExitStatus.UNUSABLE);
    assertThat(err.toString()).startsWith("dmabuf-rw: " + file() + ":1: " + reason);
  }

  @Test
  void saysWhichNameIsNone() throws IOException {
    assertThat(run("drive d\nfile f e\n")).isEqualTo(ExitStatus.UNUSABLE);
    assertThat(err.toString())
        .isEqualTo("dmabuf-rw: " + file() + ":2: expected the name of a drive, \"e\" is none\n");
  }

  @Test
  void readsSeveralFilesAndStandardInput() throws IOException {
    Files.writeString(file(), MACHINE);
    InputStream before = System.in;
    System.setIn(new ByteArrayInputStream("ring r => 1\n".getBytes(StandardCharsets.UTF_8)));
    try {
      assertThat(execute("run", "-q", file().toString(), "-")).isEqualTo(ExitStatus.FOUND);
    } finally {
      System.setIn(before);
    }
    assertThat(out.toString()).isEqualTo("standard input:1: ring r => , expected 1\n");
  }

  @Test
  void endsWithTwoAtAFileThatCannotBeRead() {
    assertThat(execute("run", file().toString())).isEqualTo(ExitStatus.UNUSABLE);
    assertThat(err.toString()).isEqualTo("dmabuf-rw: " + file() + ": no such file\n");
  }

  @Test
  void describesEveryStatementInItsHelp() {
    assertThat(execute("run", "--help")).isEqualTo(ExitStatus.CLEAN);
    String help = out.toString().replaceAll("\\s+", " ");
    for (Grammar statement : Grammar.values()) {
      assertThat(help).contains(statement.syntax(), statement.help());
    }
    assertThat(out.toString().lines()).allMatch(line -> line.length() <= 80);
  }

  private Path file() {
    return folder.resolve("some.scenario");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ring r kind=square -> :1: expected kind=plain|deferred|polled: ring NAME",
        "ring r;register r bad=worse -> :2: expected bad=zero-length|null-base|too-long|wrapping",
        "ring r;register r badflags -> :2: expected slots=N and no entries: register RING",
        "ring r;register r slots=8G -> :2: expected slots, 0 to 4294967295, not 8589934592",
        "ring r;register r => 0;update r 0 count=1 -> :3: expected entries: nothing refuses this",
        "ring r;update r 0 empty count=2 -> :2: expected entries, or count=N without any: update",
        "ring r;submit r -> :2: expected a request, and another one behind one with link or hardlink",
        "ring r;submit r read 0 f len=1 link -> :2: expected a request, and another one behind one",
        "ring r;submit r reed 0 f len=1 -> :2: expected read, write, readv, writev or nop, not \"reed\"",
        "ring r;read r 0 f len=1 link -> :2: expected no link: submit RING REQUEST link ; REQUEST",
        "ring r;clone r r count=-1 -> :2: expected count, a number, not \"-1\": clone RING SOURCE",
        "ring r;release r -> :2: expected hold before release",
        "ring r;hold r;hold r -> :3: expected hold once, then release",
        "pipe a b;take a 1 -> :2: expected something in the pipe",
        "pipe a b;put b 4097 byte=1 -> :2: expected room for 4097 bytes in the pipe",
        "pipe a b;put b 1 byte=1;put b 4K byte=1 -> :3: expected room for 4096 bytes in the pipe",
        "pipe a b;fcntl a direct -> :2: expected the file of a drive, \"a\" is none",
        "eventfd e;ring r;write r 0 e len=1 -> :3: expected a read of an event counter: e"
      })
  void saysWhatAStatementExpects(String example) throws IOException {
    String[] parts = example.split(" -> ");
    assertThat(run(parts[0].replace(';', '\n') + "\n")).isEqualTo(ExitStatus.UNUSABLE);
    assertThat(err.toString()).startsWith("dmabuf-rw: " + file() + parts[1]).matches("[^\n]*\n");
  }

  @Test
  void doesTheSameOnTheRunningKernel() throws IOException {
    assumeTrue(KernelProbe.probe().isRight(), "no io_uring");
    String text = "memory m 0+4K\nring r\nregister r pages m tag=3\nunregister r\n";
    assertThat(run(text, "--kernel")).isEqualTo(ExitStatus.CLEAN);
    assertThat(out.toString())
        .isEqualTo(
            """
            %s
              memory m 0+4K
              ring r
              register r pages m tag=3 => 0
              unregister r => 0
              kernel: 3 values, both sides agree
            """
                .formatted(file()));
  }

  @Test
  void saysWhyAScenarioIsLeftOutOnTheRunningKernel() throws IOException {
    assumeTrue(KernelProbe.probe().isRight(), "no io_uring");
    assertThat(run(MACHINE, "--kernel", "-q")).isEqualTo(ExitStatus.CLEAN);
    assertThat(out.toString()).isEqualTo("  kernel: left out, as it has a dma-buf\n");
  }

  @Test
  void saysThatThereIsNoKernelToAsk() throws IOException {
    String system = System.setProperty("os.name", "Elsewhere");
    try {
      assertThat(run("ring r\n", "--kernel")).isEqualTo(ExitStatus.CLEAN);
    } finally {
      System.setProperty("os.name", system);
    }
    assertThat(out.toString())
        .endsWith("  kernel: left out, as the system is Elsewhere, not Linux\n");
  }

  @Test
  void endsWithOneWhereAScenarioFailsBesideTheKernel() throws IOException {
    assumeTrue(KernelProbe.probe().isRight(), "no io_uring");
    assertThat(run("ring r\nregister r => -EBUSY\n", "--kernel", "-q")).isEqualTo(ExitStatus.FOUND);
    assertThat(out.toString()).isEqualTo(file() + ":2: register r => 0, expected -EBUSY\n");
  }

  @Test
  void endsWithTwoWhereAScenarioCannotGoOnBesideTheKernel() throws IOException {
    assumeTrue(KernelProbe.probe().isRight(), "no io_uring");
    assertThat(run("pipe a b\ntake a 1\n", "--kernel")).isEqualTo(ExitStatus.UNUSABLE);
    assertThat(err.toString())
        .isEqualTo("dmabuf-rw: " + file() + ":2: expected something in the pipe\n");
  }

  @Test
  void tellsNoEventsBesideTheKernel() throws IOException {
    String events = folder.resolve("events").toString();
    assertThat(run("ring r\n", "--kernel", "--events", events)).isEqualTo(ExitStatus.UNUSABLE);
    assertThat(err.toString()).contains("--kernel and --events exclude each other");
  }

  private int run(String text, String... options) throws IOException {
    Files.writeString(file(), text);
    String[] arguments = new String[options.length + 2];
    arguments[0] = "run";
    System.arraycopy(options, 0, arguments, 1, options.length);
    arguments[arguments.length - 1] = file().toString();
    return execute(arguments);
  }

  private int execute(String... arguments) {
    CommandLine line = Main.commandLine();
    line.setOut(new PrintWriter(out, true));
    line.setErr(new PrintWriter(err, true));
    return line.execute(arguments);
  }
}
