package io.uring.dmabuf.tlc;

import io.vavr.control.Either;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Files that are written whole or not at all: into a neighbour that is then renamed. */
public final class AtomicFile {

  private AtomicFile() {}

  /** Writes the text, creating the folder; or one line that says why it could not be written. */
  public static Either<String, Path> write(Path file, String text) {
    Path target = file.toAbsolutePath();
    try {
      Path folder = target.getParent();
      if (folder == null) {
        return Either.left(file + ": not a file");
      }
      Files.createDirectories(folder);
      Path whole = Files.createTempFile(folder, "." + target.getFileName(), ".part");
      try {
        Files.writeString(whole, text);
        Files.move(
            whole, target, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
      } finally {
        Files.deleteIfExists(whole);
      }
      return Either.right(target);
    } catch (IOException e) {
      return Either.left(
          file + ": cannot be written: " + e.getClass().getSimpleName() + " " + e.getMessage());
    }
  }
}
