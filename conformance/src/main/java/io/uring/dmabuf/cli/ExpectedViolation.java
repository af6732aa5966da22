package io.uring.dmabuf.cli;

import io.uring.dmabuf.defects.DefectStory;
import io.uring.dmabuf.tlc.Verdict;
import io.uring.dmabuf.tlc.Wrap;
import io.uring.dmabuf.tlc.check.CheckOptions;
import io.uring.dmabuf.tlc.check.ModelOutcome;
import io.vavr.collection.List;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What is told of a model that breaks a law and is there to do so: the law in words, the way to the
 * state in which it is broken, and where that is written.
 */
final class ExpectedViolation {
  private static final int WIDTH = 80;

  private ExpectedViolation() {}

  /** The lines for a model that was run alone; none when it ended in another way. */
  static List<String> lines(ModelOutcome outcome, CheckOptions options) {
    return outcome.isClean() && outcome.result().verdict() instanceof Verdict.Violates(String law)
        ? lines(outcome, law, options)
        : List.empty();
  }

  private static List<String> lines(ModelOutcome outcome, String law, CheckOptions options) {
    String name = outcome.model().name();
    return List.of("", name + " violates " + law + " (expected)")
        .appendAll(Wrap.lines(outcome.model().why(), 2, WIDTH))
        .appendAll(DefectStory.broken(options.home(), law, outcome.result()))
        .appendAll(
            Wrap.lines(
                options
                    .traceDir()
                    .map(folder -> written(folder, name))
                    .getOrElse("--trace-dir DIR writes it as text, JSON, a diagram and a page"),
                0,
                WIDTH))
        .append("");
  }

  /** Events are there only where the implementation goes the same way. */
  private static String written(Path folder, String name) {
    boolean events = Files.exists(folder.resolve(name + ".ndjson"));
    return "written: "
        + folder.resolve(name)
        + (events ? ".txt, .json, .mmd, .html and .ndjson" : ".txt, .json, .mmd and .html");
  }
}
