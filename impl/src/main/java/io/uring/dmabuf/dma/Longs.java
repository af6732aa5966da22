package io.uring.dmabuf.dma;

import io.vavr.collection.Vector;
import java.nio.LongBuffer;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.function.IntToLongFunction;

/**
 * A list of 64-bit numbers, immutable: what a collection of boxed numbers is too slow for, such as
 * the entries of a PRP list. Nobody else ever sees the array inside.
 */
public final class Longs {
  private final long[] values;

  private Longs(long[] values) {
    this.values = values;
  }

  /** A list with a copy of the given numbers. */
  public static Longs of(long... values) {
    return new Longs(values.clone());
  }

  /**
   * The numbers that somebody puts into an array of the given size, which is zero before; the array
   * is the list's own from then on.
   */
  public static Longs filled(int size, Consumer<long[]> filling) {
    long[] values = new long[size];
    filling.accept(values);
    return new Longs(values);
  }

  /** The numbers that a function gives for 0, 1, and so on. */
  public static Longs tabulate(int size, IntToLongFunction number) {
    long[] values = new long[size];
    Arrays.setAll(values, number);
    return new Longs(values);
  }

  /** A copy of the numbers. */
  public long[] values() {
    return values.clone();
  }

  /** How many numbers there are. */
  public int size() {
    return values.length;
  }

  /** The number at an index that is smaller than the size. */
  public long get(int index) {
    return values[index];
  }

  /** The first number. */
  public long head() {
    return values[0];
  }

  /** The last number. */
  public long last() {
    return values[values.length - 1];
  }

  /** The numbers from one index up to, not including, another. */
  public Longs slice(int from, int to) {
    return new Longs(Arrays.copyOfRange(values, from, to));
  }

  /** Copies some numbers, from an index on, to the beginning of an array. */
  public void copyTo(int from, long[] to, int count) {
    System.arraycopy(values, from, to, 0, count);
  }

  void putInto(LongBuffer buffer) {
    buffer.put(values);
  }

  /**
   * Where a number stands in an ascending list: the last index whose number is not above it; -1 if
   * all are. Takes time logarithmic in the size.
   */
  public int floorIndex(long number) {
    int found = Arrays.binarySearch(values, number);
    return found >= 0 ? found : -found - 2;
  }

  /** The numbers as a collection. */
  public Vector<Long> toVector() {
    return Vector.ofAll(values);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Longs longs && Arrays.equals(values, longs.values);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(values);
  }

  @Override
  public String toString() {
    return Arrays.toString(values);
  }
}
