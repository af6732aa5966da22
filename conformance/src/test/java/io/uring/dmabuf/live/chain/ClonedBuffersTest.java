package io.uring.dmabuf.live.chain;

import static org.assertj.core.api.Assertions.assertThat;

import io.uring.dmabuf.design.Design;
import io.uring.dmabuf.live.Alternative;
import io.uring.dmabuf.live.Memory;
import io.uring.dmabuf.live.OperationParser;
import io.uring.dmabuf.live.RingKind;
import io.vavr.collection.List;
import java.lang.foreign.Arena;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** It needs no kernel. */
@DisplayName("Which buffer a cloned slot holds")
class ClonedBuffersTest {

  private static List<String> answers(Design design) {
    try (Arena arena = Arena.ofConfined()) {
      ModelPair model =
          new ModelPair(
              new ModelSetup(
                  new Memory(arena), design, Alternative.ofTheSpecification(), RingKind.PLAIN));
      return List.of(
              "ring2 register b0 b1",
              "clone ring 0 0 1",
              "read-fixed 0 file first-byte",
              "ring2 read-fixed 0 file first-byte")
          .map(line -> model.apply(OperationParser.parse(line).get()).text());
    }
  }

  @Test
  void isWhatTheModelHasThereAndNotWhatTheUserNames() {
    assertThat(answers(Design.intended()))
        .containsExactly(
            "returns 0",
            "returns 0",
            "returns 1, then request 1=1; moved 90",
            "returns 1, then request 1=1; moved 90");
    assertThat(answers(Design.intended().with(LiveDeviation.CLONE_BEGINS_BESIDE)))
        .startsWith("returns 0", "returns 0", "returns 1, then request 1=-EFAULT");
  }
}
