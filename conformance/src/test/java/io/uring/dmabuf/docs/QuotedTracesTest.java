package io.uring.dmabuf.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.uring.dmabuf.cli.ExitStatus;
import io.uring.dmabuf.cli.Main;
import io.vavr.collection.List;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every trace that a document quotes is run again. */
@DisplayName("The traces in the documents")
class QuotedTracesTest {

  private static final List<String> PRINTED =
      List.of(
          "Law is broken",
          "",
          "   # task     irq",
          "   1 Begin(1)",
          "       file.c: begin",
          "         a: 0 -> 1",
          "         b: 0 -> 1",
          "   2             Middle",
          "         a: 1 -> 2",
          "   3 End",
          "         b: 1 -> 0",
          "     then nothing happens any more");

  @TempDir static Path folder;

  static List<QuotedTrace> traces() {
    return Documents.all().flatMap(file -> QuotedTrace.in(Documents.text(file)));
  }

  /** One check of all models that are quoted: two at a time. */
  private static void run(List<QuotedTrace> traces) {
    StringWriter out = new StringWriter();
    List<String> models = traces.map(QuotedTrace::model).distinct();
    List<String> args =
        List.of("check", "--metadir", folder.toString(), "--trace-dir", folder.toString())
            .appendAll(List.of("--json", folder.resolve("report.json").toString()))
            .appendAll(models.flatMap(model -> List.of("--model", model)));
    int status =
        Main.commandLine()
            .setOut(new PrintWriter(out, true))
            .execute(args.toJavaArray(String[]::new));
    assertThat(status).as(out.toString()).isEqualTo(ExitStatus.CLEAN);
  }

  @Test
  void areWhatARunPrintsOnTheFrontPage() throws IOException {
    areWhatARunPrints(QuotedTrace.in(Documents.text("README.md")));
  }

  @Test
  @Tag("long")
  void areWhatARunPrints() throws IOException {
    areWhatARunPrints(traces());
  }

  private static void areWhatARunPrints(List<QuotedTrace> traces) throws IOException {
    run(traces);
    for (QuotedTrace trace : traces) {
      List<String> printed = List.ofAll(Files.readAllLines(folder.resolve(trace.model() + ".txt")));
      assertThat(QuotedTrace.steps(trace.lines())).isNotEmpty();
      assertThat(trace.difference(printed)).as(String.join("\n", printed)).isEmpty();
    }
  }

  @Test
  void areAllMarked() {
    assertThat(traces()).hasSizeGreaterThan(3);
    for (String file : Documents.all()) {
      int events = Documents.all("(?m)^ {4,7}(\\d+ +[A-Z]\\w+.*)$", Documents.text(file)).size();
      int marked =
          QuotedTrace.in(Documents.text(file))
              .map(trace -> QuotedTrace.steps(trace.lines()).size())
              .sum()
              .intValue();
      assertThat(events).as(file).isLessThanOrEqualTo(marked);
    }
  }

  @Test
  void ofTheFrontPageIsShort() {
    List<QuotedTrace> ofReadme = QuotedTrace.in(Documents.text("README.md"));
    assertThat(ofReadme).hasSize(1);
    assertThat(ofReadme.head().lines().size()).isLessThanOrEqualTo(20);
  }

  @Test
  void mayLeaveOutWhatIsMarkedAndNothingElse() {
    assertThat(quoted("Law is broken", "   1 Begin(1)", "         ...", "  ..", "   3 End", END))
        .isEmpty();
    assertThat(quoted("   1 Begin(1)", "  ..", "   3 End", END)).contains("       file.c: begin");
    assertThat(quoted("   1 Begin(1)", "         ...", "   3 End", END)).contains("   3 End");
    assertThat(quoted("   1 Begin(1)", "         c: 0 -> 1", "         ..."))
        .contains("         c: 0 -> 1");
    assertThat(quoted("  ..", "   2 Middle")).contains("   2 Middle");
    assertThat(quoted("Other is broken", "  ..", "   3 End", END)).contains("Other is broken");
  }

  private static final String END = "         b: 1 -> 0";

  private static io.vavr.control.Option<String> quoted(String... lines) {
    return new QuotedTrace("none", List.of(lines)).difference(PRINTED);
  }
}
