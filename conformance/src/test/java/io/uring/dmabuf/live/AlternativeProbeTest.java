package io.uring.dmabuf.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.uring.dmabuf.live.Operation.Finish;
import io.uring.dmabuf.live.Operation.Lane;
import io.uring.dmabuf.live.Operation.OfRing;
import io.uring.dmabuf.live.Operation.Submit;
import io.uring.dmabuf.live.Operation.Unregister;
import io.uring.dmabuf.live.Operation.Update;
import io.uring.dmabuf.live.Operation.UpdateRaw;
import io.uring.dmabuf.live.uapi.Ring;
import io.uring.dmabuf.uring.CompletionQueue;
import io.uring.dmabuf.uring.Cqe;
import io.uring.dmabuf.uring.Errno;
import io.uring.dmabuf.uring.RawClone;
import io.vavr.collection.List;
import io.vavr.control.Either;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What is concluded from the answers of kernels that are slow, old or not allowed to answer. */
class AlternativeProbeTest {
  private static final List<Long> GRACES = List.of(20L, 200L, 2_000L);

  /** A kernel as the specification has it, but for what a test changes. */
  private static class Intended implements ProbedRing {
    @Override
    public Answer apply(OfRing operation) {
      return switch (operation) {
        case Submit submit -> Answer.of(1);
        case Update update -> Answer.of(1);
        case UpdateRaw raw -> Answer.of(-Errno.ENXIO.number());
        case Unregister unregister ->
            posts(CompletionQueue.userDataOfTag(2), CompletionQueue.userDataOfTag(1));
        case Finish finish -> posts(1, CompletionQueue.userDataOfTag(2));
        default -> Answer.of(0);
      };
    }

    private static Answer posts(long... userData) {
      return new Answer(0, List.ofAll(userData).map(each -> new Cqe(each, 0)), List.empty(), "");
    }

    @Override
    public Answer cloneFrom(ProbedRing source, RawClone asked) {
      return Answer.of(-Errno.EINVAL.number());
    }

    @Override
    public void feedFromElsewhere(Lane lane) {}

    @Override
    public void close() {}
  }

  @Test
  void eachQuestionIsAnsweredWhereTheKernelAnswers() {
    assertThat(answers(new Intended()))
        .containsExactly(
            Either.right(Alternative.UPDATE_WORD_FLAGS),
            Either.right(Alternative.UNREGISTER_DETACHES),
            Either.right(Alternative.TAGS_BY_NODE),
            Either.right(Alternative.TEARDOWN_DESCENDING),
            Either.right(Alternative.CLONE_REFUSED),
            Either.right(Alternative.CLONE_RANGE_REFUSED));
  }

  @Test
  void aCloneThatLosesWhatIsBehindItPostsBothTags() {
    assertThat(answers(new Cloning(1)))
        .contains(Either.right(Alternative.CLONE_KEEPS_SLOTS_BEHIND));
    assertThat(answers(new Cloning(2)))
        .contains(Either.right(Alternative.CLONE_LOSES_SLOTS_BEHIND));
    assertThat(answers(new Cloning(0)))
        .contains(
            Either.left(
                "CLONE_RANGE could not be decided: a clone over one of two idle buffers posts 0"
                    + " tags"));
  }

  /** One whose clones post so many tags. */
  private static final class Cloning extends Intended {
    private final int tags;

    private Cloning(int tags) {
      this.tags = tags;
    }

    @Override
    public Answer cloneFrom(ProbedRing source, RawClone asked) {
      List<Cqe> posted =
          List.range(0, tags).map(n -> new Cqe(CompletionQueue.userDataOfTag(n + 1), 0));
      return new Answer(0, posted, List.empty(), "");
    }
  }

  /** It is back when the request was let go already, but does not depend on that. */
  @Test
  void anUnregistrationThatIsSlowHasNotWaited() {
    assertThat(
            answers(
                new Intended() {
                  @Override
                  public Answer apply(OfRing operation) {
                    if (operation instanceof Unregister) {
                      sleep(60);
                    }
                    return super.apply(operation);
                  }
                }))
        .contains(Either.right(Alternative.UNREGISTER_DETACHES));
  }

  @Test
  void anUnregistrationThatWaitsHoweverLongIsTold() {
    assertThat(new AlternativeProbe(Waiting::new, List.of(20L, 50L, 100L)).answers())
        .contains(Either.right(Alternative.UNREGISTER_WAITS));
  }

  private static final class Waiting extends Intended {
    private final CountDownLatch fed = new CountDownLatch(1);
    private boolean inFlight;

    @Override
    public Answer apply(OfRing operation) {
      inFlight |= operation instanceof Submit;
      if (operation instanceof Unregister && inFlight) {
        await();
      }
      return super.apply(operation);
    }

    private void await() {
      try {
        assertThat(fed.await(10, TimeUnit.SECONDS)).isTrue();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    public void feedFromElsewhere(Lane lane) {
      fed.countDown();
    }
  }

  @Test
  void nothingIsConcludedWhereNothingCanBeSubmitted() {
    List<Either<String, Alternative>> answers =
        answers(
            new Intended() {
              @Override
              public Answer apply(OfRing operation) {
                return operation instanceof Submit
                    ? Answer.of(-Errno.EPERM.number())
                    : super.apply(operation);
              }
            });
    assertThat(answers)
        .contains(
            Either.left(
                "UNREGISTER_IN_FLIGHT could not be decided: read-fixed 0 pipe0 first-byte returns"
                    + " -EPERM"),
            Either.left(
                "TAG_ORDER could not be decided: read-fixed 0 pipe0 first-byte returns -EPERM"),
            Either.right(Alternative.TEARDOWN_DESCENDING));
  }

  @Test
  void nothingIsComparedWhereACallIsForbidden() {
    long nothing = -Errno.ENXIO.number();
    assertThat(KernelProbe.forbidden(0, nothing)).isEmpty();
    assertThat(KernelProbe.forbidden(-Errno.EPERM.number(), nothing).map(Ring.Refusal::text))
        .containsExactly("io_uring_enter returns -EPERM");
    assertThat(KernelProbe.forbidden(0, -Errno.EPERM.number()).map(Ring.Refusal::text))
        .containsExactly("io_uring_register returns -EPERM");
  }

  private static List<Either<String, Alternative>> answers(ProbedRing ring) {
    return new AlternativeProbe(() -> ring, GRACES).answers();
  }

  private static void sleep(long milliseconds) {
    try {
      Thread.sleep(milliseconds);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
