package io.uring.dmabuf.docs;

import io.uring.dmabuf.tlc.InputFile;
import io.vavr.collection.List;
import io.vavr.control.Either;
import java.nio.file.Path;

/**
 * A run of {@code defects --verdicts}, as it printed it.
 *
 * @param lines its lines
 */
public record SavedVerdicts(List<String> lines) {

  /**
   * The run that was saved in a file.
   *
   * @param file what {@code dmabuf-rw defects --verdicts} printed
   * @return the run, or one line when the file is none
   */
  public static Either<String, SavedVerdicts> read(Path file) {
    return InputFile.lines(file)
        .filterOrElse(
            lines ->
                lines.headOption().exists(line -> line.startsWith(".  holds"))
                    && lines.last().endsWith("."),
            lines ->
                file + ": not what dmabuf-rw defects --verdicts printed: no table and no answer")
        .map(SavedVerdicts::new);
  }

  /** The lines for a document. */
  public List<String> text() {
    return Markdown.preformatted(lines);
  }
}
