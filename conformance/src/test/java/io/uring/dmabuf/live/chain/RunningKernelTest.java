package io.uring.dmabuf.live.chain;

import static io.uring.dmabuf.uring.RequestsDeviation.LOOKUP_WITHOUT_REFERENCE;
import static io.uring.dmabuf.uring.RequestsDeviation.RELEASE_WHILE_REFERENCED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.uring.dmabuf.design.Design;
import io.uring.dmabuf.live.Alternative;
import io.uring.dmabuf.live.Entry;
import io.uring.dmabuf.live.Entry.Kind;
import io.uring.dmabuf.live.KernelProbe;
import io.uring.dmabuf.live.Laboratory;
import io.uring.dmabuf.live.Operation.AtOnce;
import io.uring.dmabuf.live.Operation.Ending;
import io.uring.dmabuf.live.Operation.Finish;
import io.uring.dmabuf.live.Operation.Hold;
import io.uring.dmabuf.live.Operation.Lane;
import io.uring.dmabuf.live.Operation.OnPipe;
import io.uring.dmabuf.live.Operation.Register;
import io.uring.dmabuf.live.Operation.Release;
import io.uring.dmabuf.live.Operation.Submit;
import io.uring.dmabuf.live.Operation.Unregister;
import io.uring.dmabuf.live.Operation.Update;
import io.uring.dmabuf.live.Span;
import io.uring.dmabuf.system.RingKind;
import io.uring.dmabuf.uring.Errno;
import io.uring.dmabuf.uring.Op;
import io.uring.dmabuf.uring.RequestsDeviation;
import io.vavr.collection.List;
import io.vavr.control.Either;
import io.vavr.control.Option;
import java.io.IOException;
import java.util.ArrayList;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Skipped, and counted as such, where the kernel has no io_uring for us. */
@DisplayName("The running kernel")
class RunningKernelTest {
  @BeforeAll
  static void needsIoUring() {
    Either<String, KernelProbe> kernel = KernelProbe.probe();
    assumeTrue(kernel.isRight(), () -> "skipped: " + kernel.getLeft());
  }

  @Test
  void answersRandomChainsAsTheModelPredicts() {
    RandomComparison.Result result = new RandomComparison(1, 15_000, 60, 1).run(Design.intended());
    assertThat(result.mismatch()).isEmpty();
    assertThat(result.tally().operations()).isGreaterThanOrEqualTo(15_000);
    assertThat(result.tally().tags()).isGreaterThan(1_000);
    assertThat(result.tally().batches()).isPositive();
    assertThat(result.tally().kinds().keySet())
        .containsExactlyInAnyOrder(
            "register-sparse",
            "register",
            "register-raw",
            "update",
            "update-raw",
            "unregister",
            "read-fixed",
            "write-fixed",
            "link",
            "finish",
            "hold",
            "release",
            "ready",
            "work",
            "clone",
            "ring2");
  }

  /** Every third, and those with which the model itself may come to where it cannot go on. */
  static List<DeliberateError> planted() {
    List<DeliberateError> all = DeliberateError.all();
    List<DeliberateError> stopping =
        all.filter(error ->
            List.of(RELEASE_WHILE_REFERENCED, LOOKUP_WITHOUT_REFERENCE)
                .map(RequestsDeviation::name)
                .contains(error.name()));
    assertThat(stopping).hasSize(2);
    return stopping
        .appendAll(all.zipWithIndex().filter(t -> t._2 % 3 == 0).map(t -> t._1))
        .distinct();
  }

  @ParameterizedTest
  @MethodSource("planted")
  void noticesAModelThatIsWrong(DeliberateError error) {
    Option<Mismatch> found = new RandomComparison(1, 5_000, 20, 1).run(error.design()).mismatch();
    assertThat(found).isNotEmpty();
    assertThat(found.get().isAnswered()).as(() -> found.get().lines().mkString("\n")).isTrue();
    assertThat(found.get().chain().operations().size()).isLessThanOrEqualTo(6);
  }

  @Test
  void showsTheTagThatAWrongModelPredictsTooEarly() throws IOException {
    Lane lane = new Lane(Op.READ_FIXED, 0);
    Chain chain =
        new Chain(
            RingKind.PLAIN,
            List.of(
                new Register(List.of(new Entry(Kind.BUFFER, 0, true))),
                new Submit(lane.op(), 0, new OnPipe(lane.pipe()), Span.FIRST_BYTE),
                new Update(0, List.of(new Entry(Kind.EMPTY, 0, false))),
                new Finish(lane, Ending.DATA),
                new Unregister()));
    Design wrong = Design.intended().with(RequestsDeviation.POST_TAG_BEFORE_LAST_REQUEST);
    try (Laboratory laboratory = new Laboratory()) {
      Chains chains = new Chains(laboratory);
      assertThat(chains.replay(chain, Design.intended())).isEmpty();
      assertThat(chains.replay(chain, wrong).get().last().lines())
          .containsExactly(
              "update 0 empty", "  model:  returns 1, then tag 1", "  kernel: returns 1");
    }
  }

  /** The number of a closed end goes to the next pipe; who comes late must not meet it. */
  @Test
  void refusesTheSameEndAfterAPipeWasRenewed() throws IOException {
    Lane lane = new Lane(Op.READ_FIXED, 0);
    Submit waits = new Submit(lane.op(), 0, new OnPipe(lane.pipe()), Span.FIRST_BYTE);
    Submit late = new Submit(lane.op(), 1, AtOnce.WRONG_END, Span.FIRST_BYTE).toWorker();
    Chain chain =
        new Chain(
            RingKind.PLAIN,
            List.of(
                new Register(
                    List.of(new Entry(Kind.BUFFER, 0, false), new Entry(Kind.BUFFER, 1, false))),
                waits,
                new Hold(),
                late,
                new Update(1, List.of(new Entry(Kind.BUFFER, 2, false))),
                new Finish(lane, Ending.END_OF_FILE),
                new Release()));
    try (Laboratory laboratory = new Laboratory()) {
      java.util.List<Exchange> all = new ArrayList<>();
      Option<Mismatch> mismatch = new Chains(laboratory).replay(chain, Design.intended(), all::add);
      assertThat(mismatch.map(Mismatch::lines)).isEmpty();
      assertThat(all).hasSize(chain.operations().size());
    }
  }

  @Test
  void followsAlternativesThatTheModelHas() throws IOException {
    try (Laboratory laboratory = new Laboratory()) {
      assertThat(laboratory.alternatives().map(Alternative::question))
          .containsExactly(Alternative.Question.values());
      assertThat(laboratory.alternatives()).allMatch(Alternative::isFollowed);
    }
  }

  @Test
  void refusesTheRegistrationOfADmabuf() throws IOException {
    try (Laboratory laboratory = new Laboratory()) {
      assertThat(Errno.text(laboratory.dmabufRegistration())).isIn("-EINVAL", "-EOPNOTSUPP");
    }
  }
}
