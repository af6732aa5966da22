package io.uring.dmabuf.bench;

/**
 * One model, explored by plain TLC and by the implementation alone, one right after the other.
 *
 * @param model the model's name
 * @param transitions transitions that the implementation takes
 * @param plain seconds of TLC alone, without starting and loading
 * @param explored seconds of the implementation on all cores, warm
 */
public record ExploredTime(String model, long transitions, double plain, double explored) {

  /** How many times as fast as TLC the implementation is. */
  public double factor() {
    return plain / explored;
  }
}
