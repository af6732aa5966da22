package io.uring.dmabuf.live.chain;

import static org.assertj.core.api.Assertions.assertThat;

import io.uring.dmabuf.design.Design;
import io.uring.dmabuf.live.Alternative;
import io.uring.dmabuf.live.Alternative.Question;
import io.uring.dmabuf.live.Entry;
import io.uring.dmabuf.live.Entry.Kind;
import io.uring.dmabuf.live.Operation;
import io.uring.dmabuf.live.Operation.Clone;
import io.uring.dmabuf.live.Operation.OnPipe;
import io.uring.dmabuf.live.Operation.Register;
import io.uring.dmabuf.live.Operation.Submit;
import io.uring.dmabuf.live.Operation.Unregister;
import io.uring.dmabuf.live.Operation.Update;
import io.uring.dmabuf.live.Operation.UpdateRaw;
import io.uring.dmabuf.live.Span;
import io.uring.dmabuf.live.UserBuffers;
import io.uring.dmabuf.system.RingKind;
import io.uring.dmabuf.uring.Op;
import io.uring.dmabuf.uring.RawClone;
import io.vavr.collection.List;
import java.lang.foreign.Arena;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** They need no kernel. */
@DisplayName("Where a question could not be decided, chains leave out")
class UndecidedTest {
  private static final Operation UNREGISTER = new Unregister();
  private static final List<Operation> IDLE = List.of(new Register(List.of(tagged(0))));
  private static final List<Operation> TWO_TAGS =
      List.of(new Register(List.of(tagged(0), tagged(1))));
  private static final List<Operation> IN_FLIGHT =
      IDLE.append(new Submit(Op.READ_FIXED, 0, new OnPipe(0), Span.FIRST_BYTE));

  private static Entry tagged(int buffer) {
    return new Entry(Kind.BUFFER, buffer, true);
  }

  static Stream<Arguments> dependent() {
    return Stream.of(
        Arguments.of(Question.UPDATE_WORD, new UpdateRaw(0, 1, 2, true)),
        Arguments.of(Question.UNREGISTER_IN_FLIGHT, UNREGISTER),
        Arguments.of(Question.TAG_ORDER, new Update(0, List.of(tagged(1)))),
        Arguments.of(Question.TAG_ORDER, UNREGISTER),
        Arguments.of(Question.CLONE, new Clone(true, RawClone.whole(true))),
        Arguments.of(Question.CLONE_RANGE, new Clone(true, RawClone.range(0, 0, 1, true))));
  }

  @ParameterizedTest
  @MethodSource("dependent")
  void whatDependsOnIt(Question open, Operation operation) {
    assertThat(allows(open, IN_FLIGHT, operation)).isFalse();
    assertThat(List.of(Question.values()).remove(open))
        .filteredOn(other -> !dependsToo(other, operation))
        .allMatch(other -> allows(other, IN_FLIGHT, operation));
  }

  private static boolean dependsToo(Question other, Operation operation) {
    return operation instanceof Clone && other == Question.CLONE
        || operation.equals(UNREGISTER)
            && (other == Question.TAG_ORDER || other == Question.UNREGISTER_IN_FLIGHT);
  }

  @Test
  void theOrderOfATeardownWhereItShows() {
    assertThat(allows(Question.TEARDOWN_ORDER, TWO_TAGS, UNREGISTER)).isFalse();
    assertThat(allows(Question.TEARDOWN_ORDER, IDLE, UNREGISTER)).isTrue();
    assertThat(allows(Question.CLONE, TWO_TAGS, UNREGISTER)).isTrue();
  }

  private static boolean allows(Question open, List<Operation> before, Operation operation) {
    try (Arena arena = Arena.ofConfined()) {
      ModelPair model =
          new ModelPair(
              new ModelSetup(
                  new UserBuffers(arena),
                  Design.intended(),
                  Alternative.ofTheSpecification().reject(each -> each.question() == open),
                  RingKind.PLAIN));
      before.forEach(model::apply);
      return model.allows(operation);
    }
  }
}
