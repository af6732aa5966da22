package io.uring.dmabuf.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.uring.dmabuf.audit.Audits;
import io.uring.dmabuf.audit.Verdict;
import io.vavr.collection.List;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Each replay runs in a process of its own, as it does for users: TLC keeps its state in statics.
 */
@DisplayName("dmabuf-rw replay")
class ReplayCommandTest {
  private static final String HEADER = "model: large\n";

  private static final String TAG_POSTED =
      """
      RegisterSparse(1)
      StartUpdate(1, 0, "pages", 0, 0, TRUE, "none", 1)
      AllocNode(1)
      AllocImu(1)
      TakeSlot(1)
      StoreNode(1)
      Return(1)
      StartUnregister(1)
      ClearSlot(1)
      PutNode(1)
      PostTag(1)
      """;

  @TempDir private Path folder;
  private String output = "";

  @Test
  void showsEveryStepOfARunThatIsRight() throws Exception {
    assertThat(replay(HEADER + "\n" + TAG_POSTED)).isEqualTo(ExitStatus.CLEAN);
    assertThat(output)
        .contains("StartUpdate(1, 0, \"pages\", 0, 0, TRUE, \"none\", 1)", "io_free_rsrc_node")
        .endsWith("replay: 11 steps, no failure\n");
  }

  @Test
  void namesTheLawThatARunBreaks() throws Exception {
    assertThat(replay(HEADER + "deviation: DOUBLE_TAG\n\n" + TAG_POSTED))
        .isEqualTo(ExitStatus.FOUND);
    assertThat(output)
        .contains("large: step 11, PostTag(1): a law is broken: tag 1 was posted 2 times")
        .endsWith("replay: 11 steps, fails: AUDIT\n");
  }

  @Test
  @Tag("long")
  void writesWhatTheStepsTellSoThatTheRulesOfAuditsSeeTheMistake() throws Exception {
    Path events = folder.resolve("events");
    replay(HEADER + "deviation: DOUBLE_TAG\n\n" + TAG_POSTED, "--events", events.toString());
    assertThat(Files.readAllLines(events))
        .contains(
            "{\"time\":5000,\"ring\":1,\"action\":\"TakeSlot\",\"event\":\"TagGiven\","
                + "\"tag\":4097,\"node\":1}");
    Verdict verdict = Audits.of(Files.readAllLines(events));
    assertThat(Audits.outcome(verdict, "TagAfterLastRequest").violating()).isEqualTo(1);
  }

  @Test
  @Tag("long")
  void tellsTheLineOfAStepThatDoesNotExist() throws Exception {
    assertThat(replay(HEADER + "\nRegisterSparse(1)\nReapCqe(1, 7)\n"))
        .isEqualTo(ExitStatus.UNUSABLE);
    assertThat(output)
        .isEqualTo("dmabuf-rw: " + file() + ", line 4: no step of DmabufRwTarget: ReapCqe(1, 7)\n");
  }

  @Test
  void tellsTheLineOfAStepThatCannotBeTaken() throws Exception {
    assertThat(replay(HEADER + "\nRegisterSparse(1)\nReturn(1)\n")).isEqualTo(ExitStatus.UNUSABLE);
    assertThat(output)
        .isEqualTo(
            "dmabuf-rw: " + file() + ", line 4: the implementation refuses Return(1) here\n");
  }

  private Path file() {
    return folder.resolve("some.run");
  }

  private int replay(String text, String... options) throws IOException, InterruptedException {
    Files.writeString(file(), text);
    Process process =
        new ProcessBuilder(
                TestJvm.command(Main.class)
                    .appendAll(List.of("replay", file().toString()))
                    .appendAll(List.of(options))
                    .asJava())
            .redirectErrorStream(true)
            .start();
    output =
        new String(
            process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
    return process.waitFor();
  }
}
