package io.uring.dmabuf.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.uring.dmabuf.live.KernelProbe;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

@DisplayName("live")
class LiveCommandTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @TempDir private Path folder;

  private int live(String... args) {
    CommandLine line = Main.commandLine();
    line.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
    String[] all = new String[args.length + 1];
    all[0] = "live";
    System.arraycopy(args, 0, all, 1, args.length);
    return line.execute(all);
  }

  private String scenario(String text) throws IOException {
    return Files.writeString(folder.resolve("some.live"), text).toString();
  }

  private String tour(String text) throws IOException {
    return Files.writeString(folder.resolve("some.scenario"), text).toString();
  }

  @Test
  void namesTheLineOfAScenarioThatItCannotRead() throws IOException {
    String file = scenario("ring plain\nregister b7\n");
    assertThat(live(file)).isEqualTo(ExitStatus.UNUSABLE);
    assertThat(err.toString())
        .isEqualTo("dmabuf-rw: " + file + ", line 2: b7: there are buffers b0 to b3\n");
  }

  @Test
  void namesAllTargetsToOneThatIsUnknown() throws IOException {
    String file = scenario("ring plain\nregister b0\nread-fixed 0 somewhere first-byte\n");
    assertThat(live(file)).isEqualTo(ExitStatus.UNUSABLE);
    assertThat(err.toString())
        .isEqualTo(
            "dmabuf-rw: "
                + file
                + ", line 3: somewhere: none of file, closed, wrong-end, eventfd, pipe0 to pipe2\n");
  }

  @Test
  void refusesToCompareNothing() {
    assertThat(live("--ops", "0")).isEqualTo(ExitStatus.UNUSABLE);
    assertThat(err.toString()).contains("--ops and --seconds must be greater than zero");
  }

  @Test
  void saysWhyEverythingIsSkipped() {
    String system = System.setProperty("os.name", "Elsewhere");
    try {
      assertThat(live()).isEqualTo(ExitStatus.CLEAN);
    } finally {
      System.setProperty("os.name", system);
    }
    assertThat(out.toString()).isEqualTo("skipped: the system is Elsewhere, not Linux\n");
  }

  @Test
  void showsWhatBothSidesAnswerToAScenario() throws IOException {
    assumeTrue(KernelProbe.probe().isRight(), "no io_uring");
    String file =
        scenario(
            "ring plain\nregister b0+ b1+\n# order\nunregister\nfinish read-fixed pipe0 data\n");
    assertThat(live(file)).isEqualTo(ExitStatus.CLEAN);
    assertThat(out.toString())
        .isEqualTo(
            """
            register b0+ b1+
              returns 0
            unregister
              returns 0, then tag 2, tag 1
            live: 2 operations, both sides agree; 1 left out, as nothing waits there, or something does
            """);
  }

  @Test
  void runsAScenarioOfTheTourOnBoth() throws IOException {
    assumeTrue(KernelProbe.probe().isRight(), "no io_uring");
    String file = tour("memory m 0+4K\nring r\nregister r\nupdate r 0 pages m tag=3\n");
    assertThat(live(file)).isEqualTo(ExitStatus.CLEAN);
    assertThat(out.toString()).isEqualTo("live: 2 values, both sides agree\n");
  }

  @Test
  void saysWhyAScenarioOfTheTourIsSkipped() throws IOException {
    assumeTrue(KernelProbe.probe().isRight(), "no io_uring");
    assertThat(live(tour("dmabuf b 0+4K\n"))).isEqualTo(ExitStatus.CLEAN);
    assertThat(out.toString()).isEqualTo("skipped: it has a dma-buf\n");
  }

  @Test
  void endsWithOneWhereAScenarioOfTheTourFails() throws IOException {
    assumeTrue(KernelProbe.probe().isRight(), "no io_uring");
    String file = tour("ring r\nregister r => -EBUSY\n");
    assertThat(live(file)).isEqualTo(ExitStatus.FOUND);
    assertThat(out.toString()).isEqualTo(file + ":2: register r => 0, expected -EBUSY\n");
  }

  @Test
  void namesTheLineOfAScenarioOfTheTourThatItCannotRead() throws IOException {
    String file = tour("ring r\nregister\n");
    assertThat(live(file)).isEqualTo(ExitStatus.UNUSABLE);
    assertThat(err.toString())
        .isEqualTo(
            "dmabuf-rw: "
                + file
                + ":2: expected a ring: register RING [ENTRY [; ENTRY]...], ENTRY: pages"
                + " MEMORY|empty|fault [tag=N] [fail=STEP]\n");
  }

  @Test
  void reportsWhatItCompared() {
    assumeTrue(KernelProbe.probe().isRight(), "no io_uring");
    assertThat(live("--ops", "500", "--seed", "7")).isEqualTo(ExitStatus.CLEAN);
    assertThat(out.toString())
        .startsWith("date              20")
        .contains("kernel            ", "UNREGISTER_", "seed              7\n")
        .contains("mismatches        0\n")
        .containsPattern("tour {14}\\d+ scenarios, \\d+ values: closed-ring.scenario")
        .containsPattern("left out {10}\\d+ as it has a dma-buf");
  }
}
