package io.uring.dmabuf.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.uring.dmabuf.defects.DefectPage;
import io.uring.dmabuf.defects.DefectProgram;
import io.uring.dmabuf.defects.DefectRow;
import io.uring.dmabuf.defects.DefectRuns;
import io.uring.dmabuf.defects.DefectStory;
import io.uring.dmabuf.defects.DefectTable;
import io.uring.dmabuf.defects.VerdictReport;
import io.uring.dmabuf.defects.VerdictRuns;
import io.uring.dmabuf.defects.VerdictTable;
import io.uring.dmabuf.defects.Verdicts;
import io.uring.dmabuf.tlc.AtomicFile;
import io.uring.dmabuf.tlc.Home;
import io.uring.dmabuf.tlc.check.CheckListener;
import io.uring.dmabuf.tlc.check.CheckOptions;
import io.uring.dmabuf.tlc.jvm.Launcher;
import io.uring.dmabuf.tlc.models.Manifest;
import io.uring.dmabuf.tlc.models.ModelEntry;
import io.vavr.collection.LinkedHashMap;
import io.vavr.collection.List;
import io.vavr.control.Either;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code defects}: runs the planted defects, each in all ways that it has. */
@Command(
    name = "defects",
    mixinStandardHelpOptions = true,
    description = {
      "Plants each defect in the specification, and lets TLC find the law that it breaks; lets the"
          + " implementation make the same mistake, if it can, and explores that; and runs the"
          + " scenario that shows what it does to a user.",
      "With names tells the story of each: what is wrong, the shortest trace, and what comes of it.",
      "Exit status: 0 when each breaks its law in each way; 1 when one does not; 2 unusable input,"
          + " or interrupted."
    })
final class DefectsCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  @Parameters(paramLabel = "NAME", arity = "0..*", description = "These, and what they do.")
  private java.util.List<String> names = new ArrayList<>();

  @Option(names = "--list", description = "Lists them, and runs none.")
  private boolean list;

  @Option(
      names = "--verdicts",
      description =
          "Plants those of the first version together instead: which laws are broken as it was"
              + " posted, with one correction, without one, and which corrections are enough.")
  private boolean verdicts;

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description =
          "Writes the rows (JSON); with --verdicts the runs, each as soon as it has ended.")
  private @Nullable Path json;

  @Option(
      names = "--html",
      paramLabel = "FILE",
      description = {
        "Writes the traces as one page that needs nothing but itself, to step through each;"
            + " FILE#NAME/STEP leads to a step. At most 16 million characters of traces: those that"
            + " do not fit are named, and left out."
      })
  private @Nullable Path html;

  @Option(
      names = "--resume",
      paramLabel = "FILE",
      description = {
        "Goes on with --verdicts where this report (of --json) ended, if the specifications are"
            + " still the same."
      })
  private @Nullable Path resume;

  @Option(
      names = "--reproducer",
      description =
          "Prints a C program on liburing for the one that is named: the calls that show it.")
  private boolean reproducer;

  @Option(names = "--manifest", paramLabel = "FILE", description = "Another list of models.")
  private @Nullable Path manifest;

  @Override
  public Integer call() {
    Home home = manifest == null ? Home.current() : Home.current().withManifest(manifest);
    List<ModelEntry> chosen = chosen(home);
    if (html != null && (verdicts || reproducer || list)) {
      throw new UnusableInputException("--html is about traces, so that the defects are to be run");
    }
    if (verdicts) {
      return verdicts(home);
    }
    if (resume != null) {
      throw new UnusableInputException("--resume goes on with --verdicts");
    }
    if (reproducer) {
      return reproducer(home, chosen);
    }
    if (list) {
      chosen.flatMap(DefectStory::title).forEach(out()::println);
      out().println("defects: " + chosen.size() + " in all");
      out().flush();
      return ExitStatus.CLEAN;
    }
    checkOutput(json);
    checkOutput(html);
    DefectRuns runs =
        new DefectRuns(
            CheckOptions.usual(home, List.empty(), CheckCommand.launcher()),
            explorer(),
            DefectsCommand::display);
    boolean tracing = html != null || !names.isEmpty();
    return told(
        home,
        (tracing ? runs.traced(chosen) : runs.run(chosen))
            .getOrElseThrow(UnusableInputException::new));
  }

  /** What is to be written after a long run can be written, as far as can be told. */
  private static void checkOutput(@Nullable Path file) {
    if (file != null) {
      AtomicFile.check(file).getOrElseThrow(UnusableInputException::new);
    }
  }

  private int told(Home home, List<DefectRow> rows) {
    (names.isEmpty() ? List.<DefectRow>empty() : rows)
        .flatMap(row -> DefectStory.lines(home, row))
        .forEach(out()::println);
    DefectTable.lines(rows).forEach(out()::println);
    if (html != null) {
      DefectPage page = DefectPage.of(home, rows);
      write(html, page.html());
      out().println(page.told(html));
    }
    write(json, json(rows).toPrettyString() + "\n");
    out().println(DefectTable.lastLine(rows));
    out().flush();
    return rows.forAll(row -> row.wrong().isEmpty()) ? ExitStatus.CLEAN : ExitStatus.FOUND;
  }

  private int reproducer(Home home, List<ModelEntry> chosen) {
    if (names.size() != 1 || list) {
      throw new UnusableInputException("--reproducer is about one defect: name it");
    }
    DefectProgram.of(home, chosen.head())
        .getOrElseThrow(UnusableInputException::new)
        .forEach(out()::println);
    out().flush();
    return ExitStatus.CLEAN;
  }

  private int verdicts(Home home) {
    if (list || !names.isEmpty()) {
      throw new UnusableInputException("--verdicts is about all defects of the first version");
    }
    checkOutput(json);
    VerdictReport report = VerdictReport.of(home).getOrElseThrow(UnusableInputException::new);
    VerdictRuns runs =
        new VerdictRuns(
            home,
            CheckCommand.launcher(),
            resume == null
                ? LinkedHashMap.empty()
                : report.read(resume).getOrElseThrow(UnusableInputException::new),
            System.err::println,
            known -> write(json, report.json(known)));
    Verdicts found = runs.run().getOrElseThrow(UnusableInputException::new);
    VerdictTable.lines(found).forEach(out()::println);
    out().flush();
    write(json, report.json(runs.known(), found));
    return ExitStatus.CLEAN;
  }

  private static void write(@Nullable Path file, String text) {
    if (file != null) {
      AtomicFile.write(file, text).getOrElseThrow(UnusableInputException::new);
    }
  }

  private List<ModelEntry> chosen(Home home) {
    Manifest all = Manifest.read(home.manifest()).getOrElseThrow(UnusableInputException::new);
    List<ModelEntry> chosen =
        names.isEmpty()
            ? all.models().filter(ModelEntry::isDefect)
            : Either.sequenceRight(List.ofAll(names).distinct().map(all::find))
                .map(List::ofAll)
                .getOrElseThrow(UnusableInputException::new);
    chosen
        .find(model -> !model.isDefect())
        .forEach(model -> {
          throw new UnusableInputException(
              model.name() + ": a model, and no defect; defects --list tells");
        });
    return chosen;
  }

  private static Launcher explorer() {
    Launcher check = CheckCommand.launcher();
    return check.running(check.main().append("--explore").append("--threads=1"), "explore");
  }

  private static CheckListener display(int runs) {
    return new ProgressDisplay(System.err, Terminal.ofThisOne(), runs);
  }

  private static ArrayNode json(List<DefectRow> rows) {
    ArrayNode all = JsonNodeFactory.instance.arrayNode();
    rows.forEach(row -> {
      ObjectNode node = all.addObject();
      node.put("defect", row.model().name())
          .put("what", row.model().why())
          .put("model", row.model().base().getOrElse(""))
          .put("law", row.law())
          .put("states", row.tlc().result().distinct())
          .put("steps", row.steps())
          .put("seconds", row.tlc().result().measured().seconds());
      row.model().twin().forEach(twin -> node.put("twin", twin.deviation()));
      row.brokenInJava().forEach(law -> node.put("lawInJava", law));
      row.stepsInJava().forEach(steps -> node.put("stepsInJava", steps));
      row.damage()
          .forEach(done ->
              node.put("scenario", done.scenario().toString()).put("damage", done.run().message()));
      ArrayNode wrong = node.putArray("wrong");
      row.wrong().forEach(wrong::add);
    });
    return all;
  }

  private PrintWriter out() {
    return Objects.requireNonNull(spec).commandLine().getOut();
  }
}
