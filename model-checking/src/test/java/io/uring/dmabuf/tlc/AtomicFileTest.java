package io.uring.dmabuf.tlc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.vavr.Tuple;
import io.vavr.collection.List;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFileTest {
  private static final Path FULL = Path.of("/dev/full");

  @TempDir private Path folder;

  @Test
  void makesTheFolderOfAFile() throws IOException {
    Path file = folder.resolve("new/er/report.json");
    assertThat(AtomicFile.write(file, "text").get()).isEqualTo(file);
    assertThat(file).hasContent("text");
    assertThat(AtomicFile.write(file, "other").isRight()).isTrue();
    assertThat(file).hasContent("other");
    assertThat(files(file.getParent())).containsExactly(file);
  }

  @Test
  void keepsThePermissionsOfTheFile() throws IOException {
    Path file = Files.writeString(folder.resolve("report"), "old");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
    AtomicFile.write(file, "new").get();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-r-----");
  }

  @Test
  void writesWhereALinkPoints() throws IOException {
    Path behind = Files.writeString(folder.resolve("behind"), "old");
    Path link = Files.createSymbolicLink(folder.resolve("link"), Path.of("behind"));
    Path other = Files.createSymbolicLink(folder.resolve("other"), link);
    Path dangling = Files.createSymbolicLink(folder.resolve("dangling"), Path.of("sub/none"));
    AtomicFile.write(other, "new").get();
    AtomicFile.write(dangling, "made").get();
    assertThat(Stream.of(link, other, dangling)).allMatch(Files::isSymbolicLink);
    assertThat(behind).hasContent("new");
    assertThat(folder.resolve("sub/none")).hasContent("made");
  }

  @Test
  void refusesAFileWithoutAName() {
    assertThat(AtomicFile.check(Path.of("")).getLeft())
        .isEqualTo("a file without a name: cannot be written");
  }

  @Test
  void refusesLinksThatGoInACircle() throws IOException {
    Path link = Files.createSymbolicLink(folder.resolve("link"), Path.of("link"));
    assertThat(AtomicFile.write(link, "text").getLeft())
        .isEqualTo(link + ": cannot be written: too many symbolic links");
  }

  @Test
  void writesIntoAPipe() throws Exception {
    Path pipe = folder.resolve("pipe");
    assumeTrue(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor() == 0);
    CompletableFuture<String> read =
        CompletableFuture.supplyAsync(() -> InputFile.text(pipe).getOrElseGet(reason -> reason));
    AtomicFile.write(pipe, "through the pipe").get();
    assertThat(read.get(10, TimeUnit.SECONDS)).isEqualTo("through the pipe");
    assertThat(Files.readAttributes(pipe, java.nio.file.attribute.BasicFileAttributes.class))
        .matches(java.nio.file.attribute.BasicFileAttributes::isOther);
  }

  @Test
  void writesIntoADeviceAndSaysThatItIsFull() throws IOException {
    assertThat(AtomicFile.write(Path.of("/dev/null"), "text").isRight()).isTrue();
    assertThat(Files.isRegularFile(Path.of("/dev/null"))).isFalse();
    assumeTrue(Files.exists(FULL));
    assertThat(AtomicFile.check(FULL).isRight()).isTrue();
    assertThat(AtomicFile.write(FULL, "text").getLeft())
        .isEqualTo("/dev/full: cannot be written: No space left on device");
  }

  @Test
  void refusesAFolderInTheFilesPlaceAndAFileInTheFoldersPlace() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "old");
    refused(folder, ": cannot be written: is a folder");
    refused(file.resolve("report"), ": cannot be written: " + file + ": is no folder");
    refused(
        file.resolve("a/report"),
        ": cannot be written: " + file.resolve("a") + ": " + file + ": is no folder");
    assertThat(AtomicFile.checkFolder(file).getLeft())
        .isEqualTo(file + ": cannot be written: is no folder");
    assertThat(AtomicFile.checkFolder(folder.resolve("new")).get()).doesNotExist();
    assertThat(file).hasContent("old");
  }

  @Test
  void tellsBeforehandWhatTheFileSystemRefusesThoughItAllowsIt() throws IOException {
    assumeTrue(Files.isWritable(Path.of("/proc")), "root alone may write there");
    assertThat(AtomicFile.check(Path.of("/proc/none/x")).getLeft())
        .isEqualTo("/proc/none/x: cannot be written: /proc: nothing can be made there");
    assertThat(AtomicFile.checkFolder(Path.of("/proc/none/x")).getLeft())
        .isEqualTo("/proc/none/x: cannot be written: /proc: nothing can be made there");
  }

  @Test
  void tellsBeforehandOfANameThatIsTooLong() throws IOException {
    Path name = folder.resolve("n".repeat(300));
    for (Path file : java.util.List.of(name, name.resolve("x"))) {
      assertThat(AtomicFile.check(file).getLeft())
          .isEqualTo(file + ": cannot be written: " + name + ": File name too long");
    }
    assertThat(AtomicFile.check(folder.resolve("a/b/c")).isRight()).isTrue();
    assertThat(AtomicFile.check(folder.resolve("a")).isRight()).isTrue();
    assertThat(files(folder)).isEmpty();
  }

  @Test
  void leavesTheOldFileWhereNothingMayBeWritten() throws IOException {
    Path locked = Files.createDirectory(folder.resolve("locked"));
    Path old = Files.writeString(locked.resolve("old"), "old");
    Path mine = Files.writeString(folder.resolve("mine"), "mine");
    Files.setPosixFilePermissions(mine, PosixFilePermissions.fromString("r--r--r--"));
    Files.setPosixFilePermissions(locked, PosixFilePermissions.fromString("r-xr-xr-x"));
    try {
      assumeFalse(Files.isWritable(locked), "whoever runs this may write everywhere");
      refused(old, ": cannot be written: " + locked + ": permission denied");
      refused(
          locked.resolve("a/b"),
          ": cannot be written: " + locked.resolve("a") + ": " + locked + ": permission denied");
      refused(mine, ": cannot be written: permission denied");
      assertThat(old).hasContent("old");
      assertThat(mine).hasContent("mine");
    } finally {
      Files.setPosixFilePermissions(locked, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
  }

  @Test
  void writesAllFilesOrNone() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "old");
    String nameTooLong = "n".repeat(300);
    assertThat(
            AtomicFile.writeAll(
                    List.of(
                        Tuple.of(file, "new"), Tuple.of(folder.resolve(nameTooLong + "/x"), "new")))
                .getLeft())
        .contains("File name too long")
        .startsWith(folder.resolve(nameTooLong).toString());
    assertThat(file).hasContent("old");
    assertThat(files(folder)).containsExactly(file);
  }

  private static void refused(Path file, String reason) {
    assertThat(AtomicFile.check(file).getLeft()).isEqualTo(file + reason);
    assertThat(AtomicFile.write(file, "text").getLeft()).isEqualTo(file + reason);
  }

  private static java.util.List<Path> files(Path folder) throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.toList();
    }
  }
}
