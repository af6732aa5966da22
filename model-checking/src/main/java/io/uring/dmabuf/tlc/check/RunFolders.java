package io.uring.dmabuf.tlc.check;

import io.uring.dmabuf.tlc.FileTree;
import io.uring.dmabuf.tlc.FileTrouble;
import io.vavr.control.Either;
import io.vavr.control.Option;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The temporary folders of the runs, below one that is removed at the end. Each run has its own, as
 * TLC unpacks its standard modules into the JVM's temporary folder under fixed names.
 */
final class RunFolders implements AutoCloseable {

  private final Path base;

  private RunFolders(Path base) {
    this.base = base;
  }

  /**
   * Folders below the given one, or below the system's temporary folder; one line when it cannot be
   * written.
   */
  static Either<String, RunFolders> below(Option<Path> metadir) {
    Path parent = metadir.getOrElse(() -> Path.of(System.getProperty("java.io.tmpdir")));
    try {
      Files.createDirectories(parent);
      return Either.right(
          new RunFolders(Files.createTempDirectory(parent, "dmabuf-rw-").toAbsolutePath()));
    } catch (IOException e) {
      return Either.left(
          "metadata folder " + parent + ": cannot be written: " + FileTrouble.of(parent, e));
    }
  }

  /** A fresh folder for one run, with an empty {@code tmp} inside. */
  Path create(String run) throws IOException {
    Path folder = base.resolve(run);
    Files.createDirectories(folder.resolve("tmp"));
    return folder;
  }

  /** Removes one run's folder. */
  void remove(Path folder) {
    FileTree.delete(folder);
  }

  /** Removes everything. A file that vanishes meanwhile does not matter. */
  @Override
  public void close() {
    FileTree.delete(base);
  }
}
