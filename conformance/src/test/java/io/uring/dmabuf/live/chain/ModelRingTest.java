package io.uring.dmabuf.live.chain;

import static io.uring.dmabuf.uring.RequestsDeviation.LOOKUP_WITHOUT_REFERENCE;
import static io.uring.dmabuf.uring.RequestsDeviation.RELEASE_WHILE_REFERENCED;
import static org.assertj.core.api.Assertions.assertThat;

import io.uring.dmabuf.design.Design;
import io.uring.dmabuf.live.Alternative;
import io.uring.dmabuf.live.Memory;
import io.uring.dmabuf.live.RingKind;
import io.uring.dmabuf.uring.RequestsDeviation;
import io.vavr.collection.List;
import java.lang.foreign.Arena;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** They need no kernel. */
@DisplayName("A model that is wrong")
class ModelRingTest {

  private static List<String> answers(RequestsDeviation wrong, String... operations) {
    Scenario scenario = Scenario.parse("f", List.of(operations).prepend("ring plain")).get();
    try (Arena arena = Arena.ofConfined()) {
      ModelPair model =
          new ModelPair(
              new ModelSetup(
                  new Memory(arena),
                  Design.intended().with(wrong),
                  Alternative.ofTheSpecification(),
                  RingKind.PLAIN));
      return scenario.operations().map(operation -> model.apply(operation).text());
    }
  }

  @Test
  void goesOnWhereARequestDropsANodeThatIsGone() {
    assertThat(
            answers(
                RELEASE_WHILE_REFERENCED,
                "register b0+",
                "read-fixed 0 pipe0 first-byte",
                "update 0 empty",
                "finish read-fixed pipe0 data"))
        .containsExactly(
            "returns 0",
            "returns 1",
            "returns 1, then tag 1",
            "returns 0, then request 1=1; moved 1");
  }

  @Test
  void tellsWhichStepItCannotTake() {
    assertThat(
            answers(
                LOOKUP_WITHOUT_REFERENCE,
                "register b0",
                "read-fixed 0 file first-byte",
                "read-fixed 0 file first-byte"))
        .last()
        .isEqualTo("could not go on: LookupNode");
  }
}
