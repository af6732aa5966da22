package io.uring.dmabuf.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.uring.dmabuf.audit.rule.Rule;
import io.uring.dmabuf.audit.rule.Rules;
import io.uring.dmabuf.tlc.Home;
import io.uring.dmabuf.told.EventForm;
import io.vavr.collection.List;
import io.vavr.collection.Vector;
import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The document on audits")
public class AuditDocumentTest {

  /** The lines between two marks of the document. */
  public static String part(String name) throws IOException {
    String text = Files.readString(Home.current().root().resolve("docs/audit.md"));
    String begin = "<!-- audit: " + name + " -->\n";
    int from = text.indexOf(begin) + begin.length();
    return text.substring(from, text.indexOf("<!-- end audit -->", from));
  }

  @Test
  void showsAVerdictAsItIsPrinted() throws IOException {
    Vector<String> lines = Audits.lines("linux-7.3.4-plain-scarce-update.txt.gz");
    int cqe =
        lines.indexWhere(
            line -> line.contains("io_uring_complete") && line.contains("user_data 0x20001,"));
    List<String> text =
        VerdictText.of(
            Audits.of("trace.txt", Mutation.DUPLICATE.of(lines, cqe).mkString("\n") + "\n"));
    assertThat(part("verdict"))
        .isEqualTo(text.map(line -> line.isEmpty() ? "\n" : "    " + line + "\n").mkString());
  }

  @Test
  void namesEachRule() throws IOException {
    String rows =
        Rules.all()
            .map(Rule::about)
            .map(about ->
                "| `"
                    + about.name()
                    + "` | "
                    + about.sentence()
                    + " | "
                    + where(about.module())
                    + " |\n")
            .mkString();
    assertThat(part("rules"))
        .isEqualTo("| rule | what must hold | law of |\n|---|---|---|\n" + rows);
  }

  @Test
  void namesLawsThatStandInTheSpecification() throws IOException {
    for (Rule rule : Rules.all().reject(rule -> rule.about().module().isEmpty())) {
      assertThat(
              Files.readString(
                  Home.current().root().resolve("spec/" + rule.about().module() + ".tla")))
          .contains("\n" + rule.about().name() + " ==");
    }
  }

  @Test
  void namesEachEventOfTheImplementation() throws IOException {
    String rows =
        EventForm.schema()
            .map(event -> "| `" + event._1 + "` | " + event._2.mkString("`", "`, `", "`") + " |\n")
            .mkString();
    assertThat(part("events")).isEqualTo("| event | fields |\n|---|---|\n" + rows);
  }

  private static String where(String module) {
    return module.isEmpty() ? "none" : "`" + module + "`";
  }
}
