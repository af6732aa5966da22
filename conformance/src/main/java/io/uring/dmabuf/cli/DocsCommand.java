package io.uring.dmabuf.cli;

import io.uring.dmabuf.docs.CheckRun;
import io.uring.dmabuf.docs.Correspondence;
import io.uring.dmabuf.docs.DocumentUpdate;
import io.uring.dmabuf.docs.GeneratedPart;
import io.uring.dmabuf.docs.LiveRun;
import io.uring.dmabuf.docs.SavedVerdicts;
import io.uring.dmabuf.docs.SpecPage;
import io.uring.dmabuf.docs.TestResults;
import io.uring.dmabuf.symbols.KernelTree;
import io.uring.dmabuf.symbols.SymbolList;
import io.uring.dmabuf.symbols.TreeComparison;
import io.uring.dmabuf.tlc.AtomicFile;
import io.uring.dmabuf.tlc.Home;
import io.uring.dmabuf.tlc.models.Manifest;
import io.vavr.collection.List;
import io.vavr.control.Either;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code docs}: makes the specifications into a page, and brings generated parts up to date. */
@Command(
    name = "docs",
    mixinStandardHelpOptions = true,
    description = {
      "Makes the specifications into one HTML page that needs no network; or, with --tables,"
          + " --report, --live or --verdicts, writes generated parts of the documents instead:"
          + " all or none."
          + " With --symbols it writes nothing: it says which of the kernel's names moved, went or"
          + " became something else in a source tree.",
      "Exit status: 0 written, or no name is different; 1 the tables of conformance would not be"
          + " complete, or a name is different; 2 unusable input, and nothing was written."
    })
final class DocsCommand implements Callable<Integer> {

  private static final String PAGE = "specifications.html";
  private static final String README = "README.md";
  private static final String RESULTS = "docs/results.md";
  private static final String VERDICTS = "docs/verdicts.md";
  private static final String SYMBOLS = "spec/symbols.tsv";

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--output",
      paramLabel = "DIR",
      description = "Where the page goes; default target/docs.")
  private @Nullable Path output;

  @Option(
      names = "--tables",
      description =
          "Writes what follows from the repository itself: the tables of models, scenarios and"
              + " conformance.")
  private boolean tables;

  @Option(
      names = "--report",
      paramLabel = "FILE",
      description =
          "Writes the results of the check with this report (check --json), and of the last run of all tests"
              + " if it left its own, into docs/results.md and README.md.")
  private @Nullable Path report;

  @Option(
      names = "--live",
      paramLabel = "FILE",
      description = "Writes what dmabuf-rw live printed into docs/results.md.")
  private @Nullable Path live;

  @Option(
      names = "--verdicts",
      paramLabel = "FILE",
      description = "Writes what dmabuf-rw defects --verdicts printed into docs/verdicts.md.")
  private @Nullable Path verdicts;

  @Option(
      names = "--symbols",
      paramLabel = "TREE",
      description = "An unpacked kernel source tree to compare spec/symbols.tsv with.")
  private @Nullable Path symbols;

  @Override
  public Integer call() {
    Home home = Home.current();
    if (symbols != null) {
      return symbols(home, symbols);
    }
    if (!tables && report == null && live == null && verdicts == null) {
      return page(home);
    }
    List<String> problems =
        tables ? new Correspondence(home.root()).problems() : List.<String>empty();
    if (!problems.isEmpty()) {
      problems.forEach(out()::println);
      return ExitStatus.FOUND;
    }
    told(parts(home).flatMap(parts -> DocumentUpdate.write(home.root(), parts)));
    return ExitStatus.CLEAN;
  }

  private int symbols(Home home, Path folder) {
    TreeComparison comparison =
        SymbolList.read(home.root().resolve(SYMBOLS))
            .flatMap(list -> KernelTree.of(folder).map(tree -> TreeComparison.of(list, tree)))
            .getOrElseThrow(UnusableInputException::new);
    comparison.lines().forEach(out()::println);
    return comparison.differences().isEmpty() ? ExitStatus.CLEAN : ExitStatus.FOUND;
  }

  private int page(Home home) {
    Path folder =
        (output == null ? home.root().resolve("target/docs") : output).toAbsolutePath().normalize();
    AtomicFile.checkFolder(folder).getOrElseThrow(UnusableInputException::new);
    told(
        SpecPage.of(home, folder)
            .flatMap(page -> AtomicFile.write(folder.resolve(PAGE), page.html()))
            .map(List::of));
    return ExitStatus.CLEAN;
  }

  private Either<String, List<GeneratedPart>> parts(Home home) {
    Either<String, List<GeneratedPart>> own =
        tables ? GeneratedPart.of(home) : Either.right(List.empty());
    return own.flatMap(parts -> checked(home).map(parts::appendAll))
        .flatMap(parts -> lived().map(parts::appendAll))
        .flatMap(parts -> judged().map(parts::appendAll));
  }

  private Either<String, List<GeneratedPart>> checked(Home home) {
    if (report == null) {
      return Either.right(List.empty());
    }
    Path file = report;
    List<GeneratedPart> tests =
        TestResults.in(home.root())
            .map(TestResults::summary)
            .toList()
            .flatMap(lines ->
                List.of(
                    new GeneratedPart(README, "test", lines),
                    new GeneratedPart(RESULTS, "test", lines)));
    return Manifest.read(home.manifest())
        .flatMap(manifest -> CheckRun.read(file, manifest))
        .map(run ->
            List.of(
                new GeneratedPart(README, "check", run.summary()),
                new GeneratedPart(
                    RESULTS, "check", run.summary().append("").appendAll(run.table())),
                new GeneratedPart(RESULTS, "laws", run.laws())))
        .map(parts -> parts.appendAll(tests));
  }

  private Either<String, List<GeneratedPart>> lived() {
    return live == null
        ? Either.right(List.empty())
        : LiveRun.read(live).map(run -> List.of(new GeneratedPart(RESULTS, "live", run.text())));
  }

  private Either<String, List<GeneratedPart>> judged() {
    return verdicts == null
        ? Either.right(List.empty())
        : SavedVerdicts.read(verdicts)
            .map(run -> List.of(new GeneratedPart(VERDICTS, "verdicts", run.text())));
  }

  private void told(Either<String, List<Path>> written) {
    written
        .getOrElseThrow(UnusableInputException::new)
        .forEach(file -> out().println("written: " + file));
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }
}
