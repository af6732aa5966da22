package io.uring.dmabuf.live.chain;

import static io.uring.dmabuf.uring.RequestsDeviation.CACHED_WRITE_INLINE;
import static io.uring.dmabuf.uring.RequestsDeviation.CLONE_WITHOUT_REFERENCE;
import static io.uring.dmabuf.uring.RequestsDeviation.DECIDED_LATER;
import static io.uring.dmabuf.uring.RequestsDeviation.DMABUF_COPIED;
import static io.uring.dmabuf.uring.RequestsDeviation.ENDS_WITH_FIRST_PART;
import static io.uring.dmabuf.uring.RequestsDeviation.EXIT_WORK_DOES_NOT_WAIT;
import static io.uring.dmabuf.uring.RequestsDeviation.FORGET_UNWINDING_OF_NODE;
import static io.uring.dmabuf.uring.RequestsDeviation.KEEP_IMU_REFERENCE;
import static io.uring.dmabuf.uring.RequestsDeviation.LAST_RESULT_WINS;
import static io.uring.dmabuf.uring.RequestsDeviation.LINK_ISSUED_ON_DYING_RING;
import static io.uring.dmabuf.uring.RequestsDeviation.NOWAIT_PUT_OFF;
import static io.uring.dmabuf.uring.RequestsDeviation.PART_NOT_COUNTED;
import static io.uring.dmabuf.uring.RequestsDeviation.SHARED_IMU_KEEPS_REFERENCE;
import static io.uring.dmabuf.uring.RequestsDeviation.SOURCE_UNLOCKED;
import static io.uring.dmabuf.uring.RequestsDeviation.TAG_GOES_WITH_RING;
import static io.uring.dmabuf.uring.RequestsDeviation.WORKER_REFERENCE_IGNORED;

import io.uring.dmabuf.design.Design;
import io.uring.dmabuf.design.Deviation;
import io.uring.dmabuf.step.Step;
import io.uring.dmabuf.system.CallDeviation;
import io.uring.dmabuf.uring.RequestsDeviation;
import io.uring.dmabuf.uring.TableSteps;
import io.uring.dmabuf.uring.TeardownSteps;
import io.vavr.collection.List;

/**
 * A model that is wrong on purpose, in one decision that a caller of the kernel can see.
 *
 * @param name of the deviation, or of the step that lacks a guard
 * @param sentence what is wrong
 * @param design the design that is wrong
 */
public record DeliberateError(String name, String sentence, Design design) {
  /**
   * What nobody can see from outside: a closed ring shows nothing of its end, no caller can make an
   * allocation fail, nobody sees the memory go or stay, one thread never meets itself in another
   * ring, no worker is so slow that its requests end before it returns, no request on a pipe has
   * parts, none is asked not to wait, and nothing of a chain comes from the page cache. That the
   * model itself cannot go on with such a mistake shows nothing.
   */
  private static final List<Deviation> UNSEEN =
      List.of(
          TAG_GOES_WITH_RING,
          EXIT_WORK_DOES_NOT_WAIT,
          LINK_ISSUED_ON_DYING_RING,
          WORKER_REFERENCE_IGNORED,
          PART_NOT_COUNTED,
          ENDS_WITH_FIRST_PART,
          LAST_RESULT_WINS,
          NOWAIT_PUT_OFF,
          DMABUF_COPIED,
          CACHED_WRITE_INLINE,
          FORGET_UNWINDING_OF_NODE,
          KEEP_IMU_REFERENCE,
          CLONE_WITHOUT_REFERENCE,
          SHARED_IMU_KEEPS_REFERENCE,
          DECIDED_LATER,
          SOURCE_UNLOCKED);

  private static final List<DeliberateError> GUARDS =
      List.of(
          without(TableSteps.REGISTER_SPARSE, "There is no table yet."),
          without(TeardownSteps.START_UNREGISTER, "There is a table."));

  /** All that a comparison must notice. */
  public static List<DeliberateError> all() {
    return List.<Deviation>of(RequestsDeviation.values())
        .appendAll(List.of(CallDeviation.values()))
        .removeAll(UNSEEN)
        .map(DeliberateError::of)
        .appendAll(GUARDS);
  }

  private static DeliberateError of(Deviation deviation) {
    return new DeliberateError(
        deviation.name(), deviation.sentence(), Design.intended().with(deviation));
  }

  private static DeliberateError without(Step<?, ?> step, String sentence) {
    return new DeliberateError(
        "a guard of " + step.action(),
        "Nobody asks: " + sentence,
        Design.intended().without(step.guard(sentence)));
  }
}
