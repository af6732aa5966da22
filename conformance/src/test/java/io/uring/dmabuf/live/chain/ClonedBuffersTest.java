package io.uring.dmabuf.live.chain;

import static org.assertj.core.api.Assertions.assertThat;

import io.uring.dmabuf.design.Design;
import io.uring.dmabuf.live.Alternative;
import io.uring.dmabuf.live.Entry;
import io.uring.dmabuf.live.Entry.Kind;
import io.uring.dmabuf.live.Operation.AtOnce;
import io.uring.dmabuf.live.Operation.Clone;
import io.uring.dmabuf.live.Operation.Register;
import io.uring.dmabuf.live.Operation.Second;
import io.uring.dmabuf.live.Operation.Submit;
import io.uring.dmabuf.live.Span;
import io.uring.dmabuf.live.UserBuffers;
import io.uring.dmabuf.system.CallDeviation;
import io.uring.dmabuf.system.RingKind;
import io.uring.dmabuf.uring.Op;
import io.uring.dmabuf.uring.RawClone;
import io.vavr.collection.List;
import java.lang.foreign.Arena;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** It needs no kernel. */
@DisplayName("Which buffer a cloned slot holds")
class ClonedBuffersTest {

  private static final Submit READ = new Submit(Op.READ_FIXED, 0, AtOnce.FILE, Span.FIRST_BYTE);

  private static Entry buffer(int number) {
    return new Entry(Kind.BUFFER, number, false);
  }

  private static List<String> answers(Design design) {
    try (Arena arena = Arena.ofConfined()) {
      ModelPair model =
          new ModelPair(
              new ModelSetup(
                  new UserBuffers(arena),
                  design,
                  Alternative.ofTheSpecification(),
                  RingKind.PLAIN));
      return List.of(
              new Second(new Register(List.of(buffer(0), buffer(1)))),
              new Clone(false, RawClone.range(0, 0, 1, false)),
              READ,
              new Second(READ))
          .map(operation -> model.apply(operation).text());
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
    assertThat(answers(Design.intended().with(CallDeviation.CLONE_BEGINS_BESIDE)))
        .startsWith("returns 0", "returns 0", "returns 1, then request 1=-EFAULT");
  }
}
