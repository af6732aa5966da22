package io.uring.dmabuf.live;

import io.uring.dmabuf.live.Alternative.Question;
import io.uring.dmabuf.live.Entry.Kind;
import io.uring.dmabuf.live.Operation.Ending;
import io.uring.dmabuf.live.Operation.Finish;
import io.uring.dmabuf.live.Operation.Lane;
import io.uring.dmabuf.live.Operation.OfRing;
import io.uring.dmabuf.live.Operation.OnPipe;
import io.uring.dmabuf.live.Operation.Register;
import io.uring.dmabuf.live.Operation.Submit;
import io.uring.dmabuf.live.Operation.Unregister;
import io.uring.dmabuf.live.Operation.Update;
import io.uring.dmabuf.live.Operation.UpdateRaw;
import io.uring.dmabuf.uring.CompletionQueue;
import io.uring.dmabuf.uring.Cqe;
import io.uring.dmabuf.uring.Errno;
import io.uring.dmabuf.uring.Op;
import io.uring.dmabuf.uring.RawClone;
import io.vavr.collection.List;
import io.vavr.control.Either;
import java.util.Timer;
import java.util.TimerTask;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/** The questions of {@link Alternative}, put to the running kernel on a fresh ring each. */
final class AlternativeProbe {
  private static final Lane FIRST = new Lane(Op.READ_FIXED, 0);
  private static final Lane SECOND = new Lane(Op.READ_FIXED, 1);
  private static final OfRing TWO_BUFFERS =
      new Register(List.of(new Entry(Kind.BUFFER, 0, true), new Entry(Kind.BUFFER, 1, true)));
  private static final OfRing REPLACE_FIRST =
      new Update(0, List.of(new Entry(Kind.BUFFER, 2, true)));

  /**
   * How long an unregistration may take before the request in flight is let go, in ms: more each
   * time that it was not back, as a busy machine is slow as well.
   */
  private static final List<Long> GRACES = List.of(200L, 1_000L, 5_000L);

  private final Supplier<? extends ProbedRing> rings;
  private final List<Long> graces;

  AlternativeProbe(Supplier<? extends ProbedRing> rings) {
    this(rings, GRACES);
  }

  /**
   * Questions to rings.
   *
   * @param rings makes a fresh one
   * @param graces how long an unregistration may take, in ms, once after the other
   */
  AlternativeProbe(Supplier<? extends ProbedRing> rings, List<Long> graces) {
    this.rings = rings;
    this.graces = graces;
  }

  /**
   * What the kernel follows, one alternative a question; or one line that says why a question could
   * not be decided: what was to lead to it did not succeed.
   */
  List<Either<String, Alternative>> answers() {
    return List.of(
        decided(Question.UPDATE_WORD, this::updateWord),
        decided(Question.UNREGISTER_IN_FLIGHT, () -> unregister(graces)),
        decided(Question.TAG_ORDER, this::tagOrder),
        decided(Question.TEARDOWN_ORDER, this::teardownOrder),
        decided(Question.CLONE, this::cloning),
        decided(Question.CLONE_RANGE, this::cloneRange));
  }

  private static Either<String, Alternative> decided(
      Question question, Supplier<Either<String, Alternative>> probe) {
    return probe.get().mapLeft(reason -> question + " could not be decided: " + reason);
  }

  private Either<String, Alternative> updateWord() {
    try (ProbedRing ring = rings.get()) {
      long result = ring.apply(new UpdateRaw(0, 1, 2, true)).result();
      return result == -Errno.ENXIO.number()
          ? Either.right(Alternative.UPDATE_WORD_FLAGS)
          : result == -Errno.EINVAL.number()
              ? Either.right(Alternative.UPDATE_WORD_RESERVED)
              : Either.left(unexpected("an update without a table", result));
    }
  }

  /**
   * An unregistration that is back before the request was let go has not waited; one that is not
   * may have been slow, and is tried with more time. A kernel that waits is let go by a byte from
   * another thread.
   */
  private Either<String, Alternative> unregister(List<Long> left) {
    return waits(left.head())
        .flatMap(late -> {
          if (!late) {
            return Either.right(Alternative.UNREGISTER_DETACHES);
          }
          return left.tail().isEmpty()
              ? Either.right(Alternative.UNREGISTER_WAITS)
              : unregister(left.tail());
        });
  }

  private Either<String, Boolean> waits(long grace) {
    AtomicBoolean late = new AtomicBoolean();
    try (ProbedRing ring = rings.get()) {
      return does(ring, TWO_BUFFERS, 0)
          .flatMap(registered -> does(ring, reading(FIRST), 1))
          .flatMap(submitted -> unregister(ring, late, grace))
          .map(unregistered -> late.get());
    }
  }

  private static Either<String, Answer> unregister(
      ProbedRing ring, AtomicBoolean late, long grace) {
    Timer timer = new Timer("live-probe", true);
    timer.schedule(
        new TimerTask() {
          @Override
          public void run() {
            late.set(true);
            ring.feedFromElsewhere(FIRST);
          }
        },
        grace);
    try {
      return does(ring, new Unregister(), 0);
    } finally {
      timer.cancel();
    }
  }

  /** Two generations of slot 0 are in flight, and the newer one ends first. */
  private Either<String, Alternative> tagOrder() {
    try (ProbedRing ring = rings.get()) {
      return does(ring, TWO_BUFFERS, 0)
          .flatMap(registered -> does(ring, reading(FIRST), 1))
          .flatMap(older -> does(ring, REPLACE_FIRST, 1))
          .flatMap(replaced -> does(ring, reading(SECOND), 1))
          .flatMap(newer -> does(ring, REPLACE_FIRST, 1))
          .flatMap(replaced -> ends(ring, SECOND))
          .map(answer -> answer.tags() == 1 ? Alternative.TAGS_BY_NODE : Alternative.TAGS_IN_ORDER);
    }
  }

  private Either<String, Alternative> teardownOrder() {
    Long first = CompletionQueue.userDataOfTag(1);
    Long second = CompletionQueue.userDataOfTag(2);
    try (ProbedRing ring = rings.get()) {
      return does(ring, TWO_BUFFERS, 0)
          .flatMap(registered -> does(ring, new Unregister(), 0))
          .map(answer -> answer.completions().map(Cqe::userData))
          .flatMap(tags ->
              tags.equals(List.of(first, second))
                  ? Either.right(Alternative.TEARDOWN_ASCENDING)
                  : tags.equals(List.of(second, first))
                      ? Either.right(Alternative.TEARDOWN_DESCENDING)
                      : Either.left(
                          "unregistering two idle buffers posts " + tags.size() + " completions"));
    }
  }

  /** A request of the clone is in flight when the source empties its slot. */
  private Either<String, Alternative> cloning() {
    try (ProbedRing source = rings.get();
        ProbedRing clone = rings.get()) {
      return does(source, TWO_BUFFERS, 0)
          .flatMap(registered ->
              clone.cloneFrom(source, RawClone.whole(false)).result() < 0
                  ? Either.right(Alternative.CLONE_REFUSED)
                  : ofClone(source, clone));
    }
  }

  /** One of two slots is cloned over: if the other one is lost, both tags come. */
  private Either<String, Alternative> cloneRange() {
    try (ProbedRing source = rings.get();
        ProbedRing clone = rings.get()) {
      return does(source, TWO_BUFFERS, 0)
          .flatMap(registered -> does(clone, TWO_BUFFERS, 0))
          .flatMap(registered -> ofRange(clone.cloneFrom(source, RawClone.range(0, 0, 1, true))));
    }
  }

  private static Either<String, Alternative> ofRange(Answer answer) {
    if (answer.result() < 0) {
      return Either.right(Alternative.CLONE_RANGE_REFUSED);
    }
    return switch (answer.tags()) {
      case 1 -> Either.right(Alternative.CLONE_KEEPS_SLOTS_BEHIND);
      case 2 -> Either.right(Alternative.CLONE_LOSES_SLOTS_BEHIND);
      default ->
          Either.left("a clone over one of two idle buffers posts " + answer.tags() + " tags");
    };
  }

  private static Either<String, Alternative> ofClone(ProbedRing source, ProbedRing clone) {
    return does(clone, reading(FIRST), 1)
        .flatMap(submitted -> does(source, REPLACE_FIRST, 1))
        .flatMap(replaced -> ends(clone, FIRST).map(ended -> replaced.tags() == 1))
        .map(atOnce -> atOnce ? Alternative.CLONE_UNTAGGED : Alternative.CLONE_HOLDS_TAG);
  }

  /** A request that waits ends, and is told. */
  private static Either<String, Answer> ends(ProbedRing ring, Lane lane) {
    return does(ring, new Finish(lane, Ending.DATA), 0)
        .filterOrElse(
            answer -> answer.completions().exists(cqe -> !Answer.isTag(cqe)),
            answer -> "a request that can go on is not completed");
  }

  /** What the kernel answers to an operation that must return a number; or what else it does. */
  private static Either<String, Answer> does(ProbedRing ring, OfRing operation, long expected) {
    Answer answer = ring.apply(operation);
    return answer.result() == expected
        ? Either.right(answer)
        : Either.left(unexpected(operation.text(), answer.result()));
  }

  private static String unexpected(String operation, long result) {
    return operation + " returns " + Errno.text(result);
  }

  private static OfRing reading(Lane lane) {
    return new Submit(lane.op(), 0, new OnPipe(lane.pipe()), Span.FIRST_BYTE);
  }
}
