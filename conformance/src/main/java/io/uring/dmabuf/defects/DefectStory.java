package io.uring.dmabuf.defects;

import com.fasterxml.jackson.databind.JsonNode;
import io.uring.dmabuf.docs.LawSentence;
import io.uring.dmabuf.tlc.Failure;
import io.uring.dmabuf.tlc.Home;
import io.uring.dmabuf.tlc.RunResult;
import io.uring.dmabuf.tlc.Wrap;
import io.uring.dmabuf.tlc.models.ModelEntry;
import io.uring.dmabuf.tlc.models.ModelEntry.Twin;
import io.vavr.collection.List;
import io.vavr.control.Option;
import java.util.Locale;

/** What is told of one planted defect: plain text, at most 80 columns, to be put into a mail. */
public final class DefectStory {
  private static final int WIDTH = 80;

  private DefectStory() {}

  /** What it is, before it was run. */
  public static List<String> title(ModelEntry defect) {
    return Wrap.lines(
            defect.name()
                + "  "
                + defect.expected()
                + defect.base().map(model -> ", in " + model).getOrElse("")
                + defect.twin().map(twin -> ", in Java " + twin.deviation()).getOrElse(""),
            0,
            WIDTH)
        .appendAll(Wrap.lines(defect.why(), 4, WIDTH));
  }

  /** The whole story of one that was run. */
  public static List<String> lines(Home home, DefectRow row) {
    ModelEntry defect = row.model();
    return title(defect)
        .append("    model-checking/defects/" + defect.name() + ".tla")
        .append("")
        .appendAll(broken(home, row.law(), row.tlc().result()))
        .append("")
        .appendAll(row.trace().map(DefectStory::end).getOrElse(List.empty()))
        .appendAll(row.explored().map(outcome -> java(row)).getOrElse(List.empty()))
        .appendAll(row.damage().map(done -> bytes(home, done)).getOrElse(List.empty()))
        .append("");
  }

  /** A law in words, and the way to where it is broken. */
  public static List<String> broken(Home home, String law, RunResult result) {
    return LawSentence.of(home.library(), law)
        .map(sentence -> Wrap.lines(law + ": " + sentence, 2, WIDTH))
        .getOrElse(List.empty())
        .append("")
        .appendAll(
            result
                .failures()
                .map(Failure::report)
                .flatMap(report -> List.ofAll(report.lines().toList())));
  }

  /** What is counted in the last state, and what devices may reach or touch there. */
  private static List<String> end(JsonNode trace) {
    JsonNode steps = trace.path("steps");
    JsonNode state = steps.isEmpty() ? trace : steps.path(steps.size() - 1);
    List<String> counts =
        List.ofAll(state.path("counts").properties())
            .filter(count -> count.getValue().asInt() != 0)
            .map(count -> count.getKey() + "=" + count.getValue());
    List<String> memory =
        List.ofAll(state.path("memory"))
            .flatMap(strip -> List.ofAll(strip.path("cells")).flatMap(cell -> end(strip, cell)));
    return counts.isEmpty() && memory.isEmpty()
        ? List.empty()
        : (counts.isEmpty()
                ? List.<String>empty()
                : Wrap.lines("counted: " + counts.mkString(", "), 2, WIDTH))
            .appendAll(memory.flatMap(line -> Wrap.lines(line, 2, WIDTH)))
            .prepend("In the end:")
            .append("");
  }

  /** An address that leads somewhere, or that somebody uses, in one line. */
  private static Option<String> end(JsonNode strip, JsonNode cell) {
    String reach = cell.path("reach").asText();
    List<String> uses =
        List.ofAll(cell.path("uses"))
            .map(use ->
                use.path("who").asText()
                    + ": "
                    + use.path("how").asText()
                    + (use.path("wrong").asBoolean() ? " (not its to use)" : ""));
    return Option.when(
        !reach.isEmpty() || uses.nonEmpty(),
        () ->
            strip.path("of").asText()
                + ", address "
                + cell.path("at").asText()
                + ": "
                + uses.prepend(reach.isEmpty() ? "leads nowhere" : reach).mkString("; "));
  }

  /** What is told on a page beside the trace, a paragraph each. */
  public static List<String> paragraphs(Home home, DefectRow row) {
    return List.of("model-checking/defects/" + row.model().name() + ".tla")
        .appendAll(LawSentence.of(home.library(), row.law()).map(words -> row.law() + ": " + words))
        .appendAll(row.explored().map(outcome -> ofJava(row)))
        .appendAll(
            row.damage()
                .map(done ->
                    "What it does to a user, in "
                        + done.scenario()
                        + " with machine deviation="
                        + done.deviation()
                        + ": "
                        + message(home, done)));
  }

  private static List<String> java(DefectRow row) {
    return Wrap.lines(ofJava(row), 0, WIDTH).append("");
  }

  private static String ofJava(DefectRow row) {
    String twin = row.model().twin().map(Twin::deviation).getOrElse("");
    String end =
        row.brokenInJava()
            .map(law -> law + " is broken after " + row.stepsInJava().getOrElse(0) + " steps")
            .getOrElse("nothing is broken");
    return "The implementation with the same mistake ("
        + twin
        + "), explored without TLC: "
        + end
        + row.explored()
            .map(o ->
                String.format(
                    Locale.ROOT,
                    ", among %d states, in %.2f s.",
                    o.result().distinct(),
                    o.result().measured().seconds()))
            .getOrElse(".");
  }

  private static List<String> bytes(Home home, Damage damage) {
    return List.of(
            "What it does to a user:",
            "  " + damage.scenario(),
            "  with machine deviation=" + damage.deviation())
        .appendAll(Wrap.lines(message(home, damage), 2, WIDTH))
        .append("");
  }

  private static String message(Home home, Damage damage) {
    return damage.run().message().replace(home.root() + "/", "");
  }
}
