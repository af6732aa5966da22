package io.uring.dmabuf.tlc;

import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;

/** Why a file could not be used, in words for its user. */
public final class FileTrouble {

  private FileTrouble() {}

  /**
   * What an exception says of a file, which the sentence names already.
   *
   * @param file the file that was to be used
   * @param trouble what was thrown
   */
  public static String of(Path file, Exception trouble) {
    String about =
        trouble instanceof FileSystemException failed
                && failed.getFile() != null
                && !Path.of(failed.getFile()).endsWith(file)
            ? failed.getFile() + ": "
            : "";
    return switch (trouble) {
      case NoSuchFileException _ -> about + "no such file";
      case AccessDeniedException _ -> about + "permission denied";
      case FileAlreadyExistsException _, NotDirectoryException _ -> about + "is no folder";
      case FileSystemException failed when failed.getReason() != null -> about + failed.getReason();
      default -> about + (trouble.getMessage() == null ? trouble : trouble.getMessage());
    };
  }
}
