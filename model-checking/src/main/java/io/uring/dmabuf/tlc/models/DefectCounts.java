package io.uring.dmabuf.tlc.models;

import io.uring.dmabuf.tlc.AtomicFile;
import io.uring.dmabuf.tlc.InputFile;
import io.vavr.control.Either;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The counts that the files of defects pin; a file that pins none stays as it is. */
final class DefectCounts {
  private DefectCounts() {}

  /**
   * Writes measured counts in the place of those that a file pins.
   *
   * @return whether one was another, or one line that says why the file could not be written
   */
  static Either<String, Boolean> write(Path file, ModelEntry measured) {
    return InputFile.text(file)
        .flatMap(before -> {
          String after = counted(before, measured);
          return before.equals(after)
              ? Either.right(false)
              : AtomicFile.write(file, after).map(written -> true);
        });
  }

  private static String counted(String before, ModelEntry measured) {
    String distinct = measured.distinct().map(n -> pinned(before, "distinct", n)).getOrElse(before);
    return measured.generated().map(n -> pinned(distinct, "generated", n)).getOrElse(distinct);
  }

  /**
   * The text with another number in the line of a field, which stays as long as the box is wide.
   */
  private static String pinned(String text, String field, long count) {
    Matcher line =
        Pattern.compile("(?m)^(\\(\\* " + field + "\\s+)\\d+(\\s*)\\*\\)$").matcher(text);
    if (!line.find()) {
      return text;
    }
    int width = line.end() - line.start() - 2;
    String counted = line.group(1) + count;
    String padded = counted + " ".repeat(Math.max(1, width - counted.length())) + "*)";
    return text.substring(0, line.start()) + padded + text.substring(line.end());
  }
}
