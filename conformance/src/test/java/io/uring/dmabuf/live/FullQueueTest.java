package io.uring.dmabuf.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.uring.dmabuf.design.Design;
import io.uring.dmabuf.uring.CompletionQueueDeviation;
import io.vavr.control.Either;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/** The completion queue of the model and that of the running kernel, both of a slow user. */
@EnabledIf("hasIoUring")
class FullQueueTest {
  private static final int OPERATIONS = 2_000;

  static boolean hasIoUring() {
    Either<String, KernelProbe> kernel = KernelProbe.probe();
    kernel.peekLeft(why -> System.out.println("FullQueueTest is skipped: " + why));
    return kernel.isRight();
  }

  @Test
  void haveTheSameEntriesAndSayTheSameOfThoseThatWait() {
    FullQueue.Result found = FullQueue.compare(1, OPERATIONS, Design.intended()).get();

    assertThat(found.mismatch()).isEmpty();
    assertThat(found.operations()).isEqualTo(OPERATIONS);
    assertThat(found.overflows()).isGreaterThan(OPERATIONS / 4);
  }

  @Test
  void areNotTheSameWhereANewEntryOvertakes() {
    assertThat(mismatch(CompletionQueueDeviation.OVERFLOW_OVERTAKEN))
        .matches(
            "an empty queue after POST, .*POST: the kernel has \\[.*\\] and more, the model \\[.*\\] and more");
  }

  @Test
  void areNotTheSameWhereTheBitIsClearedEarly() {
    assertThat(mismatch(CompletionQueueDeviation.BIT_CLEARED_EARLY))
        .matches(
            "an empty queue after POST, .*WAIT: the kernel has \\[.*\\] and more, the model \\[.*\\]");
  }

  private static String mismatch(CompletionQueueDeviation wrong) {
    return FullQueue.compare(1, OPERATIONS, Design.intended().with(wrong)).get().mismatch().get();
  }
}
