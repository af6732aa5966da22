package io.uring.dmabuf.docs;

import io.vavr.collection.List;
import io.vavr.control.Either;
import java.io.IOException;
import java.nio.file.Files;
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
    List<String> lines;
    try {
      lines = List.ofAll(Files.readAllLines(file));
    } catch (IOException e) {
      return Either.left(file + ": cannot be read: " + e.getClass().getSimpleName());
    }
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
    return lines.map(line -> line.isEmpty() ? "" : "    " + line);
  }
}
