package io.uring.dmabuf.mutants;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.uring.dmabuf.tlc.Pretty;
import io.uring.dmabuf.tlc.Wrap;
import io.vavr.Tuple2;
import io.vavr.collection.List;
import java.nio.file.Path;
import java.util.Locale;

/**
 * The score of a hunt, for a terminal, for programs and as a page.
 *
 * @param seed by which the mutants were drawn
 * @param seconds the limit for each
 * @param root of the repository
 * @param rows what became of each
 */
public record MutantReport(long seed, int seconds, Path root, List<MutantRow> rows) {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int WIDTH = 80;

  /** A row as lines of at most 80 columns: what was changed, and what noticed it. */
  public List<String> lines(MutantRow row) {
    return List.of(row.mutant().id() + "  (" + row.mutant().where(root) + ")")
        .appendAll(Wrap.lines(row.mutant().text(), 4, WIDTH))
        .appendAll(Wrap.lines(outcome(row), 4, WIDTH))
        .append("    again: " + again(row));
  }

  /** What became of a mutant, in one line. */
  public static String outcome(MutantRow row) {
    String seconds = String.format(Locale.ROOT, ", %.1f s", row.seconds());
    String said = row.why().isEmpty() ? "" : ": " + row.why();
    return switch (row.fate()) {
      case KILLED -> "killed by " + row.law() + " in " + row.model() + seconds;
      case STALE -> "STALE NOTE: " + row.law() + " in " + row.model() + seconds + said;
      case NO_VALUE, EQUIVALENT -> row.fate().words() + said;
      case LOST, COUNTS -> row.fate().words() + " in " + row.model() + seconds + said;
      case NOTHING, LATE -> row.fate().words() + seconds + said;
    };
  }

  /** The command that does it again, in the one model that told. */
  private static String again(MutantRow row) {
    boolean tells = row.fate() != Fate.NOTHING && row.fate() != Fate.LATE;
    return "dmabuf-rw mutants --id "
        + row.mutant().id()
        + (tells && !row.isNoted() ? " --model " + row.model() : "");
  }

  /** The whole: the rows, then the score. A command that does one again stays on one line. */
  public List<String> lines() {
    return rows.flatMap(this::lines).appendAll(Wrap.lines(lastLine(), 0, WIDTH));
  }

  /** The score in one line. */
  public String lastLine() {
    return "mutants: seed "
        + seed
        + ", at most "
        + seconds
        + " s each; a law kills "
        + share(counted())
        + ", and "
        + share(more())
        + " without those that only take states away; "
        + List.of(Fate.values())
            .filter(fate -> count(fate) > 0)
            .map(fate -> count(fate) + " " + fate.words())
            .mkString(", ");
  }

  private int count(Fate fate) {
    return rows.count(row -> row.fate() == fate);
  }

  private List<MutantRow> counted() {
    return rows.filter(row -> row.fate().counts());
  }

  /** Those that do what the specification does not, as far as their runs tell. */
  private List<MutantRow> more() {
    return counted().reject(MutantRow::isLess);
  }

  private static String share(List<MutantRow> of) {
    return killed(of) + " of " + of.size() + " (" + percent(of) + "%)";
  }

  private static int killed(List<MutantRow> of) {
    return of.count(row -> !row.fate().survives());
  }

  private static int percent(List<MutantRow> of) {
    return of.isEmpty() ? 0 : killed(of) * 100 / of.size();
  }

  /** The report for programs. */
  public String json() {
    ObjectNode all = JSON.createObjectNode();
    all.put("seed", seed).put("seconds", seconds);
    all.put("percent", percent(counted())).put("percentOfMore", percent(more()));
    ObjectNode totals = all.putObject("totals");
    List.of(Fate.values()).forEach(fate -> totals.put(fate.key(), count(fate)));
    ArrayNode list = all.putArray("rows");
    rows.forEach(row -> put(list.addObject(), row));
    return Pretty.print(all);
  }

  private void put(ObjectNode node, MutantRow row) {
    node.put("id", row.mutant().id()).put("where", row.mutant().where(root));
    node.put("definition", row.mutant().place()).put("change", row.mutant().text());
    node.put("fate", row.fate().key()).put("law", row.law()).put("model", row.model());
    node.put("less", row.isLess())
        .put("noted", row.isNoted())
        .put("why", row.why())
        .put("seconds", Math.round(row.seconds() * 10) / 10.0);
  }

  /**
   * The page: what was drawn, what became of it, and those that no law notices.
   *
   * @param day of the run, as it is to be written
   */
  public String page(String day) {
    return "# Mutants: the score of the laws\n\n"
        + "What `dmabuf-rw mutants --seed "
        + seed
        + " --count "
        + counted().size()
        + "` found on "
        + day
        + ": mechanical mutants of the specification, drawn\n"
        + "at random, and what notices them in the models that were run. *Killed*: a named law,"
        + " property or refinement fails;\na count that differs, a witness that is lost or an"
        + " exception is no law. *Only takes states away*: some run has fewer\nstates or"
        + " transitions and none has more, so that no law about states can notice.\n\n"
        + "| mutants | |\n|---|---|\n"
        + List.of(Fate.values())
            .filter(fate -> count(fate) > 0)
            .map(fate -> "| " + fate.words() + " | " + count(fate) + " |\n")
            .mkString()
        + "| **killed, of those that count** | **"
        + share(counted())
        + "** |\n| killed, without those that only take states away | "
        + share(more())
        + " |\n\n## By kind\n\n| kind | killed | of |\n|---|---|---|\n"
        + List.of(MutantKind.values()).map(this::kind).mkString()
        + "\n## By law\n\n| law | mutants that it kills first |\n|---|---|\n"
        + laws().map(t -> "| " + t._1 + " | " + t._2 + " |\n").mkString()
        + section("Survivors", rows.filter(row -> row.fate().survives() && !row.isLess()))
        + section("Survivors that only take states away", rows.filter(MutantRow::isLess))
        + section("Equivalent", rows.filter(row -> row.fate() == Fate.EQUIVALENT))
        + section("Not evaluated", rows.filter(row -> row.fate() == Fate.NO_VALUE));
  }

  private String kind(MutantKind kind) {
    List<MutantRow> of = counted().filter(row -> row.mutant().kind() == kind);
    return "| " + kind.word() + " | " + killed(of) + " | " + of.size() + " |\n";
  }

  private List<Tuple2<String, Integer>> laws() {
    return rows.filter(row -> row.fate() == Fate.KILLED)
        .groupBy(MutantRow::law)
        .mapValues(List::size)
        .toList()
        .sortBy(t -> t._1)
        .sortBy(t -> -t._2);
  }

  private static String section(String title, List<MutantRow> of) {
    return of.isEmpty()
        ? ""
        : "\n## "
            + title
            + "\n\n| mutant | change | |\n|---|---|---|\n"
            + of.map(row ->
                    "| "
                        + row.mutant().id()
                        + " | `"
                        + row.mutant().text().replace("|", "\\|")
                        + "` | "
                        + cell(row)
                        + " |\n")
                .mkString();
  }

  private static String cell(MutantRow row) {
    String why = row.fate() == Fate.NO_VALUE ? "TLC throws an exception" : row.why();
    return row.fate().survives() ? row.fate().words() + (why.isEmpty() ? "" : ": " + why) : why;
  }
}
