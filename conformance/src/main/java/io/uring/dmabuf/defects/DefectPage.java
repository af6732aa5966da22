package io.uring.dmabuf.defects;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.uring.dmabuf.tlc.Home;
import io.uring.dmabuf.tlc.JsonFile;
import io.uring.dmabuf.tlc.trace.TracePage;
import io.vavr.collection.List;
import io.vavr.control.Either;
import java.nio.file.Files;
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

  /**
   * The page of some defects.
   *
   * @param folder where the runs wrote their traces
   * @return the page, or one line that says which trace cannot be read
   */
  public static Either<String, DefectPage> of(Home home, Path folder, List<DefectRow> rows) {
    List<DefectRow> broken = rows.filter(row -> Files.exists(file(folder, row)));
    return Either.sequenceRight(broken.map(row -> trace(home, folder, row)))
        .map(traces ->
            new DefectPage(
                TracePage.of("dmabuf-rw: planted defects", List.ofAll(traces)),
                broken.size(),
                rows.removeAll(broken).map(row -> row.model().name())));
  }

  private static Path file(Path folder, DefectRow row) {
    return folder.resolve(row.model().name() + ".json");
  }

  private static Either<String, JsonNode> trace(Home home, Path folder, DefectRow row) {
    return JsonFile.read(file(folder, row))
        .map(trace -> {
          ArrayNode story = ((ObjectNode) trace).putArray("story");
          DefectStory.paragraphs(home, row).forEach(story::add);
          return trace;
        });
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
