package io.uring.dmabuf.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.uring.dmabuf.tlc.Home;
import io.uring.dmabuf.tlc.models.Manifest;
import io.uring.dmabuf.tlc.models.ModelEntry;
import io.uring.dmabuf.tlc.models.ModelEntry.Kind;
import io.uring.dmabuf.tlc.models.ModelEntry.Tier;
import io.vavr.collection.List;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every question that a model asks is put to the Java functions of addresses, right or wrong. */
@DisplayName("The data models")
class DataModelsTest {
  @TempDir private Path folder;
  private String output = "";

  @Test
  void haveTheSameAnswersFromTlcAndJava() throws Exception {
    assertThat(check("--model", "addressing-sync", "--model", "addressing-import"))
        .describedAs(output)
        .isEqualTo(ExitStatus.CLEAN);
    assertThat(output)
        .containsPattern("addressing-sync +data pass +5544 +5544 +2772 +0 ")
        .endsWith("18252 distinct states, 9126 transitions replayed (100%), 0 divergences\n");
  }

  @ParameterizedTest
  @CsvSource({
    "addressing-import, COUNT_SEGMENTS_FROM_START, answer.window.segs  2",
    "addressing-import, NARROW_SEGMENT_LENGTH, answer.errno    \"none\"",
  })
  @Tag("long")
  void showItOfEachKind(String model, String wrong, String shown) throws Exception {
    showTheFirstQuestionThatWrongJavaAnswersWrongly(model, wrong, shown);
  }

  @ParameterizedTest
  @CsvSource("addressing-sync, SYNC_STAYS_AT_FIRST, answer.sync.device[2].addr")
  void showTheFirstQuestionThatWrongJavaAnswersWrongly(String model, String wrong, String shown)
      throws Exception {
    assertThat(check("--model", model, "-P", "deviation=" + wrong)).isEqualTo(ExitStatus.FOUND);
    assertThat(output)
        .contains("the implementation gives another answer", "  n = ", shown)
        .contains("again: dmabuf-rw check --model " + model + " -P deviation=" + wrong);
  }

  /** A model has two states for each question. */
  @Test
  void askEnoughInEachTier() {
    List<ModelEntry> models =
        Manifest.read(Home.current().manifest())
            .get()
            .models()
            .filter(m -> m.kind() == Kind.DATA && m.isReplayed());
    assertThat(questions(models.filter(m -> m.tier() == Tier.QUICK))).isGreaterThan(20_000);
    assertThat(questions(models)).isGreaterThan(500_000);
  }

  private static long questions(List<ModelEntry> models) {
    return models.map(model -> model.distinct().get()).sum().longValue() / 2;
  }

  private int check(String... args) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                TestJvm.command(Main.class)
                    .appendAll(List.of("check", "--metadir", folder.toString()))
                    .appendAll(List.of("--json", folder.resolve("report.json").toString()))
                    .appendAll(List.of(args))
                    .asJava())
            .redirectErrorStream(true)
            .start();
    output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return process.waitFor();
  }
}
