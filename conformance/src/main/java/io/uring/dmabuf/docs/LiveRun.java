package io.uring.dmabuf.docs;

import io.uring.dmabuf.tlc.InputFile;
import io.vavr.collection.List;
import io.vavr.control.Either;
import java.nio.file.Path;

/**
 * A run of {@code live}, as it printed it.
 *
 * @param lines its lines
 */
public record LiveRun(List<String> lines) {

  /**
   * The run that was saved in a file.
   *
   * @param file what {@code dmabuf-rw live} or {@code make live} printed
   * @return the run, or one line when the file is none
   */
  public static Either<String, LiveRun> read(Path file) {
    return InputFile.lines(file).flatMap(lines -> of(file, lines));
  }

  private static Either<String, LiveRun> of(Path file, List<String> lines) {
    List<String> run = lines.dropUntil(line -> line.startsWith("date "));
    return run.exists(line -> line.startsWith("kernel ")) && run.exists(LiveRun::isVerdict)
        ? Either.right(new LiveRun(run))
        : Either.left(file + ": not what dmabuf-rw live printed: no date, kernel or mismatches");
  }

  private static boolean isVerdict(String line) {
    return line.startsWith("mismatches ");
  }

  /** The lines for a document. */
  public List<String> text() {
    return Markdown.preformatted(lines);
  }
}
