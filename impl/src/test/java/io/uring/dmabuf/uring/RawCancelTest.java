package io.uring.dmabuf.uring;

import static org.assertj.core.api.Assertions.assertThat;

import io.uring.dmabuf.id.FileId;
import io.vavr.control.Option;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A cancellation as the user hands it in")
class RawCancelTest {
  private static final Option<FileId> FILE = Option.some(FileId.of(1));

  private static RawCancel ofFile(boolean fixed, boolean any, boolean unknown) {
    return new RawCancel(Option.none(), FILE, fixed, false, any, unknown);
  }

  @Test
  void isRefusedByItsFlagsAndThenByItsFile() {
    assertThat(RawCancel.of(1).refusal(true, true)).isEmpty();
    assertThat(ofFile(false, false, false).refusal(false, true)).isEmpty();
    assertThat(ofFile(false, false, false).refusal(false, false)).contains(Errno.EBADF);
    assertThat(ofFile(true, false, false).refusal(false, true)).contains(Errno.EBADF);
    assertThat(ofFile(false, false, true).refusal(false, false)).contains(Errno.EINVAL);
  }

  @Test
  void ofAnyAndOfAFileIsRefusedToARequestAlone() {
    assertThat(ofFile(false, true, false).refusal(true, false)).contains(Errno.EINVAL);
    assertThat(ofFile(false, true, false).refusal(false, true)).isEmpty();
  }

  @Test
  void countsWhatItFindsOrSaysWhetherItFoundOne() {
    RawCancel one = RawCancel.of(1);
    RawCancel all = new RawCancel(Option.none(), FILE, false, true, false, false);
    assertThat(one.result(1)).isZero();
    assertThat(one.result(0)).isEqualTo(-Errno.ENOENT.number());
    assertThat(all.result(0)).isZero();
    assertThat(all.result(3)).isEqualTo(3);
  }
}
