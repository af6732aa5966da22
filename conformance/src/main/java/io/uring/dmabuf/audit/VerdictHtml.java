package io.uring.dmabuf.audit;

import io.uring.dmabuf.audit.event.Event;
import io.uring.dmabuf.audit.event.ToldEvent;
import io.uring.dmabuf.audit.rule.Violation;
import io.uring.dmabuf.dma.Event.Lifetime;
import io.uring.dmabuf.dma.Event.ObjectGone;
import io.uring.dmabuf.dma.Event.ObjectMade;
import io.uring.dmabuf.dma.Event.ReferencePut;
import io.uring.dmabuf.dma.Event.ReferenceTaken;
import io.uring.dmabuf.tlc.Page;
import io.vavr.collection.List;

/**
 * A verdict as one page that needs nothing but itself: the table, and of each object that violated
 * a rule its time line, and how many references it had where events tell of them. No script, no
 * link to anything outside.
 */
public final class VerdictHtml {
  private static final String STYLE =
      """
      body { font: 14px/1.4 system-ui, sans-serif; margin: 2em auto; max-width: 75em; padding: 0 1em;
        color: var(--text); background: var(--page) }
      h1 { font-size: 1.3em } h2 { font-size: 1.1em } .wrong { color: var(--law); font-weight: bold }
      table { border-collapse: collapse } code { font-size: .95em }
      th, td { text-align: left; vertical-align: top; padding: .25em .6em; border-bottom: 1px solid var(--line) }
      td.number { text-align: right } .why { color: var(--dim); font-size: .9em }
      svg { display: block; margin: .5em 0 } circle { fill: var(--link) } circle.last { fill: var(--law) }
      line, polyline { stroke: var(--dim); fill: none } polyline { stroke: var(--link) }
      text { font-size: 11px; fill: var(--dim) }
      """;

  private static final int WIDTH = 900;
  private static final int EDGE = 10;
  private static final int LINE = 20;
  private static final int STEP = 14;

  private VerdictHtml() {}

  /** {@return the page} */
  public static String of(Verdict verdict) {
    return Page.head("audit: " + verdict.headline(), STYLE)
        + "<body>\n<h1"
        + (verdict.violating() > 0 ? " class=\"wrong\"" : "")
        + ">audit: "
        + Page.escape(verdict.headline())
        + "</h1>\n<ul>"
        + verdict.files().map(file -> item(file)).mkString()
        + item(
            verdict.counts().lines()
                + " lines: "
                + verdict.counts().used()
                + " used, "
                + verdict.counts().ignored()
                + " ignored, "
                + verdict.counts().unparsable()
                + " unparsable")
        + verdict.notes().map(note -> item(note)).mkString()
        + "</ul>\n"
        + table(verdict)
        + verdict.outcomes().filter(o -> o.violating() > 0).map(o -> rule(verdict, o)).mkString()
        + "</body></html>\n";
  }

  private static String item(String text) {
    return "<li>" + Page.escape(text) + "</li>";
  }

  private static String table(Verdict verdict) {
    return "<table><thead><tr><th>rule</th><th>clean</th><th>violating</th><th>unknown</th>"
        + "<th>objects</th></tr></thead>\n<tbody>\n"
        + verdict.outcomes().filter(o -> o.judged() > 0).map(VerdictHtml::row).mkString()
        + "</tbody></table>\n";
  }

  private static String row(Outcome outcome) {
    return "<tr><td><code>"
        + outcome.about().name()
        + "</code></td>"
        + number(outcome.clean(), "")
        + number(outcome.violating(), outcome.violating() > 0 ? " wrong" : "")
        + number(outcome.unknowns(), "")
        + "<td>"
        + Page.escape(outcome.about().objects())
        + outcome
            .unknown()
            .map(why -> "<br><span class=\"why\">" + why._2 + " " + Page.escape(why._1) + "</span>")
            .mkString()
        + "</td></tr>\n";
  }

  private static String number(long number, String kind) {
    return "<td class=\"number" + kind + "\">" + number + "</td>";
  }

  private static String rule(Verdict verdict, Outcome outcome) {
    long more = outcome.violating() - outcome.violations().size();
    return "<h2><code>"
        + outcome.about().name()
        + "</code>: "
        + Page.escape(outcome.about().sentence())
        + "</h2>\n<p class=\"why\">"
        + Page.escape(outcome.about().law())
        + "</p>\n"
        + outcome.violations().map(violation -> object(verdict, violation)).mkString()
        + (more > 0 ? "<p>and " + more + " more</p>\n" : "");
  }

  private static String object(Verdict verdict, Violation violation) {
    return "<h3>"
        + Page.escape(violation.object())
        + ": <span class=\"wrong\">"
        + Page.escape(violation.what())
        + "</span></h3>\n"
        + timeLine(violation.life())
        + "<table><tbody>\n"
        + violation.life().map(event -> event(verdict, event)).mkString()
        + "</tbody></table>\n";
  }

  private static String event(Verdict verdict, Event event) {
    return "<tr><td>"
        + Audit.place(verdict.files().size(), event.at())
        + "</td><td>"
        + event.at().seconds()
        + "</td><td>"
        + (event.at().cpu() < 0 ? "" : "[" + event.at().cpu() + "]")
        + "</td><td>"
        + Page.escape(event.said())
        + "</td></tr>\n";
  }

  // ---- Drawn.

  /** The events at their times, over them the references of the object. */
  private static String timeLine(List<Event> life) {
    List<Event> timed = life.filter(event -> event.at().isTimed());
    if (timed.isEmpty()) {
      return "";
    }
    long first = timed.map(event -> event.at().nanos()).min().get();
    long span = Math.max(1, timed.map(event -> event.at().nanos()).max().get() - first);
    List<Integer> places =
        timed.map(event ->
            EDGE + (int) ((WIDTH - 2 * EDGE) * ((event.at().nanos() - first) / (double) span)));
    List<Integer> counts = counts(timed);
    int top = counts.isEmpty() ? LINE : LINE + STEP * (1 + counts.max().get());
    return "<svg width=\"%d\" height=\"%d\" role=\"img\">".formatted(WIDTH, top + LINE)
        + "<line x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\"/>".formatted(0, top, WIDTH, top)
        + references(places, counts, top)
        + places
            .zip(timed)
            .zipWithIndex()
            .map(dot ->
                "<circle%s cx=\"%d\" cy=\"%d\" r=\"4\"><title>%s</title></circle>"
                    .formatted(
                        dot._2 == timed.size() - 1 ? " class=\"last\"" : "",
                        dot._1._1,
                        top,
                        Page.escape(dot._1._2.at().seconds() + " " + dot._1._2.said())))
            .mkString()
        + "<text x=\"0\" y=\"%d\">%s s, over %d us</text>"
            .formatted(top + LINE - 4, timed.head().at().seconds(), span / 1_000)
        + "</svg>\n";
  }

  /** How many references there are after each event; empty where no event tells of any. */
  private static List<Integer> counts(List<Event> life) {
    boolean counted =
        life.exists(e -> e instanceof ToldEvent told && told.told() instanceof Lifetime);
    return counted
        ? life.scanLeft(0, (count, event) -> Math.max(0, count + more(event))).tail()
        : List.empty();
  }

  private static int more(Event event) {
    return event instanceof ToldEvent told && told.told() instanceof Lifetime lifetime
        ? switch (lifetime) {
          case ObjectMade made -> 1;
          case ReferenceTaken taken -> 1;
          case ReferencePut put -> -1;
          case ObjectGone gone -> 0;
        }
        : 0;
  }

  private static String references(List<Integer> places, List<Integer> counts, int top) {
    if (counts.isEmpty()) {
      return "";
    }
    String points =
        places
            .zip(counts)
            .zip(counts.prepend(0))
            .map(each ->
                "%d,%d %d,%d"
                    .formatted(
                        each._1._1, top - STEP * each._2, each._1._1, top - STEP * each._1._2))
            .mkString(" ");
    return "<polyline points=\""
        + points
        + "\"/><text x=\"0\" y=\"12\">references: "
        + counts.mkString(", ")
        + "</text>";
  }
}
