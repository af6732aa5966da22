package io.uring.dmabuf.tlc;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/** Why a file could not be used, in words for its user. */
public final class FileTrouble {

  private static final Pattern BEHIND_THE_NAME = Pattern.compile("(?s).* \\((.+)\\)");

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
    return about + words(trouble);
  }

  /** What an exception says of a file that only it knows. */
  public static String of(IOException trouble) {
    return trouble instanceof FileSystemException failed && failed.getFile() != null
        ? failed.getFile() + ": " + words(failed)
        : words(trouble);
  }

  /** The same of one that came from where none is declared. */
  public static String of(UncheckedIOException trouble) {
    return of(Objects.requireNonNull(trouble.getCause()));
  }

  private static String words(Exception trouble) {
    return switch (trouble) {
      case NoSuchFileException _ -> "no such file";
      case AccessDeniedException _ -> "permission denied";
      case FileAlreadyExistsException _, NotDirectoryException _ -> "is no folder";
      case FileSystemException failed when failed.getReason() != null -> failed.getReason();
      case CharacterCodingException _ -> "no text in UTF-8";
      case ZipException _ -> "no jar";
      case FileNotFoundException _ -> behindTheName(trouble.getMessage());
      default -> said(trouble.getMessage());
    };
  }

  /** Older classes of the JDK put the reason in parentheses behind the name. */
  private static String behindTheName(@Nullable String message) {
    Matcher behind = BEHIND_THE_NAME.matcher(Objects.requireNonNullElse(message, ""));
    return said(behind.matches() ? behind.group(1) : message);
  }

  private static String said(@Nullable String message) {
    return message == null || message.isBlank() ? "an error of the file system" : message.strip();
  }
}
