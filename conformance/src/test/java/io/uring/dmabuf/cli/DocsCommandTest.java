package io.uring.dmabuf.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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

  @Test
  void tellsInOneLineThatAReportIsNone() throws IOException {
    Path file = Files.writeString(folder.resolve("report.json"), "no report");
    assertThat(run("docs", "--readme", "--report", file.toString())).isEqualTo(ExitStatus.UNUSABLE);
    assertThat(err.toString().lines()).singleElement().asString().contains("report.json");
  }

  private int run(String... args) {
    return Main.commandLine()
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(args);
  }
}
