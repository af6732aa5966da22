package io.uring.dmabuf.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.uring.dmabuf.live.KernelProbe;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

@DisplayName("live")
class LiveCommandTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int live(String... args) {
    CommandLine line = Main.commandLine();
    line.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
    String[] all = new String[args.length + 1];
    all[0] = "live";
    System.arraycopy(args, 0, all, 1, args.length);
    return line.execute(all);
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
  void reportsWhatItCompared() {
    assumeTrue(KernelProbe.probe().isRight(), "no io_uring");
    int status = live("--ops", "500", "--seed", "7");
    assertThat(status).as("%s", out).isEqualTo(ExitStatus.CLEAN);
    assertThat(out.toString())
        .startsWith("date              20")
        .contains("kernel            ", "UNREGISTER_", "seed              7\n")
        .contains("mismatches        0\n")
        .containsPattern("tour {14}\\d+ scenarios, \\d+ values: begins-in-page.scenario")
        .containsPattern("left out {10}\\d+ as it has a dma-buf");
  }
}
