package io.uring.dmabuf.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.uring.dmabuf.tlc.Home;
import io.vavr.collection.List;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A step that the replay does not try is one that the implementation refuses. */
class AllowedStepsTest {
  @TempDir static Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"rw-small", "buffer-table-small"})
  void inNoStateOfAModelCanAStepBeTakenThatIsLeftOut(String model) {
    List<String> lines =
        Forked.run(AllowedStepsRun.class, folder, Home.current().root().toString(), model);

    assertThat(lines).noneMatch(line -> line.startsWith("left out"));
    assertThat(lines).noneMatch(line -> line.startsWith("found"));
    assertThat(number(lines, "states ")).isGreaterThan(1000);
    assertThat(number(lines, "percent left out ")).isBetween(20, 99);
  }

  @ParameterizedTest
  @ValueSource(strings = {"rw-reuse", "rw-pages", "rw-closing"})
  @Tag("long")
  void norInALargerOne(String model) {
    inNoStateOfAModelCanAStepBeTakenThatIsLeftOut(model);
  }

  private static int number(List<String> lines, String label) {
    return Integer.parseInt(
        lines.find(line -> line.startsWith(label)).get().substring(label.length()));
  }
}
