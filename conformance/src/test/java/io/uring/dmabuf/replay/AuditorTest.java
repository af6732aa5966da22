package io.uring.dmabuf.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.vavr.collection.HashSet;
import io.vavr.collection.List;
import io.vavr.collection.Set;
import io.vavr.control.Option;
import org.junit.jupiter.api.Test;

/** Who asks which law: here each is broken by every state. */
class AuditorTest {
  private static final Set<String> JUDGED = HashSet.of("Broken");

  @Test
  void anExplorationAsksAllLawsOfEveryState() {
    assertThat(broken(Auditor.alone(law(true)), false)).isEqualTo("Broken");
    assertThat(broken(Auditor.alone(law(false)), false)).isEqualTo("Broken");
  }

  @Test
  void besideTlcWhatItJudgesByItsVariablesIsAskedOnSamplesOnly() {
    assertThat(broken(Auditor.besideTlc(law(true), JUDGED), false)).isEqualTo("none");
    assertThat(broken(Auditor.besideTlc(law(true), JUDGED), true)).isEqualTo("Broken");
  }

  @Test
  void besideTlcWhatNoVariableShowsIsAskedOfEveryState() {
    assertThat(broken(Auditor.besideTlc(law(false), JUDGED), false)).isEqualTo("Broken");
  }

  @Test
  void whatTheModelDoesNotCheckIsAskedOfEveryState() {
    assertThat(broken(Auditor.besideTlc(law(true), HashSet.empty()), false)).isEqualTo("Broken");
  }

  private static List<Law<String>> law(boolean shown) {
    return List.of(new Law<>("Broken", List.of(0), shown, state -> Option.some("by " + state)));
  }

  private static String broken(Auditor<String> auditor, boolean sample) {
    Auditor.Broken broken =
        auditor.broken("any", new Part[] {new Part("any", 1)}, sample ? 0 : 1, sample);
    return broken == null ? "none" : broken.law();
  }
}
