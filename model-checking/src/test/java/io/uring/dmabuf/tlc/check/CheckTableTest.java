package io.uring.dmabuf.tlc.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.uring.dmabuf.tlc.Measured;
import io.uring.dmabuf.tlc.RunResult;
import io.uring.dmabuf.tlc.Verdict;
import io.uring.dmabuf.tlc.models.ModelEntry;
import io.vavr.collection.HashMap;
import io.vavr.collection.LinkedHashMap;
import io.vavr.collection.List;
import io.vavr.control.Option;
import org.junit.jupiter.api.Test;

class CheckTableTest {

  @Test
  void staysWithinEightyColumnsWithLongNamesAndLargeCounts() {
    List<String> lines =
        CheckTable.lines(
            List.of(outcome("short", 9), outcome("a-model-with-a-rather-long-name", 123_456_789)),
            80);
    assertThat(lines)
        .allMatch(line -> line.length() <= 80)
        .anyMatch("a-model-with-a-rather-long-name"::equals);
    assertThat(lines.get(1))
        .startsWith("model")
        .contains("kind", "verdict", "distinct", "generated", "replayed");
  }

  @Test
  void saysTheSameBelowEachOtherOnATerminalThatIsTooNarrow() {
    assertThat(CheckTable.lines(List.of(outcome("short", 9)), 40))
        .containsExactly(
            "short",
            "  kind refinement, verdict pass",
            "  distinct 9, generated 9",
            "  transitions replayed 9, Java diverg. 0",
            "  sec. 1234.5");
  }

  @Test
  void neverRoundsUpToAll() {
    CheckSummary summary =
        new CheckSummary(List.of(outcome("m", 1_000_000, 999_999)), List.empty(), false, 1);
    assertThat(summary.percentage()).isEqualTo("99.99%");
    assertThat(new CheckSummary(List.of(outcome("m", 5)), List.empty(), false, 1).percentage())
        .isEqualTo("100%");
  }

  @Test
  void demandsEveryActionOfAWholeTierOnly() {
    List<ModelOutcome> outcomes = List.of(outcome("m", 5), outcome("n", 5));
    assertThat(new CheckSummary(outcomes, List.empty(), true, 1).neverTaken())
        .containsExactly("T: no model of the tier takes Never");
    assertThat(new CheckSummary(outcomes, List.empty(), true, 1).isClean()).isFalse();
    assertThat(new CheckSummary(outcomes, List.empty(), false, 1).isClean()).isTrue();
  }

  private static ModelOutcome outcome(String name, long states) {
    return outcome(name, states, states);
  }

  private static ModelOutcome outcome(String name, long states, long replayed) {
    ModelEntry model =
        new ModelEntry(
            name,
            Option.none(),
            Option.none(),
            "M",
            List.empty(),
            Option.none(),
            List.empty(),
            "Spec",
            LinkedHashMap.empty(),
            LinkedHashMap.empty(),
            LinkedHashMap.empty(),
            ModelEntry.Kind.REFINEMENT,
            ModelEntry.Tier.QUICK,
            new ModelEntry.Expected.Pass(),
            Option.none(),
            Option.none(),
            0,
            Option.some("T"),
            1,
            List.empty(),
            Option.none(),
            List.empty(),
            "");
    RunResult result =
        new RunResult(
            new Verdict.Pass(),
            states,
            states,
            0,
            states,
            replayed,
            0,
            HashMap.of("Always", 1L, name, 0L, name.equals("m") ? "n" : "m", 1L, "Never", 0L),
            0,
            0,
            List.empty(),
            Measured.none());
    return new ModelOutcome(model, result, true, List.empty(), 1234.5);
  }
}
