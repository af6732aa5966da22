package io.uring.dmabuf.explore;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.uring.dmabuf.cli.Main;
import io.uring.dmabuf.tlc.Home;
import io.uring.dmabuf.tlc.models.Manifest;
import io.uring.dmabuf.tlc.models.ModelEntry;
import io.vavr.collection.List;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The implementation alone gives TLC's graph again, and breaks its laws where it is wrong. */
class ExploreCommandTest {
  /** How many of each specification's models are explored: each takes a process. */
  private static final int OF_EACH = 2;

  /** A model of more states takes longer than a test may. */
  private static final long SMALL = 15_000;

  @TempDir Path folder;

  private String printed = "";

  @Test
  @Tag("long")
  void theSmallestModelsHaveTheStatesAndTransitionsThatTlcCounts() throws IOException {
    List<ModelEntry> small =
        Manifest.read(Home.current().manifest())
            .get()
            .models()
            .filter(ModelExploration::isPossible)
            .filter(model -> model.distinct().exists(states -> states <= SMALL))
            .sortBy(model -> model.distinct().get())
            .groupBy(ModelEntry::module)
            .values()
            .flatMap(models -> models.take(OF_EACH))
            .toList();
    assertThat(small.map(ModelEntry::module).toSet())
        .containsExactlyInAnyOrder(
            "MCRequests", "MCCompletionQueue", "MCDmabufMapping", "MCNvmeQueue", "MCDmabufRw");

    int status = explore(small.flatMap(model -> List.of("--model", model.name())));

    assertThat(printed).doesNotContain("DIFFERS");
    assertThat(status).isZero();
    for (JsonNode model : new ObjectMapper().readTree(report().toFile()).path("models")) {
      assertThat(model.path("verdict").asText()).isEqualTo("pass");
      ModelEntry entry = small.find(m -> m.name().equals(model.path("name").asText())).get();
      assertThat(model.path("distinct").asLong()).isEqualTo(entry.distinct().get());
      assertThat(model.path("generated").asLong()).isEqualTo(entry.generated().get());
    }
  }

  @Test
  @Tag("long")
  void aCountThatIsNotTlcsIsToldAndEndsWithOne() throws IOException {
    String text = Files.readString(Home.current().manifest());
    Path changed = folder.resolve("models.json");
    for (String beside : List.of("defects", "kernels")) {
      Files.createSymbolicLink(
          folder.resolve(beside), Home.current().manifest().resolveSibling(beside));
    }
    Files.writeString(changed, text.replace("\"generated\": 2367", "\"generated\": 2368"));
    assertThat(Files.readString(changed)).isNotEqualTo(text);

    int status = explore(List.of("--model", "cloned-tables-kinds", "--manifest", "" + changed));

    assertThat(status).isEqualTo(1);
    assertThat(printed)
        .contains("DIFFERS")
        .contains("generated states: expected 2368, found 2367")
        .contains("again: dmabuf-rw explore --model cloned-tables-kinds");
  }

  @Test
  void aWrongDecisionBreaksALawByNameAndIsShownByAShortestTrace() throws IOException {
    int status =
        explore(
            List.of("--model", "buffer-table-small", "-P", "deviation=RELEASE_WHILE_REFERENCED"));

    assertThat(status).isEqualTo(1);
    assertThat(printed).contains("VIOLATES").contains("is broken: ").contains("StartUpdate(");
    assertThat(printed.lines().filter(line -> !line.startsWith("again: ")))
        .allMatch(line -> line.length() <= 80);
    String once = printed.replaceAll("\\d+\\.\\d+ +\\d+", "");
    explore(
        List.of(
            "--model",
            "buffer-table-small",
            "-P",
            "deviation=RELEASE_WHILE_REFERENCED",
            "--threads",
            "2"));
    assertThat(printed.replaceAll("\\d+\\.\\d+ +\\d+", "")).contains(trace(once));
  }

  private static String trace(String text) {
    return text.substring(text.indexOf("is not as expected"), text.indexOf("again: "));
  }

  @Test
  void aLimitThatIsReachedIsNoAnswer() throws IOException {
    int status = explore(List.of("--model", "buffer-table-small", "--limit", "100"));

    assertThat(status).isEqualTo(2);
    assertThat(printed).contains("the limit is reached");
  }

  @Test
  @Tag("long")
  void aModelWithARaisedBoundSaysWhatIsNew() throws IOException {
    String small = "cloned-tables-two";
    int status = explore(List.of("--model", small, "--model", small + "+MaxEntries"));

    assertThat(printed)
        .containsPattern("\\n  \\+MaxEntries +holds ")
        .contains("\n" + small + "+MaxEntries takes also ")
        .contains("NextEntry")
        .contains("two states taken for one: probability about 5e-33 (largest model, 126 bits)")
        .contains("2 models")
        .contains("0 differ");
    assertThat(status).isZero();
  }

  @Test
  void aBoundThatThereIsNotCannotBeRaised() throws IOException {
    assertThat(explore(List.of("--model", "buffer-table-small+Page"))).isEqualTo(2);
    assertThat(printed).contains("buffer-table-small+Page: no bound Page; there are Slots, ");
  }

  @Test
  void aModelWithoutStepsCannotBeExplored() throws IOException {
    assertThat(explore(List.of("--model", "addressing-sync"))).isEqualTo(2);
    assertThat(printed).contains("addressing-sync").contains("cannot be explored");
  }

  private Path report() {
    return folder.resolve("report.json");
  }

  private int explore(List<String> options) throws IOException {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int status =
        Main.commandLine()
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(err))
            .execute(
                options
                    .prepend("explore")
                    .appendAll(List.of("--json", report().toString()))
                    .toJavaArray(String[]::new));
    printed = out + "" + err;
    return status;
  }
}
