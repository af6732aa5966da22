package io.uring.dmabuf.tlc.check;

import io.uring.dmabuf.tlc.Home;
import io.uring.dmabuf.tlc.jvm.Launcher;
import io.uring.dmabuf.tlc.models.ModelEntry;
import io.uring.dmabuf.tlc.run.Progress;
import io.vavr.collection.List;
import io.vavr.control.Either;
import io.vavr.control.Option;
import java.io.File;
import java.net.URISyntaxException;
import java.nio.file.Path;

/** The toy specification of the tests, checked in JVMs of its own. */
public final class ToyHome {

  private ToyHome() {}

  /** Where the toy's specifications, models and manifest are. */
  public static Home home() {
    try {
      return Home.at(Path.of(ToyHome.class.getResource("/toy").toURI()));
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The options of a check of these models; all of the quick tier when there are none. */
  static CheckOptions options(String... models) {
    return CheckOptions.usual(home(), List.of(models), launcher());
  }

  /** The program is one of the tests': what is tested comes first, as the cache is of it alone. */
  private static Launcher launcher() {
    Launcher usual = Launcher.likeThisOne(List.of(ToyMain.class.getName()), "check");
    return new Launcher(
        usual.java(),
        List.of(usual.classPath(), System.getProperty("java.class.path"))
            .distinct()
            .mkString(File.pathSeparator),
        usual.cache(),
        usual.main(),
        usual.command());
  }

  /** The same options with another home. */
  static CheckOptions in(Home home, CheckOptions o) {
    return new CheckOptions(
        home,
        o.models(),
        o.tier(),
        o.tla2tools(),
        o.distributed(),
        o.metadir(),
        o.heap(),
        o.replay(),
        o.properties(),
        o.traceDir(),
        o.failFast(),
        o.update(),
        o.launcher());
  }

  /** The same options with others for the replay. */
  static CheckOptions with(List<String> properties, Option<Path> traceDir, CheckOptions o) {
    return new CheckOptions(
        o.home(),
        o.models(),
        o.tier(),
        o.tla2tools(),
        o.distributed(),
        o.metadir(),
        o.heap(),
        o.replay(),
        properties,
        traceDir,
        o.failFast(),
        o.update(),
        o.launcher());
  }

  /** Runs a check without showing how it goes on. */
  static Either<String, CheckSummary> check(CheckOptions options) {
    return Checker.check(
        options,
        new CheckListener() {
          @Override
          public void started(ModelEntry model) {}

          @Override
          public void working(ModelEntry model, Progress progress) {}

          @Override
          public void ended(ModelOutcome outcome) {}

          @Override
          public void interrupted() {}
        });
  }
}
