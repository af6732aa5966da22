package io.uring.dmabuf.uring;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CompletionQueueTest {

  private static final long TAG = CompletionQueue.userDataOfTag(1);

  @Test
  void aTagThatTheUserHasConsumedWasPostedAllTheSame() {
    CompletionQueue seen = CompletionQueue.empty().postTag(TAG).consume(TAG);
    assertThat(seen.entries()).isEmpty();
    assertThat(seen.timesPosted(TAG)).isOne();
    assertThat(seen.again()).isEmpty();
    assertThat(seen.postTag(TAG).again()).contains(TAG);
  }

  @Test
  void aRequestMayBePostedAgainOnceItIsConsumed() {
    int number = (int) TAG;
    CompletionQueue again =
        CompletionQueue.empty().post(number, 512).consume(number).post(number, 512);
    assertThat(again.again()).isEmpty();
    assertThat(again.count(number)).isOne();
    assertThat(again.timesPosted(number)).isZero();
  }
}
