package io.uring.dmabuf.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.uring.dmabuf.tlc.Home;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The command docs")
class DocsCommandTest {

  @TempDir Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void writesThePageWhereItIsAskedTo() {
    assertThat(run("docs", "--output", folder.resolve("new").toString()))
        .isEqualTo(ExitStatus.CLEAN);
    assertThat(folder.resolve("new/specifications.html")).content().startsWith("<!DOCTYPE html>");
    assertThat(out.toString()).contains("specifications.html");
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void tellsInOneLineThatAFolderCannotBeWritten() throws IOException {
    Path file = Files.createFile(folder.resolve("file"));
    assertThat(run("docs", "--output", file.toString())).isEqualTo(ExitStatus.UNUSABLE);
    assertThat(err.toString().lines()).singleElement().asString().contains(file.toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"--report", "--live"})
  void changesNoDocumentWhenWhatItIsMadeOfIsNone(String option) throws IOException {
    Path file = Files.writeString(folder.resolve("report.json"), "no report");
    Map<Path, String> before = documents();
    assertThat(run("docs", "--tables", option, file.toString())).isEqualTo(ExitStatus.UNUSABLE);
    assertThat(err.toString().lines()).singleElement().asString().contains("report.json");
    assertThat(run("docs", option, folder.resolve("none").toString()))
        .isEqualTo(ExitStatus.UNUSABLE);
    assertThat(out.toString()).isEmpty();
    assertThat(documents()).isEqualTo(before);
  }

  private static Map<Path, String> documents() throws IOException {
    Path root = Home.current().root();
    Map<Path, String> texts = new HashMap<>();
    for (String name : List.of("README.md", "CONFORMANCE.md", "docs/results.md")) {
      texts.put(Path.of(name), Files.readString(root.resolve(name)));
    }
    return texts;
  }

  @Test
  void tellsWhichNamesOfTheKernelAreDifferentInATree() throws IOException {
    assertThat(run("docs", "--symbols", folder.toString())).isEqualTo(ExitStatus.UNUSABLE);
    assertThat(err.toString().lines()).singleElement().asString().contains("is no kernel tree");
    Files.writeString(folder.resolve("Makefile"), "VERSION = 6\nPATCHLEVEL = 17\nSUBLEVEL = 0\n");
    assertThat(run("docs", "--symbols", folder.toString())).isEqualTo(ExitStatus.FOUND);
    assertThat(out.toString())
        .startsWith("kernel 6.17, compared with what was read in 6.17")
        .contains("gone   io_find_buf_node: function of io_uring/rsrc.c")
        .contains(" compared, 0 moved, ");
  }

  private int run(String... args) {
    return Main.commandLine()
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(args);
  }
}
