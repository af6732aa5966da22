package io.uring.dmabuf.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.vavr.collection.List;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The check of a data model")
class DataObserverTest {

  @TempDir Path folder;

  private List<String> run(String mistake, int workers) {
    return Forked.run(
        QuestionsRun.class,
        folder,
        mistake,
        Integer.toString(workers),
        Forked.specifications(),
        folder.toString());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void asksEveryQuestion(int workers) {
    assertThat(run("NONE", workers)).containsExactly("distinct=26 answered=13 divergences=0");
  }

  @Test
  void showsTheQuestionAndOnlyWhatDiffersInTheAnswer() {
    List<String> lines = run("ROUNDS_UP", 1);

    assertThat(lines.head()).endsWith("divergences=1");
    assertThat(lines.tail().map(String::stripTrailing))
        .containsExactly(
            "DIVERGENCE Halve: the implementation gives another answer",
            "| Model questions: Halve: the implementation gives another answer.",
            "|   n = 5",
            "|   op = \"halve\"",
            "|",
            "|    # task",
            "|    1 Halve",
            "|        lib/toy.c: toy_halve, patch 1 (H1)",
            "|",
            "|                  specification                   implementation",
            "| answer.half      2                               3",
            "| answer.parts[1]  2                               3");
  }

  @Test
  void namesAQuestionThatNoFunctionAnswers() {
    assertThat(run("NO_FUNCTION", 1)).contains("DIVERGENCE Measure: no function answers Measure");
  }

  @Test
  void showsTheQuestionAtWhichAFunctionThrows() {
    assertThat(run("THROWS", 1))
        .contains("DIVERGENCE Halve: the function threw java.lang.IllegalStateException: seven")
        .contains("|   n = 7");
  }
}
