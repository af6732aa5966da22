package io.uring.dmabuf.cli;

import io.uring.dmabuf.guards.JavaDeviation;
import io.uring.dmabuf.guards.JavaDeviations;
import io.uring.dmabuf.guards.JavaGuard;
import io.uring.dmabuf.guards.Mutation;
import io.uring.dmabuf.guards.Notes;
import io.uring.dmabuf.guards.Row;
import io.uring.dmabuf.guards.Sample;
import io.uring.dmabuf.guards.Settings;
import io.uring.dmabuf.guards.SpecGuards;
import io.uring.dmabuf.guards.Walk;
import io.uring.dmabuf.guards.WalkReport;
import io.uring.dmabuf.tlc.Home;
import io.uring.dmabuf.tlc.Wrap;
import io.uring.dmabuf.tlc.models.Manifest;
import io.vavr.collection.LinkedHashMap;
import io.vavr.collection.List;
import io.vavr.collection.Map;
import io.vavr.control.Either;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code guards}: lists all guards, removes them one at a time, and plants wrong decisions. */
@Command(
    name = "guards",
    mixinStandardHelpOptions = true,
    description = {
      "Lists the guards of all actions and of all steps of the implementation; removes them one at"
          + " a time and runs models, the cheapest first, until one notices.",
      "Exit status: 0 when every removal is noticed, or a reason why it cannot be is written down;"
          + " 1 when one is not, or a reason is out of date; 2 unusable input, or interrupted."
    })
final class GuardsCommand implements Callable<Integer> {

  private static final int WIDTH = 80;

  @Spec private @Nullable CommandSpec spec;

  @Option(names = "--list", description = "Lists the guards (the default).")
  private boolean list;

  @Option(names = "--walk", description = "Removes the guards one at a time.")
  private boolean walk;

  @Option(
      names = "--deviations",
      description =
          "Plants the wrong decisions of the implementation, and runs models until one notices;"
              + " those of the specification: defects.")
  private boolean deviations;

  @Option(names = "--sample", paramLabel = "PERCENT", description = "Walks a random part.")
  private @Nullable Integer sample;

  @Option(names = "--seed", paramLabel = "N", description = "The seed of the random part.")
  private @Nullable Long seed;

  @Option(names = "--only", paramLabel = "spec|java", description = "Guards of one side.")
  private @Nullable String only;

  @Option(
      names = "--id",
      paramLabel = "ID",
      description = "This one, or those of a component (java:Requests); walks it.")
  private @Nullable String id;

  @Option(
      names = "--from",
      paramLabel = "ID",
      description = "Walks from this one on; rows before it come from the last report.")
  private @Nullable String from;

  @Option(names = "--manifest", paramLabel = "FILE", description = "Another list of models.")
  private @Nullable Path manifest;

  @Option(names = "--no-replay", description = "Runs TLC alone.")
  private boolean noReplay;

  private int done;
  private List<Row> rows = List.empty();

  @Override
  public Integer call() {
    if (deviations) {
      refuseAChoice();
      return report("deviations-report", this::plant);
    }
    boolean walks = walk || id != null;
    refuseWhatIsOverlooked(walks);
    List<Mutation> chosen = chosen(guards());
    if (walks) {
      return report(id == null ? "guards-report" : "guard-report", () -> remove(chosen));
    }
    chosen.forEach(this::describe);
    out().println("guards: " + chosen.size() + " in all");
    out().flush();
    return ExitStatus.CLEAN;
  }

  /** All wrong decisions are planted: what chooses among guards would be overlooked. */
  private void refuseAChoice() {
    Map<String, @Nullable Object> choices =
        LinkedHashMap.of("--id", id, "--only", only, "--sample", sample, "--from", from);
    choices
        .filterValues(Objects::nonNull)
        .forEach((option, value) -> {
          throw new UnusableInputException(
              "--deviations plants all of them and takes no " + option + " " + value);
        });
  }

  /** What a walk takes and a list does not, or the other way round. */
  private void refuseWhatIsOverlooked(boolean walks) {
    if (list && walks) {
      throw new UnusableInputException(
          "--list lists and takes no " + (id == null ? "--walk" : "--id " + id));
    }
    Map<String, @Nullable Object> ofWalks =
        LinkedHashMap.of(
            "--from",
            from,
            "--manifest",
            manifest,
            "--no-replay",
            noReplay ? "" : null,
            "--seed",
            sample == null ? seed : null);
    ofWalks
        .filter((option, value) -> value != null && (option.equals("--seed") || !walks))
        .forEach((option, value) -> {
          throw new UnusableInputException(
              "%s belongs to %s"
                  .formatted(
                      (option + " " + value).strip(),
                      option.equals("--seed") ? "--sample" : "--walk or --id"));
        });
  }

  private Home home() {
    Home home = Home.current();
    return manifest == null ? home : home.withManifest(manifest);
  }

  private List<Mutation> guards() {
    Path root = home().root();
    boolean spec = sides().contains("spec");
    boolean java = sides().contains("java");
    List<Mutation> actions =
        spec
            ? List.narrow(
                SpecGuards.of(root.resolve("spec")).getOrElseThrow(UnusableInputException::new))
            : List.empty();
    return java ? actions.appendAll(JavaGuard.all()) : actions;
  }

  private List<String> sides() {
    if (only != null && !only.equals("spec") && !only.equals("java")) {
      throw new UnusableInputException("--only " + only + ": there are spec and java");
    }
    return only == null ? List.of("spec", "java") : List.of(only);
  }

  private List<JavaDeviation> deviations() {
    return JavaDeviations.of(home().root()).getOrElseThrow(UnusableInputException::new).ofSteps();
  }

  private List<Mutation> chosen(List<Mutation> all) {
    List<Mutation> named =
        id == null
            ? all
            : all.appendAll(deviations())
                .filter(g -> g.id().equals(id) || g.id().startsWith(id + "."));
    if (id != null && named.isEmpty()) {
      throw new UnusableInputException("--id " + id + ": no such guard; guards --list tells");
    }
    if (sample == null) {
      return named;
    }
    if (sample < 1 || sample > 100) {
      throw new UnusableInputException("--sample " + sample + ": expected 1 to 100 percent");
    }
    long chosenSeed = seed == null ? System.nanoTime() & 0xFFFFFF : seed;
    out().println("guards: " + sample + "% at random, --seed " + chosenSeed);
    return Sample.of(named, sample, chosenSeed);
  }

  private void describe(Mutation guard) {
    out().println(guard.id() + "  (" + guard.where(home().root()) + ")");
    Wrap.lines(guard.text(), 4, WIDTH).forEach(out()::println);
    guard
        .bound()
        .orElse(() -> Notes.current().reason(guard.id()))
        .forEach(reason -> Wrap.lines("- " + reason, 4, WIDTH).forEach(out()::println));
  }

  /** Runs a walk, prints its rows and writes its report. */
  private int report(String name, Callable<Either<String, List<Row>>> work) {
    Path folder = home().root().resolve("target");
    WalkReport.check(folder, name).getOrElseThrow(UnusableInputException::new);
    List<Row> all;
    try {
      all = work.call().getOrElseThrow(UnusableInputException::new);
    } catch (UnusableInputException e) {
      throw e;
    } catch (Exception e) {
      throw new UnusableInputException("the walk failed: " + e, e);
    }
    all.flatMap(WalkReport::lines).forEach(out()::println);
    out().println(WalkReport.lastLine(name.replace("-report", ""), all));
    out().flush();
    WalkReport.write(folder, name, all).getOrElseThrow(UnusableInputException::new);
    return all.forAll(Row::isGood) ? ExitStatus.CLEAN : ExitStatus.FOUND;
  }

  private Either<String, List<Row>> remove(List<Mutation> guards) {
    Path folder = home().root().resolve("target");
    List<Mutation> rest =
        from == null ? guards : guards.dropUntil(guard -> guard.id().equals(from));
    if (rest.isEmpty()) {
      throw new UnusableInputException("--from " + from + ": no such guard; guards --list tells");
    }
    List<String> before = guards.dropRight(rest.size()).map(Mutation::id);
    rows = WalkReport.read(folder, "guards-report").filter(row -> before.contains(row.id()));
    List<Row> kept = rows;
    return walk(rest.size(), id == null && sample == null ? folder : null)
        .mutations(rest)
        .map(kept::appendAll);
  }

  private Either<String, List<Row>> plant() {
    List<JavaDeviation> wrong = deviations();
    return walk(wrong.size(), null).mutations(wrong);
  }

  private Manifest models() {
    return Manifest.read(home().manifest()).getOrElseThrow(UnusableInputException::new);
  }

  private Walk walk(int size, @Nullable Path folder) {
    Settings settings = new Settings(home(), CheckCommand.launcher(), !noReplay, true);
    return new Walk(settings, models(), Notes.current(), row -> told(row, size, folder));
  }

  /** Tells how the walk goes on, and keeps what it found so far. */
  private synchronized void told(Row row, int size, @Nullable Path folder) {
    done++;
    rows = rows.append(row);
    System.err.printf("[%d/%d] %s: %s%n", done, size, row.id(), WalkReport.outcome(row));
    if (folder != null) {
      WalkReport.write(folder, "guards-report", rows);
    }
  }

  private PrintWriter out() {
    return Objects.requireNonNull(spec).commandLine().getOut();
  }
}
