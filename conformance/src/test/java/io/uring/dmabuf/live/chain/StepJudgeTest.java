package io.uring.dmabuf.live.chain;

import static org.assertj.core.api.Assertions.assertThat;

import io.uring.dmabuf.replay.Forked;
import io.uring.dmabuf.tlc.Home;
import io.uring.dmabuf.uring.RequestsDeviation;
import io.vavr.collection.List;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("The steps of a chain are judged by TLC's evaluator")
class StepJudgeTest {
  @TempDir static Path folder;

  private static List<String> run(String... args) {
    return Forked.run(
        JudgeRun.class,
        folder,
        List.of(args).prepend(Home.current().root().toString()).toJavaArray(String[]::new));
  }

  @Test
  void andNoneIsRefused() {
    List<String> lines = run("2000");
    assertThat(lines).hasSize(1);
    assertThat(lines.head()).matches("judged 2\\d{3} refused 0 left out \\d{1,2}");
  }

  @ParameterizedTest
  @EnumSource(
      value = RequestsDeviation.class,
      names = {
        "POST_TAG_BEFORE_LAST_REQUEST",
        "TAIL_NEVER_GOES_ON",
        "KEPT_WITHOUT_REFERENCE",
        "ASYNC_BINDS_AT_SUBMISSION",
        "PARTIAL_UPDATE_REPORTS_ERROR",
        "FAILED_REGISTRATION_KEEPS_TABLE"
      })
  void andRefusedWhereTheModelIsWrong(RequestsDeviation wrong) {
    List<String> lines = run("20000", wrong.name());
    assertThat(lines).hasSize(2);
    assertThat(lines.head()).contains(" refused 1 ");
    assertThat(lines.last()).startsWith(wrong.step() + "(");
  }
}
