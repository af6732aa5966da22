package io.uring.dmabuf.defects;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.uring.dmabuf.tlc.Home;
import io.uring.dmabuf.tlc.trace.TracePage;
import io.vavr.collection.List;
import java.nio.file.Path;

/**
 * The defects that were run as one page: of each the trace to step through, and beside it what is
 * told of it.
 *
 * @param html the page
 * @param traces how many defects are on it
 * @param without those that broke nothing, and have no trace
 */
public record DefectPage(String html, int traces, List<String> without) {

  /** The page of those of these defects that have a trace. */
  public static DefectPage of(Home home, List<DefectRow> rows) {
    List<DefectRow> broken = rows.filter(row -> row.trace().isDefined());
    return new DefectPage(
        TracePage.of(
            "dmabuf-rw: planted defects",
            broken.flatMap(row -> row.trace().map(trace -> told(home, row, trace)))),
        broken.size(),
        rows.removeAll(broken).map(row -> row.model().name()));
  }

  private static JsonNode told(Home home, DefectRow row, JsonNode trace) {
    ObjectNode told = trace.deepCopy();
    ArrayNode story = told.putArray("story");
    DefectStory.paragraphs(home, row).forEach(story::add);
    return told;
  }

  /** What was written, in one line. */
  public String told(Path file) {
    return "written: "
        + file
        + ": "
        + traces
        + (traces == 1 ? " trace" : " traces")
        + (without.isEmpty() ? "" : "; none of " + without.mkString(", "));
  }
}
