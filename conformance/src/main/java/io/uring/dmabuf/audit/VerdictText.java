package io.uring.dmabuf.audit;

import io.uring.dmabuf.audit.event.At;
import io.uring.dmabuf.audit.event.Event;
import io.uring.dmabuf.audit.read.Counts;
import io.uring.dmabuf.audit.rule.About;
import io.uring.dmabuf.audit.rule.Violation;
import io.uring.dmabuf.tlc.Wrap;
import io.vavr.collection.List;
import java.nio.file.Path;

/** A verdict as plain text of at most 80 columns, to be pasted into a mail. */
public final class VerdictText {
  private static final int WIDTH = 80;
  private static final int SHOWN = 3;
  private static final int REASONS = 3;

  private VerdictText() {}

  /** {@return the lines of the verdict} */
  public static List<String> of(Verdict verdict) {
    return head(verdict)
        .appendAll(table(verdict))
        .appendAll(verdict.outcomes().flatMap(outcome -> violations(verdict, outcome)))
        .flatMap(line -> Wrap.folded(printable(line), WIDTH));
  }

  private static List<String> head(Verdict verdict) {
    Counts counts = verdict.counts();
    List<String> files =
        verdict.files().size() == 1
            ? verdict.files().map(VerdictText::name)
            : verdict.files().zipWithIndex((file, i) -> "file " + (i + 1) + ": " + name(file));
    return List.of("audit: " + verdict.headline())
        .appendAll(files.map(file -> "  " + file))
        .append(
            "  "
                + counts.lines()
                + " lines: "
                + counts.used()
                + " used, "
                + counts.ignored()
                + " ignored, "
                + counts.unparsable()
                + " unparsable")
        .appendAll(verdict.notes().map(note -> "  " + note));
  }

  private static String name(String file) {
    Path last = Path.of(file).getFileName();
    return last == null ? file : last.toString();
  }

  private static List<String> table(Verdict verdict) {
    List<Outcome> judged = verdict.outcomes().filter(outcome -> outcome.judged() > 0);
    List<String> idle =
        verdict.outcomes().filter(outcome -> outcome.judged() == 0).map(o -> o.about().name());
    return List.of("", String.format("%-27s%8s%11s%9s", "rule", "clean", "violating", "unknown"))
        .map(String::stripTrailing)
        .appendAll(judged.flatMap(VerdictText::rows))
        .appendAll(
            idle.isEmpty() ? List.empty() : List.of("nothing to judge: " + idle.mkString(", ")));
  }

  private static List<String> rows(Outcome outcome) {
    return List.of(
            String.format(
                "%-27s%8d%11d%9d  %s",
                outcome.about().name(),
                outcome.clean(),
                outcome.violating(),
                outcome.unknowns(),
                outcome.about().objects()))
        .appendAll(
            outcome
                .unknown()
                .toList()
                .sortBy(reason -> -reason._2)
                .take(REASONS)
                .map(reason -> "    " + reason._2 + " " + reason._1));
  }

  private static List<String> violations(Verdict verdict, Outcome outcome) {
    if (outcome.violating() == 0) {
      return List.empty();
    }
    About about = outcome.about();
    long more = outcome.violating() - Math.min(SHOWN, outcome.violations().size());
    return List.of("", about.name() + ": " + about.sentence(), "  " + about.place())
        .appendAll(
            outcome.violations().take(SHOWN).flatMap(violation -> violation(verdict, violation)))
        .appendAll(more > 0 ? List.of("  and " + more + " more") : List.empty());
  }

  private static List<String> violation(Verdict verdict, Violation violation) {
    Event last = violation.life().last();
    return List.of("  " + violation.object() + ": " + violation.what())
        .appendAll(
            violation
                .life()
                .zipWithIndex((event, i) ->
                    event(verdict, event, i == violation.life().size() - 1 && event == last)));
  }

  private static String event(Verdict verdict, Event event, boolean wrong) {
    At at = event.at();
    return String.format(
        "  %s %s %s  %s  %s",
        wrong ? ">" : " ",
        Audit.place(verdict.files().size(), at),
        at.seconds(),
        at.cpu() == At.NO_CPU ? "" : "[" + String.format("%03d", at.cpu()) + "]",
        event.said());
  }

  /** Names come out of the trace: what is no letter could write on the terminal. */
  private static String printable(String text) {
    return text.chars().allMatch(c -> c >= ' ' && c < 0x7f) ? text : text.replaceAll("[^ -~]", "?");
  }
}
