package io.uring.dmabuf.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.uring.dmabuf.baseline.Baseline;
import io.uring.dmabuf.baseline.BaselineFile;
import io.uring.dmabuf.baseline.Comparison;
import io.uring.dmabuf.baseline.Measured;
import io.uring.dmabuf.tlc.AtomicFile;
import io.uring.dmabuf.tlc.Home;
import io.uring.dmabuf.tlc.jvm.Launcher;
import io.uring.dmabuf.tlc.models.Manifest;
import io.vavr.collection.HashMap;
import io.vavr.collection.List;
import io.vavr.collection.Map;
import io.vavr.control.Either;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code baseline}: writes down what the checks cover, and compares it with what was. */
@Command(
    name = "baseline",
    mixinStandardHelpOptions = true,
    description = {
      "Writes down what the checks cover (verdicts, counts, laws and bounds of every model as TLC"
          + " loads it, planted mistakes, the tour), or compares it with a file that was written"
          + " before: one line a difference.",
      "Exit status: 0 written, or no difference; 1 a difference; 2 unusable input."
    })
final class BaselineCommand implements Callable<Integer> {

  @Spec private @Nullable CommandSpec spec;

  @ArgGroup(exclusive = true, multiplicity = "1")
  private What what = new What();

  /** Either of the two. */
  static final class What {
    @Option(names = "--write", paramLabel = "FILE", description = "Writes this file.")
    private @Nullable Path write;

    @Option(names = "--compare", paramLabel = "FILE", description = "Compares with this file.")
    private @Nullable Path compare;
  }

  @Option(
      names = "--report",
      paramLabel = "FILE",
      description = "A report of check --json, for the pairs of groups that meet.")
  private @Nullable Path report;

  @Option(
      names = "--live",
      paramLabel = "FILE",
      description = "What live --edges printed, for the edges driven on the running kernel.")
  private @Nullable Path live;

  @Override
  public Integer call() {
    // Unusable input is told before all models are loaded.
    ObjectNode before = before();
    ObjectNode measured =
        measured(new ObjectMapper().createObjectNode()).getOrElseThrow(UnusableInputException::new);
    if (what.write != null) {
      AtomicFile.check(what.write).getOrElseThrow(UnusableInputException::new);
    }
    ObjectNode now =
        Baseline.of(Home.current(), launcher()).getOrElseThrow(UnusableInputException::new);
    ObjectNode whole = Measured.keeping(Measured.keeping(now, measured), before);
    return what.write != null ? written(what.write, whole) : compared(before, whole);
  }

  /** What was written before; nothing where a file is written for the first time. */
  private ObjectNode before() {
    Path file = Objects.requireNonNull(what.write != null ? what.write : what.compare);
    return what.write != null && !Files.exists(file)
        ? new ObjectMapper().createObjectNode()
        : BaselineFile.read(file).getOrElseThrow(UnusableInputException::new);
  }

  private Either<String, ObjectNode> measured(ObjectNode baseline) {
    Either<String, ObjectNode> withPairs =
        report == null ? Either.right(baseline) : Measured.pairs(baseline, report);
    Path printed = live;
    return printed == null ? withPairs : withPairs.flatMap(b -> Measured.edges(b, printed));
  }

  private int written(Path file, ObjectNode baseline) {
    BaselineFile.write(file, baseline).getOrElseThrow(UnusableInputException::new);
    out().println("baseline: " + baseline.path("models").size() + " models in " + file);
    out().flush();
    return ExitStatus.CLEAN;
  }

  private int compared(ObjectNode before, ObjectNode now) {
    List<String> differences = Comparison.lines(before, now, was());
    differences.forEach(out()::println);
    out()
        .println(
            "baseline: "
                + now.path("models").size()
                + " models, "
                + differences.size()
                + (differences.size() == 1 ? " difference" : " differences"));
    out().flush();
    return differences.isEmpty() ? ExitStatus.CLEAN : ExitStatus.FOUND;
  }

  private static Launcher launcher() {
    return CheckCommand.launcher("model-facts");
  }

  private static Map<String, String> was() {
    return Manifest.read(Home.current().manifest())
        .getOrElseThrow(UnusableInputException::new)
        .models()
        .foldLeft(
            HashMap.empty(),
            (map, model) -> model.was().map(old -> map.put(model.name(), old)).getOrElse(map));
  }

  private PrintWriter out() {
    return Objects.requireNonNull(spec).commandLine().getOut();
  }
}
