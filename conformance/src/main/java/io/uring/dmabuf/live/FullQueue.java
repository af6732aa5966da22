package io.uring.dmabuf.live;

import io.uring.dmabuf.design.Design;
import io.uring.dmabuf.live.uapi.Ring;
import io.uring.dmabuf.live.uapi.UringCqe;
import io.uring.dmabuf.uring.CompletionQueue;
import io.uring.dmabuf.uring.Cqe;
import io.uring.dmabuf.uring.SlowUser;
import io.vavr.collection.List;
import io.vavr.control.Either;
import io.vavr.control.Option;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * The smallest completion queue of the running kernel beside that of the model, with a user who is
 * slow: what is seen, in which order, and whether the user is told that more waits.
 */
public final class FullQueue {
  /** A ring of one submission entry has so many for completions. */
  private static final int SIZE = 2;

  /** After so many operations a new ring is begun. */
  private static final int EACH = 100;

  /** What a user does. */
  private enum Operation {
    /** Submits a request that does nothing, and does not wait. */
    POST,
    /** Consumes the oldest completion. */
    CONSUME,
    /** Enters to wait for events, with none to wait for. */
    WAIT
  }

  private static final List<Operation> CHOICES =
      List.of(Operation.POST, Operation.CONSUME, Operation.WAIT);

  private final Ring ring;
  private SlowUser model;

  /** What was done since the queue was empty. */
  private List<Operation> done = List.empty();

  /**
   * What a comparison found.
   *
   * @param operations how many were compared
   * @param overflows after how many of them completions waited in the kernel
   * @param mismatch the first difference, in one line
   */
  public record Result(int operations, int overflows, Option<String> mismatch) {}

  private FullQueue(Ring ring, Design design) {
    this.ring = ring;
    this.model = SlowUser.of(design, SIZE);
  }

  /** Compares so many operations; or says which call the kernel refuses. */
  public static Either<Ring.Refusal, Result> compare(long seed, int operations, Design design) {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    Result found = new Result(0, 0, Option.none());
    while (found.operations() < operations && found.mismatch().isEmpty()) {
      Either<Ring.Refusal, Ring> ring = Ring.setup(1);
      if (ring.isLeft()) {
        return Either.left(ring.getLeft());
      }
      try (Ring opened = ring.get()) {
        found = new FullQueue(opened, design).run(random, found);
      }
    }
    return Either.right(found);
  }

  private Result run(RandomGenerator random, Result before) {
    int overflows = before.overflows();
    for (int i = 1; i <= EACH; i++) {
      Operation operation = CHOICES.get(random.nextInt(CHOICES.size()));
      done = queue().held() == 0 ? List.of(operation) : done.append(operation);
      carryOut(operation);
      overflows += ring.isOverflown() ? 1 : 0;
      if (!kernel().equals(model())) {
        return new Result(
            before.operations() + i,
            overflows,
            Option.some(
                "an empty queue after %s: the kernel has %s, the model %s"
                    .formatted(done.mkString(", "), kernel(), model())));
      }
    }
    return new Result(before.operations() + EACH, overflows, Option.none());
  }

  private void carryOut(Operation operation) {
    switch (operation) {
      case POST -> {
        ring.prepareNop(model.queue().posted() + 1, List.empty());
        ring.submit();
        model = model.submits();
      }
      case CONSUME -> {
        ring.consume();
        model = model.consumes();
      }
      case WAIT -> {
        ring.getEvents();
        model = model.waits();
      }
    }
  }

  private String kernel() {
    return text(ring.visible().map(UringCqe::userData), ring.isOverflown());
  }

  private String model() {
    return text(queue().entries().toList().map(Cqe::userData), queue().overflow().told());
  }

  private CompletionQueue queue() {
    return model.queue().queue();
  }

  private static String text(List<Long> seen, boolean more) {
    return seen.mkString("[", " ", "]") + (more ? " and more" : "");
  }
}
