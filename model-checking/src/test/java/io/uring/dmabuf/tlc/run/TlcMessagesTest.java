package io.uring.dmabuf.tlc.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tlc2.output.EC;

/** What TLC reports when its folder is full is told apart from what it says of a specification. */
class TlcMessagesTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "TLC threw: java.io.IOException: No space left on device | No space left on device",
        "No space left on device /\\ x = 1 | No space left on device",
        "Error: merging entries java.io.IOException: Input/output error | Input/output error",
      })
  void knowsTheReasonOfAFullDisk(String said, String reason) {
    TlcMessages messages = new TlcMessages();
    messages.record(EC.GENERAL, said);
    assertThat(messages.disk().getOrElse("")).isEqualTo(reason);
  }

  @Test
  void takesNoOtherErrorForOne() {
    TlcMessages messages = new TlcMessages();
    messages.record(EC.GENERAL, "Attempted to apply a function to 3: No space left on device");
    assertThat(messages.error().isDefined()).isTrue();
    assertThat(messages.disk().isDefined()).isFalse();
  }

  @Test
  void tellsTheReasonBeforeTlcEndsTheProcess() {
    List<String> told = new ArrayList<>();
    TlcMessages messages = new TlcMessages();
    messages.onDiskFailure(told::add);
    messages.record(EC.SYSTEM_ERROR_WRITING_POOL, "java.io.IOException: No space left on device");
    assertThat(told).containsExactly("No space left on device");
  }
}
