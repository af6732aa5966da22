package io.uring.dmabuf.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.uring.dmabuf.tlc.Home;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The command {@code defects} as users run it. */
class DefectsCommandTest {
  private static final String DEFECT = "CLONE_LATE";

  /** Of a small model, which the implementation explores to its end when its law holds. */
  private static final String OF_SMALL = "TAG_TWICE";

  @TempDir Path folder;

  private String printed = "";

  @Test
  void tellsTheStoryOfADefectThatBreaksItsLawInAllItsWays() throws IOException {
    Path json = folder.resolve("rows.json");

    int status = defects(DEFECT, "--json", json.toString());

    assertThat(status).as(printed).isEqualTo(ExitStatus.CLEAN);
    assertThat(printed.lines())
        .containsSubsequence(
            "    The last reference dropped and noticed in two steps.",
            "ReleasedByLast is broken",
            "   # task",
            "   1 RegisterSparse(1)",
            "  13 LateDecision(1)",
            "  with machine deviation=DECIDED_LATER",
            "defects: 1 of 1 break their law; in Java 1 of 1; in scenarios 1 of 1")
        .anyMatch(line -> line.matches("CLONE_LATE +ReleasedByLast +\\d+ +13 .* 13 wrong"))
        .allMatch(line -> line.length() <= 80);
    JsonNode row = new ObjectMapper().readTree(json.toFile()).path(0);
    assertThat(row.path("stepsInJava").asInt()).isEqualTo(13);
    assertThat(row.path("damage").asText()).contains("clone-untagged");
  }

  @Test
  void endsWithOneWhereOneDoesNotBreakItsLawInOneOfItsWays() throws IOException {
    Path planted = Files.createDirectory(folder.resolve("defects"));
    Path models = Home.current().manifest();
    try (Stream<Path> files = Files.list(models.resolveSibling("defects"))) {
      for (Path file : files.toList()) {
        Files.copy(file, planted.resolve(file.getFileName()));
      }
    }
    Files.createSymbolicLink(folder.resolve("kernels"), models.resolveSibling("kernels"));
    Files.copy(models, folder.resolve("models.json"));
    Path file = planted.resolve(OF_SMALL + ".tla");
    String text = Files.readString(file);
    Files.writeString(file, text.replace("DOUBLE_TAG by tags", "CLONE_COPIES_TAG by first-read"));
    assertThat(Files.readString(file)).isNotEqualTo(text);

    int status = defects(OF_SMALL, "--manifest", folder.resolve("models.json").toString());

    assertThat(status).as(printed).isEqualTo(ExitStatus.FOUND);
    assertThat(printed)
        .contains("Java: expected violates TagAtMostOnce, found pass")
        .contains("first-read.scenario: goes as it should under CLONE_COPIES_TAG");
  }

  @Test
  void listsThemWithoutRunningThem() {
    assertThat(defects("--list")).isEqualTo(ExitStatus.CLEAN);
    assertThat(printed)
        .contains("CLONE_LATE  violates ReleasedByLast, in cloned-tables-meet, in Java")
        .containsPattern("defects: [1-9]\\d\\d in all");
  }

  @ParameterizedTest
  @CsvSource({
    "rw-small, 'rw-small: a model, and no defect; defects --list tells'",
    "EARLY_TOG, 'no model EARLY_TOG; did you mean EARLY_TAG?'"
  })
  void refusesWhatIsNoDefectInOneLine(String name, String why) {
    assertThat(defects(name)).isEqualTo(ExitStatus.UNUSABLE);
    assertThat(printed.lines()).singleElement().asString().contains(why);
  }

  @Test
  void comparesTheDesignsOfAllDefectsOrOfNone() {
    assertThat(defects("--verdicts", "V1_NO_GAP_CHECK")).isEqualTo(ExitStatus.UNUSABLE);
    assertThat(printed.lines())
        .singleElement()
        .asString()
        .contains("--verdicts is about all defects of the first version");
  }

  @Test
  void printsAProgramForOne() {
    assertThat(defects("CLONE_TAG", "--reproducer")).isEqualTo(ExitStatus.CLEAN);
    assertThat(printed.lines()).startsWith("/*").contains("int main(int argc, char **argv)");
    assertThat(defects("--reproducer")).isEqualTo(ExitStatus.UNUSABLE);
    assertThat(printed).contains("--reproducer is about one defect: name it");
    assertThat(defects("UNWINDING", "--reproducer")).isEqualTo(ExitStatus.UNUSABLE);
    assertThat(printed.lines())
        .singleElement()
        .asString()
        .contains("UNWINDING: ")
        .contains("fail=R8: a step that fails takes fault injection");
    assertThat(defects("CLONE_TAG", "--resume", "x.json")).isEqualTo(ExitStatus.UNUSABLE);
    assertThat(printed).contains("--resume goes on with --verdicts");
  }

  private int defects(String... options) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int status =
        Main.commandLine()
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(err))
            .execute(
                Stream.concat(Stream.of("defects"), Stream.of(options)).toArray(String[]::new));
    printed = out + "" + err;
    return status;
  }
}
