package io.uring.dmabuf.guards;

import io.uring.dmabuf.tlc.Home;
import io.uring.dmabuf.tlc.jvm.Launcher;

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

  /** A launcher of JVMs that compile quickly instead of well, for runs of a second or two. */
  Launcher startingFast() {
    return new Launcher(
        launcher.java(),
        launcher.classPath(),
        launcher.main().prepend("-XX:TieredStopAtLevel=1"),
        launcher.command());
  }
}
