package io.uring.dmabuf.live.chain;

import static org.assertj.core.api.Assertions.assertThat;

import io.uring.dmabuf.replay.Forked;
import io.uring.dmabuf.tlc.Home;
import io.uring.dmabuf.uring.RequestsDeviation;
import io.vavr.collection.List;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

@DisplayName("The steps of a chain are judged by TLC's evaluator")
class StepJudgeTest {
  private static final List<RequestsDeviation> WRONG =
      List.of(
          RequestsDeviation.POST_TAG_BEFORE_LAST_REQUEST,
          RequestsDeviation.TAIL_NEVER_GOES_ON,
          RequestsDeviation.KEPT_WITHOUT_REFERENCE,
          RequestsDeviation.ASYNC_BINDS_AT_SUBMISSION,
          RequestsDeviation.PARTIAL_UPDATE_REPORTS_ERROR,
          RequestsDeviation.FAILED_REGISTRATION_KEEPS_TABLE);

  @TempDir static Path folder;

  private static List<String> lines = List.empty();

  /** All in one process, which loads the model once: the right one first. */
  @BeforeAll
  static void judge() {
    lines =
        Forked.run(
            JudgeRun.class,
            folder,
            WRONG
                .map(wrong -> "20000," + wrong)
                .prepend("2000")
                .prepend(Home.current().root().toString())
                .toJavaArray(String[]::new));
    assertThat(lines).hasSize(1 + WRONG.size());
  }

  @Test
  void andNoneIsRefused() {
    assertThat(lines.head()).matches("judged 2\\d{3} refused 0 left out \\d{1,2}");
  }

  @ParameterizedTest
  @FieldSource("WRONG")
  void andRefusedWhereTheModelIsWrong(RequestsDeviation wrong) {
    assertThat(lines.get(1 + WRONG.indexOf(wrong)))
        .matches("judged \\d+ refused 1 left out \\d+: \\Q" + wrong.step() + "\\E\\(.*");
  }
}
