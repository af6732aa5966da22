package io.uring.dmabuf.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.vavr.collection.List;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The replay accepts a faithful implementation, edge by edge, and catches every kind of unfaithful
 * one.
 */
class ReplayObserverTest {
  private static final String ALL = "states=87 replayed=188 divergences=0 kind=none";

  @TempDir static Path folder;

  private static List<String> recorded = List.empty();

  @BeforeAll
  static void replayTheSameRunWithEveryMistake() {
    recorded = toy("recorded", 1);
  }

  private static List<String> toy(String what, int workers) {
    return Forked.run(
        ToyRun.class,
        folder,
        what,
        Integer.toString(workers),
        Forked.specifications(),
        folder.toString());
  }

  /** The report on one mistake, each line as printed. */
  private static List<String> report(String mistake) {
    return recorded
        .dropUntil(line -> line.startsWith(mistake + " "))
        .drop(2)
        .takeWhile(line -> line.startsWith("  | "))
        .map(line -> line.substring(4));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void aFaithfulImplementationIsReplayedEdgeByEdge(int workers) {
    assertThat(toy("NONE", workers)).containsExactly("tlc distinct=87", "NONE " + ALL);
  }

  @Test
  void recordedEdgesGiveTheSameReplay() {
    assertThat(recorded).contains("NONE " + ALL, "rate edges=188 failed=false", "size states=87");
  }

  @ParameterizedTest
  @CsvSource({
    "WRONG_SUCCESSOR, DIVERGENCE, 'Finish(1, FALSE): the implementation ends in another state'",
    "DOES_LESS, DIVERGENCE, 'Start(2): the implementation refuses a step that the specification"
        + " takes'",
    "DOES_MORE, DIVERGENCE, 'Close: the implementation takes a step that the specification"
        + " refuses'",
    "DOES_MORE_AT_THE_END, DIVERGENCE, 'Look: the implementation takes a step where the"
        + " specification has ended'",
    "HIDDEN_STATE, HIDDEN_STATE, 'Finish(1, FALSE): the implementation remembers what the"
        + " specification does not'",
    "BROKEN_LAW, AUDIT, 'Finish(2, TRUE): a structural law is broken: busy is 1, but 0 jobs are'",
    "UNKNOWN_ACTION, DIVERGENCE, 'the implementation has no step called Look'",
    "UNMAPPED_VARIABLE, MODEL, 'no abstraction for the model''s variables open'",
    "WRONG_START, DIVERGENCE, 'the implementation starts in another state'",
    "STEP_THROWS, DIVERGENCE, 'Start(2): the step threw java.lang.IllegalStateException: no room"
        + " for job 2'",
    "ABSTRACTION_THROWS, DIVERGENCE, 'Start(2): the abstraction threw"
        + " java.lang.ArithmeticException: two is too much'",
    "WRONG_PARTS, DIVERGENCE, 'Finish(1, FALSE): the implementation ends in another state'",
    "COARSE_DIGEST, MODEL, 'Start(2): the digest of two different states is the same'",
  })
  void everyMistakeIsCaught(String mistake, String kind, String headline) {
    List<String> lines = recorded.dropUntil(line -> line.startsWith(mistake + " ")).take(2);

    assertThat(lines.head())
        .endsWith("divergences=" + (kind.equals("MODEL") ? 0 : 1) + " kind=" + kind);
    assertThat(lines.get(1)).isEqualTo("  headline " + headline);
    assertThat(report(mistake)).allMatch(line -> line.length() <= 80);
  }

  @ParameterizedTest
  @EnumSource(Toy.Mistake.class)
  void digestsInPlaceOfComparisonsMissNothing(Toy.Mistake mistake) {
    String full = recorded.find(line -> line.startsWith(mistake + " ")).get();
    String kind = mistake == Toy.Mistake.WRONG_PARTS ? "MODEL" : full.replaceAll(".*kind=", "");

    assertThat(recorded).contains("standard " + mistake + " kind=" + kind);
  }

  @Test
  void aReportShowsThePathInColumnsAndOnlyWhatDiffers() {
    assertThat(report("WRONG_SUCCESSOR"))
        .containsExactly(
            "Model toy: Finish(1, FALSE): the implementation ends in another state.",
            "",
            "   # task                                 irq",
            "   1 Start(1)",
            "       io_uring/toy.c: toy_start, patch 1 (R1)",
            "         job[1]: \"idle\" -> \"busy\"",
            "         count: 0 -> 1",
            "   2                                      Finish(1, FALSE)",
            "       drivers/toy.c: toy_finish, patch 2 (R2)",
            "",
            "        specification                        implementation",
            "job[1]  \"idle\"                               \"done\"");
  }

  @Test
  void hiddenStateIsShownByPartAndWithBothPaths() {
    assertThat(report("HIDDEN_STATE").mkString("\n"))
        .contains("first path to the same state: Start(1), Start(2), Finish(2, FALSE), Finish(1,")
        .contains("on the first path")
        .contains("failures  1                                   2");
  }

  @ParameterizedTest
  @CsvSource({"WRONG_SUCCESSOR, DIVERGENCE", "DOES_MORE_AT_THE_END, DIVERGENCE"})
  void mistakesAreAlsoCaughtWithTwoWorkers(String mistake, String kind) {
    assertThat(toy(mistake, 2)).anyMatch(line -> line.endsWith("divergences=1 kind=" + kind));
  }

  @Test
  void aBoundOnKeptStatesEndsTheRunInOneLine() {
    List<String> lines = toy("bounded", 1);

    assertThat(lines.filter(line -> line.startsWith("  headline ")))
        .singleElement()
        .asString()
        .startsWith("  headline the bound max-kept=3 is passed with ")
        .endsWith("give the run more heap (-Xmx) or smaller bounds");
  }
}
