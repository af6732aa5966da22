package io.uring.dmabuf.nvme;

import static io.uring.dmabuf.dma.AddressingDeviation.COUNT_SEGMENTS_FROM_START;
import static io.uring.dmabuf.dma.AddressingDeviation.FIRST_SEGMENT_FILLS_PAGE;
import static io.uring.dmabuf.dma.AddressingDeviation.IGNORE_VIRTUAL_BOUNDARY;
import static io.uring.dmabuf.dma.AddressingDeviation.NARROW_SEGMENT_LENGTH;
import static io.uring.dmabuf.dma.AddressingDeviation.REFUSE_INSTEAD_OF_SPLIT;
import static io.uring.dmabuf.dma.AddressingDeviation.STALE_OFFSET;
import static io.uring.dmabuf.dma.AddressingDeviation.SYNC_BY_REQUEST_DIRECTION;
import static io.uring.dmabuf.dma.AddressingDeviation.SYNC_STAYS_AT_FIRST;
import static io.uring.dmabuf.dma.AddressingDeviation.TRUNCATE_BUFFER_LENGTH;
import static io.uring.dmabuf.dma.AddressingDeviation.WALK_COUNTS_WHOLE_SEGMENTS;
import static io.uring.dmabuf.nvme.NvmeQueueDeviation.CHAIN_ENTRY_OVERWRITTEN;
import static io.uring.dmabuf.nvme.NvmeQueueDeviation.SECOND_POINTER_SKIPS_PAGE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.uring.dmabuf.design.Design;
import io.uring.dmabuf.design.Deviation;
import io.uring.dmabuf.dma.AddressingDeviation;
import io.uring.dmabuf.nvme.LayoutLaws.Seen;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.lifecycle.AfterContainer;

/** Every byte to its place: random buffers, requests, limits, pools and devices. */
class LayoutLawsTest {
  private static final int TRIES = 60;
  private static final int LAYOUTS_A_TRY = 500;
  private static final LayoutLaws INTENDED = new LayoutLaws(Design.intended());
  private static int checked;

  @Property(tries = TRIES, edgeCases = EdgeCasesMode.NONE, shrinking = ShrinkingMode.OFF)
  void everyByteGoesToItsPlaceAndEveryLimitIsKept(@ForAll long seed) {
    Random random = new Random(seed);
    for (int i = 0; i < LAYOUTS_A_TRY; i++) {
      Layout layout = Layout.random(random);
      try {
        INTENDED.check(layout, random);
      } catch (BrokenLaw | RuntimeException wrong) {
        fail(wrong + ": " + layout, wrong);
      }
      checked++;
    }
  }

  /** The run above was worth it: of each kind of layout there were many. */
  @AfterContainer
  static void allKindsOfLayoutsWereThere() {
    if (checked < TRIES * LAYOUTS_A_TRY) {
      return; // A single example was asked for, or the property has failed.
    }
    List<String> rare = new ArrayList<>();
    for (Seen seen : Seen.values()) {
      if (INTENDED.count(seen) < checked / 100) {
        rare.add(seen + " " + INTENDED.count(seen));
      }
    }
    assertThat(rare).describedAs("kinds seen in less than 1%% of %d layouts", checked).isEmpty();
  }

  /** What each wrong decision breaks: the law that names what goes wrong, not just any. */
  private static final Map<Deviation, String> BROKEN =
      Map.ofEntries(
          Map.entry(NARROW_SEGMENT_LENGTH, "a range of the buffer is accepted"),
          Map.entry(TRUNCATE_BUFFER_LENGTH, "a range of the buffer is accepted"),
          Map.entry(COUNT_SEGMENTS_FROM_START, "the segments counted hold the range"),
          Map.entry(REFUSE_INSTEAD_OF_SPLIT, "a request that could be split is not refused"),
          Map.entry(IGNORE_VIRTUAL_BOUNDARY, "a part keeps to every limit"),
          Map.entry(STALE_OFFSET, "a request that could be split is not refused"),
          Map.entry(WALK_COUNTS_WHOLE_SEGMENTS, "a part keeps to every limit"),
          Map.entry(
              FIRST_SEGMENT_FILLS_PAGE,
              "the device touches nothing but the neighbourhood of the request"),
          Map.entry(SYNC_STAYS_AT_FIRST, "exactly the requested bytes are synced"),
          Map.entry(SYNC_BY_REQUEST_DIRECTION, "exactly the requested bytes are synced"),
          Map.entry(CHAIN_ENTRY_OVERWRITTEN, "every address that the device uses is mapped"),
          Map.entry(SECOND_POINTER_SKIPS_PAGE, "the requested bytes have moved and no other"));

  @Example
  void everyDecisionOfAddressesIsAmongTheWrongOnes() {
    assertThat(BROKEN.keySet()).contains(AddressingDeviation.values());
  }

  @Example
  void everyDecisionTakenWronglyBreaksItsLaw() {
    List<Deviation> unnoticed = new ArrayList<>(BROKEN.keySet());
    unnoticed.removeIf(wrong -> breaks(wrong, BROKEN.get(wrong)));
    assertThat(unnoticed).isEmpty();
  }

  /** A crash is no law that noticed something: it fails the test. */
  private static boolean breaks(Deviation wrong, String law) {
    LayoutLaws laws = new LayoutLaws(Design.intended().with(wrong));
    Random random = new Random(1);
    for (int i = 0; i < 20_000; i++) {
      Layout layout = Layout.random(random);
      try {
        laws.check(layout, random);
      } catch (BrokenLaw broken) {
        if (broken.getMessage().equals(law)) {
          return true;
        }
      }
    }
    return false;
  }
}
