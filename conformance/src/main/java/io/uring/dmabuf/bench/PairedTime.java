package io.uring.dmabuf.bench;

/**
 * One model, run without and with replay, one right after the other.
 *
 * @param model the model's name
 * @param transitions transitions that TLC explores
 * @param plain seconds of TLC alone, without starting and loading
 * @param replay seconds of TLC with replay, without starting and loading
 * @param plainJvm seconds of the whole JVM without replay
 * @param replayJvm seconds of the whole JVM with replay
 */
public record PairedTime(
    String model,
    long transitions,
    double plain,
    double replay,
    double plainJvm,
    double replayJvm) {

  /** How many times longer the run with replay takes. */
  public double ratio() {
    return replay / plain;
  }
}
