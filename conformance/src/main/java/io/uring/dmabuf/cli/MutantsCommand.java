package io.uring.dmabuf.cli;

import io.uring.dmabuf.guards.Settings;
import io.uring.dmabuf.mutants.Hunt;
import io.uring.dmabuf.mutants.Mutant;
import io.uring.dmabuf.mutants.MutantKind;
import io.uring.dmabuf.mutants.MutantNotes;
import io.uring.dmabuf.mutants.MutantReport;
import io.uring.dmabuf.mutants.MutantRow;
import io.uring.dmabuf.mutants.MutantRows;
import io.uring.dmabuf.mutants.Mutants;
import io.uring.dmabuf.tlc.AtomicFile;
import io.uring.dmabuf.tlc.Home;
import io.uring.dmabuf.tlc.Wrap;
import io.uring.dmabuf.tlc.models.Manifest;
import io.uring.dmabuf.tlc.models.ModelEntry;
import io.vavr.collection.List;
import io.vavr.control.Either;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code mutants}: changes the specification mechanically, and asks which law notices it. */
@Command(
    name = "mutants",
    mixinStandardHelpOptions = true,
    description = {
      "Changes the specification mechanically, one place at a time: a conjunct or an update is"
          + " dropped, a branch swapped, a comparison turned or off by one, a set operation"
          + " exchanged. Runs the models that take what is changed, the smallest first, until a"
          + " named law fails.",
      "Exit status: 0 when each mutant is killed, or a note says why it is not; 1 when one is not,"
          + " or a note is out of date; 2 unusable input, or interrupted."
    })
final class MutantsCommand implements Callable<Integer> {

  private static final int WIDTH = 80;

  /** Models of so many distinct states are run unless others are named. */
  private static final int SMALL = 35_000;

  @Spec private @Nullable CommandSpec spec;

  @Option(names = "--list", description = "Lists all mutants, and runs none.")
  private boolean list;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "By which they are drawn (1).",
      defaultValue = "1")
  private long seed = 1;

  @Option(
      names = "--count",
      paramLabel = "N",
      description = "How many that count: not those that TLC cannot evaluate (100).",
      defaultValue = "100")
  private int count = 100;

  @Option(
      names = "--kind",
      paramLabel = "KIND",
      description = "Of this kind: guard, update, branch, comparison, set; repeatable.")
  private java.util.List<String> kinds = new ArrayList<>();

  @Option(
      names = "--id",
      paramLabel = "ID",
      description = "This one, or those of a definition; repeatable.")
  private java.util.List<String> ids = new ArrayList<>();

  @Option(
      names = "--seconds",
      paramLabel = "N",
      description = "The limit for one mutant, of the processor (180).",
      defaultValue = "180")
  private int seconds = 180;

  @Option(
      names = "--model",
      paramLabel = "NAME",
      description = "Runs this model, which passes, in place of the small ones; repeatable.")
  private java.util.List<String> names = new ArrayList<>();

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "Writes the rows (JSON), each as soon as it is there.")
  private @Nullable Path json;

  @Option(
      names = "--resume",
      paramLabel = "FILE",
      description = {
        "Takes from this report (of --json) what it says of mutants that are still the same, and"
            + " runs the others."
      })
  private @Nullable Path resume;

  @Option(names = "--page", paramLabel = "FILE", description = "Writes the score (Markdown).")
  private @Nullable Path page;

  @Option(names = "--manifest", paramLabel = "FILE", description = "Another list of models.")
  private @Nullable Path manifest;

  private List<MutantRow> rows = List.empty();

  @Override
  public Integer call() {
    if (count < 1 || seconds < 1) {
      throw new UnusableInputException("--count and --seconds are at least 1");
    }
    Manifest all = manifest();
    List<ModelEntry> models = models(all);
    Mutants mutants =
        Mutants.of(
                home().root().resolve("spec"),
                home().library(),
                small(all).appendAll(models).map(ModelEntry::module).toSet())
            .getOrElseThrow(UnusableInputException::new);
    List<Mutant> chosen = chosen(mutants);
    if (list) {
      chosen.forEach(this::describe);
      out().println("mutants: " + chosen.size() + " in all");
      out().flush();
      return ExitStatus.CLEAN;
    }
    List.of(json, page)
        .filter(Objects::nonNull)
        .forEach(file -> AtomicFile.check(file).getOrElseThrow(UnusableInputException::new));
    MutantNotes notes =
        MutantNotes.read(home().root().resolve(MutantNotes.FILE), mutants)
            .getOrElseThrow(UnusableInputException::new);
    Settings settings = new Settings(home(), CheckCommand.launcher(), false, false);
    List<MutantRow> before =
        resume == null
            ? List.empty()
            : MutantRows.read(resume, mutants).getOrElseThrow(UnusableInputException::new);
    Hunt hunt = new Hunt(mutants, notes, settings, models, before, seconds, this::told);
    return report(hunt.draw(chosen, ids.isEmpty() ? count : chosen.size()));
  }

  private Home home() {
    Home home = Home.current();
    return manifest == null ? home : home.withManifest(manifest);
  }

  private Manifest manifest() {
    return Manifest.read(home().manifest()).getOrElseThrow(UnusableInputException::new);
  }

  private static List<ModelEntry> small(Manifest all) {
    return all.tier(ModelEntry.Tier.FULL)
        .filter(m -> m.expected() instanceof ModelEntry.Expected.Pass)
        .filter(m -> m.expectedStates() <= SMALL);
  }

  /** The models that may be run: those that pass, small ones or as they are named. */
  private List<ModelEntry> models(Manifest all) {
    List<ModelEntry> chosen =
        names.isEmpty()
            ? small(all)
            : Either.sequenceRight(List.ofAll(names).distinct().map(all::find))
                .map(List::ofAll)
                .getOrElseThrow(UnusableInputException::new);
    chosen
        .find(m -> !(m.expected() instanceof ModelEntry.Expected.Pass))
        .forEach(m -> {
          throw new UnusableInputException("--model " + m.name() + ": breaks a law as it is");
        });
    return chosen;
  }

  private List<Mutant> chosen(Mutants mutants) {
    List<MutantKind> wanted =
        List.ofAll(kinds)
            .map(word ->
                MutantKind.named(word)
                    .getOrElseThrow(() ->
                        new UnusableInputException(
                            "--kind "
                                + word
                                + ": there are "
                                + List.of(MutantKind.values())
                                    .map(MutantKind::word)
                                    .mkString(", "))));
    List<Mutant> chosen =
        (list || !ids.isEmpty() ? mutants.all() : mutants.shuffled(seed))
            .filter(m -> ids.isEmpty() || ids.stream().anyMatch(id -> isNamed(m, id)))
            .filter(m -> wanted.isEmpty() || wanted.contains(m.kind()));
    if (chosen.isEmpty()) {
      throw new UnusableInputException("no such mutant; mutants --list tells");
    }
    return chosen;
  }

  private static boolean isNamed(Mutant mutant, String id) {
    return mutant.id().equals(id) || mutant.id().startsWith(id + ".");
  }

  private void describe(Mutant mutant) {
    out().println(mutant.id() + "  (" + mutant.where(home().root()) + ")");
    Wrap.lines(mutant.text(), 4, WIDTH).forEach(out()::println);
  }

  /** Tells how the hunt goes on. */
  private synchronized void told(MutantRow row) {
    rows = rows.append(row);
    write(json, new MutantReport(seed, seconds, home().root(), rows).json());
    String line = "[" + rows.size() + "] " + row.mutant().id() + ": " + MutantReport.outcome(row);
    Wrap.lines(line, 0, WIDTH).forEach(System.err::println);
  }

  private int report(Either<String, List<MutantRow>> hunted) {
    List<MutantRow> all = hunted.getOrElseThrow(UnusableInputException::new);
    MutantReport report = new MutantReport(seed, seconds, home().root(), all);
    report.lines().forEach(out()::println);
    out().flush();
    write(json, report.json());
    write(page, report.page(LocalDate.now(java.time.ZoneOffset.UTC).toString()));
    return all.forAll(MutantRow::isGood) ? ExitStatus.CLEAN : ExitStatus.FOUND;
  }

  private static void write(@Nullable Path file, String text) {
    if (file != null) {
      AtomicFile.write(file, text).getOrElseThrow(UnusableInputException::new);
    }
  }

  private PrintWriter out() {
    return Objects.requireNonNull(spec).commandLine().getOut();
  }
}
