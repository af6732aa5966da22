package io.uring.dmabuf.cli;

import io.uring.dmabuf.docs.ConformanceTable;
import io.uring.dmabuf.docs.Correspondence;
import io.uring.dmabuf.docs.Markdown;
import io.uring.dmabuf.docs.ModelTables;
import io.uring.dmabuf.docs.SpecPage;
import io.uring.dmabuf.docs.TestResults;
import io.uring.dmabuf.scenario.ScenarioTables;
import io.uring.dmabuf.tlc.Home;
import io.vavr.collection.List;
import io.vavr.control.Either;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code docs}: makes the specifications into a page, and brings generated tables up to date. */
@Command(
    name = "docs",
    mixinStandardHelpOptions = true,
    description = {
      "Makes the specifications into one HTML page that needs no network; with --conformance or"
          + " --readme it writes the generated tables of the documents instead.",
      "Exit status: 0 written; 1 the tables of CONFORMANCE.md would not be complete; 2 unusable"
          + " input."
    })
final class DocsCommand implements Callable<Integer> {

  private static final String PAGE = "specifications.html";

  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = "--output",
      paramLabel = "DIR",
      description = "Where the page goes; default target/docs.")
  private @Nullable Path output;

  @Option(names = "--conformance", description = "Writes the tables of CONFORMANCE.md.")
  private boolean conformance;

  @Option(
      names = "--readme",
      description =
          "Writes the tables of README.md and spec/README.md from the manifest and the reports of"
              + " the last check and the last tests.")
  private boolean readme;

  @Option(
      names = "--report",
      paramLabel = "FILE",
      description = "The report of a check; default target/check-report.json.")
  private @Nullable Path report;

  @Override
  public Integer call() {
    Home home = Home.current();
    if (conformance) {
      return conformance(home);
    }
    return readme ? readme(home) : page(home);
  }

  private int page(Home home) {
    Path folder = output == null ? home.root().resolve("target/docs") : output.toAbsolutePath();
    Path file = folder.normalize().resolve(PAGE);
    String html = new SpecPage(home.root(), folder.normalize()).html();
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new UnusableInputException("--output " + folder + " cannot be written: " + e, e);
    }
    write(file, html);
    return ExitStatus.CLEAN;
  }

  private int conformance(Home home) {
    Correspondence correspondence = new Correspondence(home.root());
    List<String> problems = correspondence.problems();
    if (!problems.isEmpty()) {
      problems.forEach(out()::println);
      return ExitStatus.FOUND;
    }
    fill(
        home.root().resolve("CONFORMANCE.md"),
        "conformance",
        ConformanceTable.lines(correspondence));
    return ExitStatus.CLEAN;
  }

  private int readme(Home home) {
    Path measured = report == null ? home.root().resolve("target/check-report.json") : report;
    ModelTables tables = ModelTables.of(home, measured).getOrElseThrow(UnusableInputException::new);
    Path file = home.root().resolve("README.md");
    fill(file, "check", tables.results());
    fill(file, "costs", tables.costs());
    fill(file, "statements", ScenarioTables.statements());
    fill(file, "tour", ScenarioTables.tour(home.root()));
    fill(file, "example", ScenarioTables.example(home.root()));
    TestResults.line(home.root()).forEach(line -> fill(file, "test", List.of(line)));
    fill(home.root().resolve("spec/README.md"), "covers", tables.covers());
    return ExitStatus.CLEAN;
  }

  private void fill(Path file, String name, List<String> lines) {
    Either<String, String> text = Markdown.replace(read(file), name, lines);
    write(file, text.getOrElseThrow(why -> new UnusableInputException(file + ": " + why)));
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UnusableInputException(file + " cannot be read: " + e, e);
    }
  }

  private void write(Path file, String text) {
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UnusableInputException(file + " cannot be written: " + e, e);
    }
    out().println("written: " + file);
  }

  private PrintWriter out() {
    return java.util.Objects.requireNonNull(spec).commandLine().getOut();
  }
}
