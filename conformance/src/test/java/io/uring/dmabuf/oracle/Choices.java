package io.uring.dmabuf.oracle;

import java.util.Iterator;
import java.util.PrimitiveIterator;
import java.util.SplittableRandom;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.RandomDistribution;
import org.jspecify.annotations.NonNull;

/**
 * A list of numbers that chooses the steps of a run, one number a step.
 *
 * @param seed what the numbers are made of
 * @param length how many
 */
record Choices(long seed, int length) implements Iterable<Integer> {

  /** Lists of one length, all equally likely. */
  static Arbitrary<Choices> ofLength(int length) {
    return Arbitraries.longs()
        .withDistribution(RandomDistribution.uniform())
        .map(seed -> new Choices(seed, length));
  }

  @Override
  public @NonNull Iterator<Integer> iterator() {
    PrimitiveIterator.OfInt numbers = new SplittableRandom(seed).ints(length).iterator();
    return numbers;
  }
}
