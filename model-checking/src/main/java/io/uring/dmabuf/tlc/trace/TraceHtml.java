package io.uring.dmabuf.tlc.trace;

import io.uring.dmabuf.tlc.trace.Trace.Step;
import io.vavr.collection.List;

/**
 * A counterexample as one self-contained HTML page: a table with a column per actor. No script, no
 * link to anything outside.
 */
final class TraceHtml {

  private static final String STYLE =
      """
      body { font: 14px/1.4 system-ui, sans-serif; margin: 2em auto; max-width: 75em; color: #222; background: #fff }
      h1 { font-size: 1.3em } .law { color: #a00; font-weight: bold }
      table { border-collapse: collapse; width: 100% }
      th, td { text-align: left; vertical-align: top; padding: .35em .6em; border-bottom: 1px solid #ddd }
      th { position: sticky; top: 0; background: #f4f4f4 } code { font-size: .95em }
      .kernel { color: #666; font-size: .85em } ul { margin: .2em 0 0; padding-left: 1.1em; font-size: .85em }
      @media (prefers-color-scheme: dark) {
        body { background: #1b1b1b; color: #ddd } th { background: #2a2a2a } th, td { border-color: #444 }
        .law { color: #f77 } .kernel { color: #aaa } }
      """;

  private final String model;
  private final TracePrinter printer;

  TraceHtml(String model, TracePrinter printer) {
    this.model = model;
    this.printer = printer;
  }

  String page(String headline, Trace trace) {
    List<String> actors = printer.actors(trace);
    return "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>"
        + escape(model)
        + "</title>\n<style>\n"
        + STYLE
        + "</style></head><body>\n<h1>"
        + escape(model)
        + "</h1>\n<p class=\"law\">"
        + escape(headline)
        + "</p>\n"
        + initial(trace)
        + "<table><thead><tr><th>#</th>"
        + actors.map(a -> "<th>" + escape(a) + "</th>").mkString()
        + "</tr></thead>\n<tbody>\n"
        + trace.steps().zipWithIndex().map(t -> row(t._1, t._2 + 1, actors)).mkString()
        + "</tbody></table>\n"
        + trace.end().map(end -> "<p>" + escape(end) + "</p>\n").getOrElse("")
        + "</body></html>\n";
  }

  private static String initial(Trace trace) {
    return "<details><summary>Initial state</summary><ul>"
        + trace
            .initial()
            .map(t -> "<li><code>" + escape(t._1 + " = " + t._2) + "</code></li>")
            .mkString()
        + "</ul></details>\n";
  }

  private String row(Step step, int number, List<String> actors) {
    String mine = printer.actor(step);
    return "<tr><td>"
        + number
        + "</td>"
        + actors.map(actor -> "<td>" + (actor.equals(mine) ? cell(step) : "") + "</td>").mkString()
        + "</tr>\n";
  }

  private String cell(Step step) {
    return "<code>"
        + escape(step.text())
        + "</code><div class=\"kernel\">"
        + escape(printer.kernel(step))
        + "</div><ul>"
        + step.changes()
            .map(change -> "<li><code>" + escape(change.toString()) + "</code></li>")
            .mkString()
        + "</ul>";
  }

  private static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
