package io.uring.dmabuf.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.uring.dmabuf.design.Design;
import io.uring.dmabuf.design.Designed;
import io.vavr.collection.List;
import org.junit.jupiter.api.Test;

class StepTest {
  private record Level(int value) implements Designed {
    @Override
    public Design design() {
      return Design.intended();
    }
  }

  private static Step<Level, NoArgs> step(String action) {
    return Step.<Level>named(action, Actor.USER).then((level, none) -> level);
  }

  private static final class Tap {
    static final Step<Level, NoArgs> OPEN = step("Open");
    static final Step<Level, NoArgs> CLOSE = step("Close");
    static final List<Step<Level, ?>> ALL = Step.declaredIn(Tap.class);
  }

  private static final class Sink {
    static final Step<Level, NoArgs> FILL = step("Fill");
    static final List<Step<Level, ?>> ALL = Step.declaredIn(Sink.class);
    static final Step<Level, NoArgs> DRAIN = step("Drain");
  }

  @Test
  void theStepsOfAClassAreThoseThatItDeclares() {
    assertThat(Tap.ALL).containsExactly(Tap.OPEN, Tap.CLOSE);
  }

  @Test
  void aStepBelowTheListOfItsClassIsAMistake() {
    assertThatThrownBy(() -> Sink.ALL.size())
        .hasRootCauseInstanceOf(IllegalStateException.class)
        .rootCause()
        .hasMessageContaining("DRAIN is declared below the list of its class");
  }
}
