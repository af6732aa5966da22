package io.uring.dmabuf.audit.spec;

import io.uring.dmabuf.audit.event.At;
import io.uring.dmabuf.audit.event.Event;
import io.uring.dmabuf.oracle.Confirmation;
import io.uring.dmabuf.tlc.Wrap;
import io.vavr.collection.List;
import java.nio.file.Path;
import java.util.Locale;

/** What the specification says of a trace, as plain text of at most 80 columns. */
public final class SpecText {
  private static final int WIDTH = 80;

  private SpecText() {}

  /** {@return the lines} */
  public static List<String> of(SpecVerdict verdict) {
    return List.of("audit --spec: " + verdict.headline())
        .append("  " + name(verdict.file()))
        .append("  " + verdict.lines() + " lines" + effort(verdict))
        .append("")
        .appendAll(table(verdict))
        .appendAll(verdict.rings().flatMap(SpecText::refusal))
        .appendAll(notJudged(verdict))
        .flatMap(line -> Wrap.folded(printable(line), WIDTH));
  }

  /** {@return what TLC's evaluator says of some steps of a ring, as lines} */
  public static List<String> of(SpecVerdict.Ring ring, Confirmation confirmation) {
    String line =
        "TLC confirms %d of %d sampled steps of ring %d"
            .formatted(confirmation.confirmed(), confirmation.asked(), ring.number() + 1);
    return List.of("", line)
        .appendAll(confirmation.objection().map(why -> "  " + why))
        .flatMap(text -> Wrap.folded(printable(text), WIDTH));
  }

  /** How much was tried, so that a search that has to guess is noticed. */
  private static String effort(SpecVerdict verdict) {
    long steps = verdict.rings().map(SpecVerdict.Ring::steps).sum().longValue();
    long branches = verdict.rings().map(SpecVerdict.Ring::branches).sum().longValue();
    return verdict.requests() == 0 || steps == 0
        ? ""
        : String.format(
            Locale.ROOT,
            ", %.1f steps a request, %.3f branches a step",
            (double) steps / verdict.requests(),
            (double) branches / steps);
  }

  private static String name(String file) {
    Path last = Path.of(file).getFileName();
    return last == null ? file : last.toString();
  }

  private static List<String> table(SpecVerdict verdict) {
    return verdict.rings().isEmpty()
        ? List.of("no ring is made in it: nothing is known of the tables of older ones")
        : List.of(
                String.format(
                    "%-6s%9s%14s%13s%9s%8s%10s",
                    "ring", "line", "known buffer", "some buffer", "events", "steps", "branches"))
            .appendAll(verdict.rings().flatMap(SpecText::row));
  }

  private static List<String> row(SpecVerdict.Ring ring) {
    return List.of(
            String.format(
                "%-6d%9d%14d%13d%9d%8d%10d  %s",
                ring.number() + 1,
                ring.made().at().line(),
                ring.known(),
                ring.some(),
                ring.shown(),
                ring.steps(),
                ring.branches(),
                ring.isAllowed() ? "allowed" : "refused"))
        .appendAll(
            ring.alternatives().isEmpty()
                ? List.empty()
                : List.of("  as some kernels do: " + ring.alternatives().mkString(", ")))
        .appendAll(
            ring.stopped().isEmpty()
                ? List.empty()
                : List.of("  the rest is not judged: " + ring.stopped()))
        .appendAll(
            ring.alive() == 0 || !ring.isAllowed()
                ? List.empty()
                : List.of("  " + ring.alive() + " requests under way at the end"))
        .appendAll(
            ring.counts()
                .toList()
                .sortBy(each -> each._1)
                .map(each -> "  " + each._2 + " " + each._1));
  }

  private static List<String> refusal(SpecVerdict.Ring ring) {
    return ring.refusal().toList().flatMap(refusal -> refusal(ring, refusal));
  }

  private static List<String> refusal(SpecVerdict.Ring ring, Refusals refusal) {
    return List.of(
            "",
            "ring "
                + (ring.number() + 1)
                + ": the longest prefix that fits has "
                + refusal.explained()
                + " events, the last of them")
        .appendAll(refusal.recent().map(each -> event(" ", each._2, each._1)))
        .append("  what the specification would have allowed next")
        .appendAll(refusal.allowed().map(each -> "    " + each))
        .append("  what came instead")
        .append(event(">", refusal.instead(), refusal.of()))
        .append("    " + refusal.why());
  }

  private static String event(String mark, Event event, String who) {
    At at = event.at();
    return String.format(
        "  %s line %d %s  %s  %s%s",
        mark,
        at.line(),
        at.seconds(),
        at.cpu() == At.NO_CPU ? "" : "[" + String.format("%03d", at.cpu()) + "]",
        event.said(),
        who.isEmpty() ? "" : ", " + who);
  }

  private static List<String> notJudged(SpecVerdict verdict) {
    return List.of("", "not judged:")
        .appendAll(
            verdict
                .leftOut()
                .toList()
                .sortBy(each -> each._1)
                .map(each -> "  " + each._2 + " " + each._1))
        .append("  who else takes tags: file systems, other tasks and other rings")
        .append("  memory, addresses and bytes; waits of the program; what no line shows");
  }

  /** Names come out of the trace: what is no letter could write on the terminal. */
  private static String printable(String text) {
    return text.replaceAll("[^ -~]", "?");
  }
}
