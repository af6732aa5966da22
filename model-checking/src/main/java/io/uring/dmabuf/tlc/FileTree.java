package io.uring.dmabuf.tlc;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/** Temporary folders with all that is in them. */
public final class FileTree {
  private FileTree() {}

  /**
   * Removes a folder. A file that vanishes meanwhile does not matter; what cannot be removed is
   * left to the end of this JVM, as nothing depends on it.
   */
  public static void delete(Path tree) {
    try {
      Files.walkFileTree(tree, new Deletion());
    } catch (IOException left) {
      tree.toFile().deleteOnExit();
    }
  }

  private static final class Deletion extends SimpleFileVisitor<Path> {
    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      Files.deleteIfExists(file);
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException gone) {
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException gone) {
      folder.toFile().delete();
      return FileVisitResult.CONTINUE;
    }
  }
}
