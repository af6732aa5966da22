package io.uring.dmabuf.tlc;

import java.util.concurrent.BlockingDeque;
import java.util.concurrent.LinkedBlockingDeque;

/**
 * What is done when this JVM is asked to end, by SIGINT, SIGTERM or SIGHUP, while something goes
 * on: put away what it has made, the innermost first. The JVM then ends with a status of its own.
 * Work that is over closes its interruption; when none is left, a JVM ends as it says itself.
 */
public final class Interruption implements AutoCloseable {

  /** Exit status of a JVM that is interrupted: there is no answer. */
  private static final int STATUS = 2;

  private static final BlockingDeque<Interruption> GOING_ON = new LinkedBlockingDeque<>();
  private static volatile boolean happened;

  static {
    Runtime.getRuntime().addShutdownHook(new Thread(Interruption::happens, "interrupted"));
  }

  private final Runnable putAway;

  private Interruption(Runnable putAway) {
    this.putAway = putAway;
  }

  /**
   * Something goes on from now until this is closed.
   *
   * @param putAway what is done when it is interrupted; it runs in a thread of its own
   */
  public static Interruption during(Runnable putAway) {
    Interruption work = new Interruption(putAway);
    GOING_ON.addFirst(work);
    return work;
  }

  /**
   * Returns at once unless the JVM was asked to end; then never. What ended because it was put away
   * is no result: the interruption has the last word.
   */
  public static void awaitEndIfHappened() {
    while (happened) {
      try {
        Thread.sleep(1000);
      } catch (InterruptedException again) {
        // The JVM ends soon.
      }
    }
  }

  private static void happens() {
    if (GOING_ON.isEmpty()) {
      return;
    }
    happened = true;
    GOING_ON.forEach(work -> work.putAway.run());
    Runtime.getRuntime().halt(STATUS);
  }

  /** The work is over. */
  @Override
  public void close() {
    awaitEndIfHappened();
    GOING_ON.remove(this);
  }
}
