package io.uring.dmabuf.guards;

import io.uring.dmabuf.tlc.Home;
import io.uring.dmabuf.tlc.jvm.Launcher;
import io.uring.dmabuf.tlc.models.ModelEntry;

/**
 * How the walk runs models.
 *
 * @param home where models are
 * @param launcher how a JVM for one model is started
 * @param replay whether transitions are replayed
 * @param intactFirst whether each model is first run as it is, since a model that fails anyway
 *     catches nothing
 */
public record Settings(Home home, Launcher launcher, boolean replay, boolean intactFirst) {

  /** How a JVM for a model is started: for a small one so that it compiles quickly, not well. */
  Launcher launcher(ModelEntry model) {
    return isSmall(model) ? startingFast() : launcher;
  }

  /** Whether a run ends before an optimising compiler would be worth its time. */
  private static boolean isSmall(ModelEntry model) {
    return model.distinct().getOrElse(Long.MAX_VALUE) < 4 * Walk.CHEAP;
  }

  private Launcher startingFast() {
    return launcher.running(launcher.main().prepend("-XX:TieredStopAtLevel=1"), launcher.command());
  }
}
