package io.uring.dmabuf.live.chain;

import static io.uring.dmabuf.uring.RequestsDeviation.LOOKUP_WITHOUT_REFERENCE;
import static io.uring.dmabuf.uring.RequestsDeviation.RELEASE_WHILE_REFERENCED;
import static org.assertj.core.api.Assertions.assertThat;

import io.uring.dmabuf.design.Design;
import io.uring.dmabuf.live.Alternative;
import io.uring.dmabuf.live.Entry;
import io.uring.dmabuf.live.Entry.Kind;
import io.uring.dmabuf.live.Operation;
import io.uring.dmabuf.live.Operation.AtOnce;
import io.uring.dmabuf.live.Operation.Ending;
import io.uring.dmabuf.live.Operation.Finish;
import io.uring.dmabuf.live.Operation.Lane;
import io.uring.dmabuf.live.Operation.OnPipe;
import io.uring.dmabuf.live.Operation.Register;
import io.uring.dmabuf.live.Operation.Submit;
import io.uring.dmabuf.live.Operation.Update;
import io.uring.dmabuf.live.Span;
import io.uring.dmabuf.live.UserBuffers;
import io.uring.dmabuf.system.RingKind;
import io.uring.dmabuf.uring.Op;
import io.uring.dmabuf.uring.RequestsDeviation;
import io.vavr.collection.List;
import java.lang.foreign.Arena;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** They need no kernel. */
@DisplayName("A model that is wrong")
class ModelRingTest {

  private static final Submit TO_PIPE =
      new Submit(Op.READ_FIXED, 0, new OnPipe(0), Span.FIRST_BYTE);
  private static final Submit FROM_FILE =
      new Submit(Op.READ_FIXED, 0, AtOnce.FILE, Span.FIRST_BYTE);

  private static Entry buffer(boolean tagged) {
    return new Entry(Kind.BUFFER, 0, tagged);
  }

  private static List<String> answers(RequestsDeviation wrong, Operation... operations) {
    try (Arena arena = Arena.ofConfined()) {
      ModelPair model =
          new ModelPair(
              new ModelSetup(
                  new UserBuffers(arena),
                  Design.intended().with(wrong),
                  Alternative.ofTheSpecification(),
                  RingKind.PLAIN));
      return List.of(operations).map(operation -> model.apply(operation).text());
    }
  }

  @Test
  void goesOnWhereARequestDropsANodeThatIsGone() {
    assertThat(
            answers(
                RELEASE_WHILE_REFERENCED,
                new Register(List.of(buffer(true))),
                TO_PIPE,
                new Update(0, List.of(new Entry(Kind.EMPTY, 0, false))),
                new Finish(new Lane(Op.READ_FIXED, 0), Ending.DATA)))
        .containsExactly(
            "returns 0",
            "returns 1",
            "returns 1, then tag 1",
            "returns 0, then request 1=1; moved 0");
  }

  @Test
  void tellsWhichStepItCannotTake() {
    assertThat(
            answers(
                LOOKUP_WITHOUT_REFERENCE,
                new Register(List.of(buffer(false))),
                FROM_FILE,
                FROM_FILE))
        .last()
        .isEqualTo("could not go on: LookupNode");
  }
}
