package io.uring.dmabuf.symbols;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The comparison of a kernel tree with the list of symbols")
class TreeComparisonTest {

  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void writesAListAndATree() throws IOException {
    file =
        Files.writeString(
            folder.resolve("symbols.tsv"),
            """
            # symbol\tkind\tfile\tkernels\tnote
            io_get\tstatic function\tio_uring/rsrc.c\t6.17, 6.18.2, 7.1.5\t
            io_put\tstatic inline\tio_uring/rsrc.h\t6.17, 6.18.2\t
            io_put\tstatic inline\tio_uring/put.h\t7.1.5\t
            io_old\tfunction\tio_uring/rsrc.c\t6.17\tgone in 6.18
            io_node.refs\tfield\tio_uring/rsrc.h\t6.17, 6.18.2, 7.1.5\t
            io_new\tfunction\tio_uring/new.c\tseries v1 patch 10\t
            """);
    write(
        "io_uring/rsrc.c",
        """
        static int io_get(int x)
        {
        }
        """);
    write(
        "io_uring/rsrc.h",
        """
        struct io_node { int refs; };
        static inline void io_put(int x) { }
        """);
  }

  @Test
  void findsNothingInATreeThatIsAsItWasRead() throws IOException {
    assertThat(lines("6", "18", "2"))
        .isEqualTo(
            """
            kernel 6.18.2, compared with what was read in 6.18.2
            symbols: 3 compared, 0 moved, 0 gone, 0 of another kind\
            """);
  }

  @Test
  void tellsWhatMovedWentAndBecameSomethingElse() throws IOException {
    write("io_uring/rsrc.c", "int io_get(int x)\n{\n}\n");
    write("io_uring/rsrc.h", "struct io_node { int count; };\n");
    write("io_uring/deeper/tw.h", "static inline void io_put(int x) { }\n");
    assertThat(lines("6", "18", "2"))
        .isEqualTo(
            """
            kernel 6.18.2, compared with what was read in 6.18.2
            kind   io_get: static function -> function in io_uring/rsrc.c
            gone   io_node.refs: field of io_uring/rsrc.h
            moved  io_put: io_uring/rsrc.h -> io_uring/deeper/tw.h
            symbols: 3 compared, 1 moved, 1 gone, 1 of another kind\
            """);
  }

  @Test
  void expectsInATreeThatWasNotReadWhatWasReadBeforeOrAfterIt() throws IOException {
    write("io_uring/rsrc.h", "struct io_node { int refs; };\n");
    write("io_uring/put.h", "static inline void io_put(int x) { }\n");
    assertThat(lines("6", "19", "0")).endsWith("3 compared, 0 moved, 0 gone, 0 of another kind");
    assertThat(lines("6", "18", "0")).endsWith("4 compared, 1 moved, 0 gone, 0 of another kind");
    assertThat(lines("6", "17", "0"))
        .contains("gone   io_old")
        .contains("moved  io_put: io_uring/rsrc.h -> io_uring/put.h");
  }

  @Test
  void saysInOneLineWhatIsNoTree() throws IOException {
    assertThat(KernelTree.of(folder.resolve("nowhere")).getLeft()).endsWith("nowhere is no folder");
    assertThat(KernelTree.of(folder).getLeft()).contains("is no kernel tree: no Makefile with");
    Files.writeString(folder.resolve("Makefile"), "all:\n\ttrue\n");
    assertThat(KernelTree.of(folder).getLeft()).contains("is no kernel tree: no Makefile with");
  }

  @Test
  void saysWhichLineOfAListIsNone() throws IOException {
    Files.writeString(file, "# header\nio_get\tmethod\tio_uring/rsrc.c\t6.17\t\n");
    assertThat(SymbolList.read(file).getLeft())
        .endsWith("symbols.tsv:2: no kind of symbol: method");
    Files.writeString(file, "io_get\tfunction\tio_uring/rsrc.c\t6.17, next\t\n");
    assertThat(SymbolList.read(file).getLeft()).endsWith("symbols.tsv:1: no kernel: next");
    Files.writeString(file, "io_get\tfunction\n");
    assertThat(SymbolList.read(file).getLeft()).contains("symbols.tsv:1: 2 columns, and not 5");
    Files.writeString(file, "# nothing\n");
    assertThat(SymbolList.read(file).getLeft()).endsWith("symbols.tsv: no release was read");
    assertThat(SymbolList.read(folder.resolve("none")).getLeft()).endsWith("none: no such file");
  }

  private String lines(String version, String patchlevel, String sublevel) throws IOException {
    write(
        "Makefile",
        "VERSION = "
            + version
            + "\nPATCHLEVEL = "
            + patchlevel
            + "\nSUBLEVEL = "
            + sublevel
            + "\n");
    return TreeComparison.of(SymbolList.read(file).get(), KernelTree.of(folder).get())
        .lines()
        .mkString("\n");
  }

  private void write(String name, String text) throws IOException {
    Path written = folder.resolve(name);
    Files.createDirectories(written.getParent());
    Files.writeString(written, text);
  }
}
