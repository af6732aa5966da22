package io.uring.dmabuf.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.uring.dmabuf.audit.spec.SpecVerdict;
import io.vavr.collection.Vector;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Stock kernels, recorded by other programs, with other options, clocks and loads, each of which
 * was once read or judged wrongly.
 */
@DisplayName("Other recordings of stock kernels")
class OtherRecordingsTest {
  private static Vector<String> lines(String recording) {
    return Audits.lines("other/linux-" + recording + ".txt.gz");
  }

  /**
   * No alarm, no line that is not read, and no refusal.
   *
   * @param clean how many objects of a rule are clean
   * @param requests how many the specification judges
   */
  @ParameterizedTest
  @CsvSource({
    // trace-cmd and perf write the fields of nvme as they are, and of lists of pages.
    "6.1-plain-trace-cmd, OneTagPerPart, 32, 32",
    "6.12-iommu-trace-cmd, PagesMappedForTheirCommand, 32, 32",
    "7.3.4-plain-trace-cmd, CqeNamesItsCommand, 32, 32",
    "7.3.4-plain-perf-stacks, CompletesOnce, 20, 20",
    // What ends in an interrupt of another task is not there.
    "7.3.4-plain-perf-process, CqeNamesItsCommand, 60, 100",
    // The option fields, the latency format, thread groups without flags.
    "6.1-iommu-fields, CompletesOnce, 40, 40",
    "7.3.4-plain-fields, RequestEndsOnce, 40, 40",
    "7.3.4-plain-latency, RequestEndsOnce, 10, 10",
    "6.1-iommu-tgid, TagAfterLastRequest, 4, 40",
    // A clock that counts; and one that ticks, with which no processors have an order.
    "6.1-iommu-tsc, DeviceOwnsCommand, 48, 48",
    "7.3.4-plain-uptime, OneTagPerPart, 48, 6",
    // Commands of the administrator that a controller in a reset cannot be sent.
    "6.1-plain-reset-admin, CqeNamesItsCommand, 37, 0",
    // Failed chains without CQEs, merged requests, an interrupt that unmaps the same pages.
    "6.12-plain-mixed, CompletesOnce, 192, 38",
    // A plug takes many tags at once, which no probe of one tag shows; the ring is polled.
    "7.3.4-plain-polled, CommandIsItsRequest, 16, 16",
    // Several requests for the same sectors at once.
    "7.3.4-plain-overlapping, RequestEndsOnce, 32, 33",
    // A device that does not answer any more: eight commands are taken back, and sent again.
    "6.1-plain-vanish, OneTagPerPart, 164, 136",
    "6.12-plain-vanish, DeviceOwnsCommand, 224, 208",
    // A sector that cannot be read: six tries, and an error that is not the specification's.
    "6.12-plain-sector, CqeNamesItsCommand, 15, 5",
    // The buffer of one processor is full, and what is new is dropped without a word.
    "6.12-plain-full, CompletesOnce, 143, 119",
    // The same, read while it fills: there are holes.
    "6.12-plain-holes, CompletesOnce, 133, 93",
    "7.3.4-plain-holes, CompletesOnce, 77, 8",
    // Two rings on a controller that dies: what is refused was never issued; and in 6.1 a work item
    // posts the tags of the last update first.
    "6.1-iommu-dead, RequestEndsOnce, 264, 278",
    // Links and workers; and two namespaces, where commands have mapped the same pages.
    "6.12-plain-links-namespaces, PagesMappedForTheirCommand, 240, 228",
    // Tasks with a ring each, with the same slots, while the driver is unbound; and interrupts and
    // task work between a call and the marks that tell of it.
    "7.3.4-iommu-unbound, TagAfterLastRequest, 66, 579",
    // A controller is removed in a reset: requests for its disk fail that never had a command.
    "7.3.4-iommu-removed-in-reset, CompletesOnce, 492, 390",
    // A buffer leaves its slot by one update, and its last request ends after the next: 6.12 waits
    // for
    // what was submitted before the first, and no longer.
    "6.12-plain-several-updates, TagAfterLastRequest, 23, 311",
  })
  void areCleanAndAllowed(String recording, String rule, int clean, int requests) {
    Verdict verdict = Audits.of(lines(recording));
    assertThat(verdict.violating()).isZero();
    assertThat(verdict.counts().unparsable()).isZero();
    assertThat(Audits.outcome(verdict, rule).clean()).isEqualTo(clean);
    SpecVerdict spec = SpecAuditTest.of(lines(recording));
    assertThat(spec.rings().flatMap(SpecVerdict.Ring::refusal)).isEmpty();
    assertThat(spec.requests()).isEqualTo(requests);
  }
}
