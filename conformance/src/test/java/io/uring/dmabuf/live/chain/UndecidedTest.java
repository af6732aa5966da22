package io.uring.dmabuf.live.chain;

import static org.assertj.core.api.Assertions.assertThat;

import io.uring.dmabuf.design.Design;
import io.uring.dmabuf.live.Alternative;
import io.uring.dmabuf.live.Alternative.Question;
import io.uring.dmabuf.live.Memory;
import io.uring.dmabuf.live.Operation;
import io.uring.dmabuf.live.RingKind;
import io.vavr.collection.List;
import java.lang.foreign.Arena;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** They need no kernel. */
@DisplayName("Where a question could not be decided, chains leave out")
class UndecidedTest {
  private static final String IDLE = "register b0+";
  private static final String TWO_TAGS = "register b0+ b1+";
  private static final String IN_FLIGHT = IDLE + "\nread-fixed 0 pipe0 first-byte";

  @ParameterizedTest
  @CsvSource({
    "UPDATE_WORD, update-raw 0 1 2 readable",
    "UNREGISTER_IN_FLIGHT, unregister",
    "TAG_ORDER, update 0 b1+",
    "TAG_ORDER, unregister",
    "CLONE, ring2 clone ring 0 0 0 replace"
  })
  void whatDependsOnIt(Question open, String operation) {
    assertThat(allows(open, IN_FLIGHT, operation)).isFalse();
    assertThat(List.of(Question.values()).remove(open))
        .filteredOn(other -> !dependsToo(other, operation))
        .allMatch(other -> allows(other, IN_FLIGHT, operation));
  }

  private static boolean dependsToo(Question other, String operation) {
    return operation.equals("unregister")
        && (other == Question.TAG_ORDER || other == Question.UNREGISTER_IN_FLIGHT);
  }

  @Test
  void theOrderOfATeardownWhereItShows() {
    assertThat(allows(Question.TEARDOWN_ORDER, TWO_TAGS, "unregister")).isFalse();
    assertThat(allows(Question.TEARDOWN_ORDER, IDLE, "unregister")).isTrue();
    assertThat(allows(Question.CLONE, TWO_TAGS, "unregister")).isTrue();
  }

  private static boolean allows(Question open, String before, String operation) {
    try (Arena arena = Arena.ofConfined()) {
      ModelPair model =
          new ModelPair(
              new ModelSetup(
                  new Memory(arena),
                  Design.intended(),
                  Alternative.ofTheSpecification().reject(each -> each.question() == open),
                  RingKind.PLAIN));
      operations(before).forEach(model::apply);
      return model.allows(operations(operation).head());
    }
  }

  private static List<Operation> operations(String text) {
    return Scenario.parse("f", List.of(text.split("\n")).prepend("ring plain")).get().operations();
  }
}
