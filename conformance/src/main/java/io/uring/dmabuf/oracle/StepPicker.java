package io.uring.dmabuf.oracle;

import io.uring.dmabuf.tlc.ActionLabel;
import io.vavr.collection.List;
import java.util.Arrays;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * The choice of an enabled step by a number: the same number in the same state always gives the
 * same step. Steps are drawn by their {@link Weights} until one is enabled; when many draws have
 * failed, all are tried and one of the enabled ones is drawn.
 */
final class StepPicker {
  private static final int DRAWS = 200;
  private static final long GOLDEN = 0x9E37_79B9_7F4A_7C15L;

  private final double[] weights;
  private final int[] drawn;
  private final double[] sums;

  /** A picker among steps with these labels; {@link #pick} returns their indices. */
  StepPicker(List<ActionLabel> labels) {
    this(Weights.of(labels), IntStream.range(0, labels.size()));
  }

  private StepPicker(double[] weights, IntStream steps) {
    this.weights = weights;
    this.drawn = steps.filter(i -> weights[i] > 0).toArray();
    this.sums = new double[drawn.length];
    double sum = 0;
    for (int i = 0; i < drawn.length; i++) {
      sum += weights[drawn[i]];
      sums[i] = sum;
    }
  }

  /**
   * A picker among some of the steps. Where all others are refused it picks as this one does, one
   * step as often as another, with fewer draws.
   */
  StepPicker among(int[] steps) {
    return new StepPicker(weights, IntStream.of(steps));
  }

  /**
   * The index of an enabled step; -1 when none is.
   *
   * @param choice the number that chooses
   * @param enabled whether a step is enabled; asked last about the one that is picked
   */
  int pick(int choice, IntPredicate enabled) {
    long random = mix(choice);
    for (int i = 0; i < DRAWS && drawn.length > 0; i++) {
      random += GOLDEN;
      int index = draw(mix(random));
      if (enabled.test(index)) {
        return index;
      }
    }
    return amongAll(mix(random + GOLDEN), enabled);
  }

  /** Draws among the enabled ones, after all were tried. */
  private int amongAll(long random, IntPredicate enabled) {
    int[] open = new int[drawn.length];
    double[] until = new double[drawn.length];
    int found = 0;
    double sum = 0;
    for (int i = 0; i < drawn.length; i++) {
      if (enabled.test(drawn[i])) {
        sum += sums[i] - (i == 0 ? 0 : sums[i - 1]);
        open[found] = drawn[i];
        until[found++] = sum;
      }
    }
    double point = unit(random) * sum;
    for (int i = 0; i < found; i++) {
      if ((point < until[i] || i == found - 1) && enabled.test(open[i])) {
        return open[i];
      }
    }
    return -1;
  }

  private int draw(long random) {
    double point = unit(random) * sums[sums.length - 1];
    int found = Arrays.binarySearch(sums, point);
    return drawn[Math.min(found < 0 ? -found - 1 : found + 1, drawn.length - 1)];
  }

  /** A number from 0 to below 1. */
  private static double unit(long random) {
    return (random >>> 11) * 0x1.0p-53;
  }

  /** The finalizer of SplitMix64. */
  private static long mix(long number) {
    long z = (number ^ (number >>> 30)) * 0xBF58_476D_1CE4_E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D0_49BB_1331_11EBL;
    return z ^ (z >>> 31);
  }
}
