package io.uring.dmabuf.nvme;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.uring.dmabuf.design.Design;
import io.uring.dmabuf.design.Deviation;
import io.uring.dmabuf.dma.AddressingDeviation;
import io.uring.dmabuf.nvme.LayoutLaws.Seen;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.lifecycle.AfterContainer;

/** Every byte to its place: random buffers, requests, limits, pools and devices. */
class LayoutLawsTest {
  private static final int TRIES = 400;
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
      } catch (AssertionError | RuntimeException broken) {
        fail(broken.getMessage() + ": " + layout, broken);
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

  @Example
  void everyDecisionTakenWronglyBreaksALaw() {
    List<Deviation> wrong = new ArrayList<>(List.of(AddressingDeviation.values()));
    wrong.add(NvmeQueueDeviation.CHAIN_ENTRY_OVERWRITTEN);
    wrong.add(NvmeQueueDeviation.SECOND_POINTER_SKIPS_PAGE);
    wrong.removeIf(LayoutLawsTest::breaksALaw);
    assertThat(wrong).isEmpty();
  }

  private static boolean breaksALaw(Deviation deviation) {
    LayoutLaws laws = new LayoutLaws(Design.intended().with(deviation));
    Random random = new Random(1);
    for (int i = 0; i < 20_000; i++) {
      Layout layout = Layout.random(random);
      try {
        laws.check(layout, random);
      } catch (AssertionError | RuntimeException broken) {
        return true;
      }
    }
    return false;
  }
}
