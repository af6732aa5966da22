package io.uring.dmabuf.tlc;

import io.vavr.Tuple;
import io.vavr.Tuple2;
import io.vavr.collection.List;
import io.vavr.control.Either;
import io.vavr.control.Option;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The files that commands write, each whole or not at all: into a neighbour that is then renamed.
 * Behind a symbolic link that is the file where the link points. What is there and no regular file,
 * such as a device or a pipe, is written into.
 */
public final class AtomicFile {

  /** As many symbolic links as Linux follows for one path. */
  private static final int LINKS = 40;

  private final Path named;
  private final Path target;
  private final boolean whole;

  /**
   * A place for a file.
   *
   * @param named as the user wrote it
   * @param target where it is, behind all links
   * @param whole whether it can be replaced; else it is written into
   */
  private AtomicFile(Path named, Path target, boolean whole) {
    this.named = named;
    this.target = target;
    this.whole = whole;
  }

  /** Writes the text, creating the folder; or one line that says why it could not be written. */
  public static Either<String, Path> write(Path file, String text) {
    return writeAll(List.of(Tuple.of(file, text))).map(List::head);
  }

  /**
   * Writes several files, creating their folders. None is replaced before all have been written
   * beside it.
   *
   * @return where they are; or one line that says which could not be written, and why
   */
  public static Either<String, List<Path>> writeAll(List<Tuple2<Path, String>> texts) {
    return Either.sequenceRight(texts.map(text -> place(text._1)))
        .flatMap(places -> writeAll(List.ofAll(places), texts.map(Tuple2::_2)));
  }

  /**
   * Deletes a file, or a link to one, if it is there; what is no regular file stays.
   *
   * @return the file, or one line that says why it cannot be deleted
   */
  public static Either<String, Path> delete(Path file) {
    try {
      if (Files.isRegularFile(file)) {
        Files.deleteIfExists(file);
      }
      return Either.right(file);
    } catch (IOException e) {
      return Either.left(file + ": cannot be deleted: " + FileTrouble.of(file, e));
    }
  }

  /**
   * Whether a file can be written, which is tried beside it; nothing is left behind.
   *
   * @return the file, or one line that says why it cannot be written
   */
  public static Either<String, Path> check(Path file) {
    return place(file)
        .flatMap(place ->
            (place.whole ? refused(place.target.resolveSibling(""), place.target) : none())
                .<Either<String, Path>>map(reason -> Either.left(cannot(file, reason)))
                .getOrElse(Either.right(file)));
  }

  /**
   * Whether files can be written into a folder, which may not be there yet; nothing is left behind.
   *
   * @return the folder, or one line that says why not
   */
  public static Either<String, Path> checkFolder(Path folder) {
    Path absolute = folder.toAbsolutePath();
    return unwritable(absolute)
        .orElse(() -> refused(absolute, absolute))
        .map(reason -> cannot(folder, reason))
        .<Either<String, Path>>map(Either::left)
        .getOrElse(Either.right(folder));
  }

  private static Either<String, List<Path>> writeAll(List<AtomicFile> places, List<String> texts) {
    List<Tuple2<AtomicFile, String>> all = places.zip(texts);
    List<Path> parts = List.empty();
    AtomicFile now = places.head();
    try {
      for (Tuple2<AtomicFile, String> each : all) {
        now = each._1;
        parts = parts.append(now.whole ? now.beside(each._2) : now.target);
      }
      for (Tuple2<Tuple2<AtomicFile, String>, Path> each : all.zip(parts)) {
        now = each._1._1;
        now.replace(each._2, each._1._2);
      }
      return Either.right(places.map(place -> place.named.toAbsolutePath()));
    } catch (IOException e) {
      return Either.left(cannot(now.named, FileTrouble.of(now.named, e)));
    } finally {
      places.zip(parts).filter(part -> part._1.whole).forEach(part -> discard(part._2));
    }
  }

  /** The place of a file; or one line when it cannot be written there. */
  private static Either<String, AtomicFile> place(Path file) {
    try {
      Path target = file.toAbsolutePath();
      for (int links = 0; Files.isSymbolicLink(target) && !isProcess(target); links++) {
        if (links == LINKS) {
          return Either.left(cannot(file, "too many symbolic links"));
        }
        target = target.resolveSibling(Files.readSymbolicLink(target));
      }
      return place(file, target);
    } catch (IOException e) {
      return Either.left(cannot(file, FileTrouble.of(file, e)));
    }
  }

  private static Either<String, AtomicFile> place(Path file, Path target) throws IOException {
    Path folder = target.getParent();
    if (file.toString().isEmpty()) {
      return Either.left("a file without a name: cannot be written");
    }
    if (folder == null || Files.isDirectory(target)) {
      return Either.left(cannot(file, "is a folder"));
    }
    boolean whole = !isProcess(target) && (!Files.exists(target) || Files.isRegularFile(target));
    if (Files.exists(target) && !Files.isWritable(target)) {
      return Either.left(cannot(file, "permission denied"));
    }
    return (whole ? unwritable(folder) : none())
        .map(reason -> cannot(file, folder + ": " + reason))
        .<Either<String, AtomicFile>>map(Either::left)
        .getOrElse(Either.right(new AtomicFile(file, target, whole)));
  }

  private static Option<String> none() {
    return Option.none();
  }

  /** The folder itself, or the nearest one above it that is there. */
  private static Path nearest(Path folder) {
    Path there = folder;
    while (!Files.exists(there, LinkOption.NOFOLLOW_LINKS) && there.getParent() != null) {
      there = there.getParent();
    }
    return there;
  }

  /**
   * Why nothing can be made in a folder, or above it where it is not there: some file systems allow
   * it and do not do it.
   *
   * @param below what is to be made, each of whose names must be a possible one
   */
  private static Option<String> refused(Path folder, Path below) {
    Path there = nearest(folder);
    Option<String> bad =
        List.ofAll(there.relativize(below))
            .map(there::resolve)
            .flatMap(AtomicFile::badName)
            .headOption();
    return bad.orElse(() -> triedIn(there, there.equals(folder)));
  }

  /** What is wrong with the name of a file that is not there, such as its length. */
  private static Option<String> badName(Path file) {
    try {
      Files.getLastModifiedTime(file);
      return none();
    } catch (NoSuchFileException free) {
      return none();
    } catch (IOException e) {
      return Option.some(FileTrouble.of(e));
    }
  }

  /** Why a file, or else a folder, cannot be made in a folder. */
  private static Option<String> triedIn(Path there, boolean file) {
    try {
      Files.delete(
          file
              ? Files.createTempFile(there, ".dmabuf-rw-", ".part")
              : Files.createTempDirectory(there, ".dmabuf-rw-"));
      return none();
    } catch (NoSuchFileException e) {
      return Option.some(there + ": nothing can be made there");
    } catch (FileSystemException e) {
      return Option.some(
          there + ": " + Objects.requireNonNullElse(e.getReason(), "permission denied"));
    } catch (IOException e) {
      return Option.some(FileTrouble.of(e));
    }
  }

  /** Why no file can be made in a folder, or in one that would have to be made first. */
  private static Option<String> unwritable(Path folder) {
    Path there = nearest(folder);
    String where = there.equals(folder) ? "" : there + ": ";
    return Files.isDirectory(there)
        ? Option.when(!Files.isWritable(there), where + "permission denied")
        : Option.some(where + "is no folder");
  }

  /** Whether it is a file that this process has open: what its name leads to may have no name. */
  private static boolean isProcess(Path file) throws IOException {
    Path folder = file.getParent();
    return folder != null && Files.exists(folder) && folder.toRealPath().startsWith("/proc");
  }

  private static String cannot(Path file, String reason) {
    return file + ": cannot be written: " + reason;
  }

  /** Writes a neighbour with the permissions of the file that it is to replace. */
  private Path beside(String text) throws IOException {
    Path folder = Files.createDirectories(target.resolveSibling(""));
    Path part = folder.resolve(".dmabuf-rw-" + UUID.randomUUID() + ".part");
    try {
      Files.writeString(part, text, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
      if (Files.exists(target)) {
        Files.setPosixFilePermissions(part, Files.getPosixFilePermissions(target));
      }
      return part;
    } catch (IOException e) {
      discard(part);
      throw about(e);
    }
  }

  private void replace(Path part, String text) throws IOException {
    if (whole) {
      Files.move(part, target, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
      return;
    }
    // Not truncated: what a process has open may be a file in which more stands already.
    try (Writer out =
        Files.newBufferedWriter(target, StandardOpenOption.WRITE, StandardOpenOption.APPEND)) {
      out.write(text);
    }
  }

  /** The trouble without the name of the neighbour, which tells a user nothing. */
  private IOException about(IOException e) {
    @Nullable String reason = e instanceof FileSystemException failed ? failed.getReason() : null;
    return reason == null ? e : new FileSystemException(named.toString(), null, reason);
  }

  private static void discard(Path part) {
    try {
      Files.deleteIfExists(part);
    } catch (IOException gone) {
      // It is in nobody's way.
    }
  }
}
