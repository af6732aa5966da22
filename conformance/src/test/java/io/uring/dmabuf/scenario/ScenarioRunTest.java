package io.uring.dmabuf.scenario;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.uring.dmabuf.design.Design;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.junit.jupiter.api.Test;

class ScenarioRunTest {

  @Test
  void aFileOfWhoeverDoesTheSameIsNoMistakeOfTheMachine() {
    Scenario scenario = Scenario.parse("s", "drive d size=64K").get();
    assertThatThrownBy(() ->
            ScenarioRun.beside(
                scenario,
                Design.intended(),
                line -> {},
                carried -> {
                  throw new UncheckedIOException(new IOException("No space left on device"));
                }))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("No space left");
  }
}
