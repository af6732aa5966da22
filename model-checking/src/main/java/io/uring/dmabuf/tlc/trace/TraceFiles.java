package io.uring.dmabuf.tlc.trace;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.uring.dmabuf.tlc.AtomicFile;
import io.uring.dmabuf.tlc.Pretty;
import io.uring.dmabuf.tlc.models.ModelEntry;
import io.uring.dmabuf.tlc.trace.Trace.Step;
import io.vavr.Tuple;
import io.vavr.Tuple2;
import io.vavr.collection.List;
import io.vavr.control.Either;
import io.vavr.control.Option;
import java.nio.file.Path;
import java.util.stream.Collectors;

/**
 * The files of a counterexample: {@code NAME.txt} as a terminal shows it, {@code NAME.json}, {@code
 * NAME.mmd} (a Mermaid sequence diagram) and {@code NAME.html} (a page to step through); and {@code
 * NAME.ndjson}, what its steps tell, where that is known.
 */
public final class TraceFiles {

  private final Path folder;
  private final ModelEntry model;
  private final TracePrinter printer;

  /**
   * Files for one model.
   *
   * @param folder where; created when it is missing
   * @param model whose name is the name of the files
   * @param index the pointers to actors and kernel functions
   */
  public TraceFiles(Path folder, ModelEntry model, SpecIndex index) {
    this.folder = folder;
    this.model = model;
    this.printer = new TracePrinter(index);
  }

  /**
   * Writes the files; one line that says why when one cannot be written. A file of events that an
   * earlier run left, and this one does not write, is deleted: it is of another trace.
   *
   * @param events the lines of a file of events, if there is one
   */
  public Either<String, List<Path>> write(
      String headline, Trace trace, Option<List<String>> events) {
    Path told = folder.resolve(model.name() + ".ndjson");
    ObjectNode json = new TraceJson(model, printer).of(headline, trace);
    List<Tuple2<Path, String>> texts =
        List.of(
                Tuple.of(folder.resolve(model.name() + ".txt"), printer.text(headline, trace)),
                Tuple.of(folder.resolve(model.name() + ".json"), Pretty.print(json)),
                Tuple.of(folder.resolve(model.name() + ".mmd"), mermaid(trace)),
                Tuple.of(
                    folder.resolve(model.name() + ".html"),
                    TracePage.of(model.name(), List.of(json))))
            .appendAll(events.map(lines -> Tuple.of(told, lines.mkString("", "\n", "\n"))));
    return AtomicFile.writeAll(texts)
        .flatMap(written ->
            events.isDefined()
                ? Either.right(written)
                : AtomicFile.delete(told).map(gone -> written));
  }

  String mermaid(Trace trace) {
    List<String> lines =
        List.of("sequenceDiagram")
            .appendAll(printer.actors(trace).map(a -> "  participant " + participant(a)));
    lines = lines.appendAll(trace.steps().zipWithIndex().flatMap(t -> mermaid(t._1, t._2 + 1)));
    return lines.mkString("", "\n", "\n");
  }

  private List<String> mermaid(Step step, int number) {
    String actor = participant(printer.actor(step));
    List<String> event =
        List.of("  " + actor + "->>" + actor + ": " + number + ". " + escape(step.text()));
    String note =
        step.changes()
            .map(change -> escape(change.toString()))
            .prepend(escape(printer.kernel(step)))
            .filter(s -> !s.isEmpty())
            .mkString("<br/>");
    return note.isEmpty() ? event : event.append("  Note right of " + actor + ": " + note);
  }

  private static String participant(String actor) {
    return actor.equals("?") ? "unknown" : actor;
  }

  /** Mermaid ends a statement at a semicolon and starts an entity at a hash sign. */
  private static String escape(String text) {
    return text.chars().mapToObj(TraceFiles::entity).collect(Collectors.joining());
  }

  private static String entity(int c) {
    return switch (c) {
      case '#' -> "#35;";
      case ';' -> "#59;";
      case '<' -> "#lt;";
      case '>' -> "#gt;";
      default -> Character.toString(c);
    };
  }
}
