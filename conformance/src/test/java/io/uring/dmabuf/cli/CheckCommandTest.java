package io.uring.dmabuf.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The command {@code check} as users run it: a process of its own, on a small home with two models.
 */
@Timeout(60)
class CheckCommandTest {

  private static final String MODULE =
      """
      ---- MODULE MCGrid ----
      EXTENDS Naturals
      CONSTANT N
      VARIABLES x, y
      Init == x = 0 /\\ y = 0
      Right == x < N /\\ x' = x + 1 /\\ UNCHANGED y
      Up == y < N /\\ y' = y + 1 /\\ UNCHANGED x
      Next == Right \\/ Up
      Spec == Init /\\ [][Next]_<<x, y>>
      (* Not both are at the border. *)
      Corner == ~(x = N /\\ y = N)
      Inside == x <= N /\\ y <= N
      Laws == /\\ Inside
      CornerSpec == Spec
      CornerLaws == /\\ Corner
      ====
      """;

  private static final String MANIFEST =
      """
      {"models": [
        {"name": "grid", "module": "MCGrid", "set": {"N": "3"}, "kind": "safety", "tier": "quick", "expected": "pass",
         "distinct": 16, "generated": 25, "why": "Small."},
        {"name": "corner", "base": "grid", "module": "MCGrid", "spec": "CornerSpec", "kind": "safety", "tier": "full", "expected": "pass",
         "distinct": 16, "generated": 25, "why": "Broken."},
        {"name": "endless", "module": "MCGrid", "set": {"N": "100000"}, "kind": "safety", "tier": "large", "expected": "pass",
         "distinct": 1, "generated": 1, "why": "Does not end within a test."}
      ]}
      """;

  @TempDir Path home;
  private Path models;

  @BeforeEach
  void writeHome() throws IOException {
    models = Files.createDirectories(home.resolve("model-checking/models"));
    Files.createDirectories(home.resolve("spec"));
    Files.createDirectories(home.resolve("meta"));
    Files.writeString(models.resolve("MCGrid.tla"), MODULE);
    Files.writeString(home.resolve("model-checking/models.json"), MANIFEST);
  }

  @Test
  void printsATableAndWritesTheSameAsJson() throws Exception {
    ToolRun ended = check();
    assertThat(ended.status()).describedAs(ended.all()).isEqualTo(ExitStatus.CLEAN);
    assertThat(ended.out())
        .anyMatch(line -> line.matches("grid +safety +pass +16 +25 +- +- +[\\d.]+"))
        .last()
        .isEqualTo(
            "check: 1 models, 16 distinct states, 0 transitions replayed (none to replay), 0"
                + " divergences");
    JsonNode report =
        new ObjectMapper().readTree(home.resolve("target/check-report.json").toFile());
    JsonNode model = report.path("models").path(0);
    assertThat(List.of(model.path("name").asText(), model.path("verdict").asText()))
        .containsExactly("grid", "pass");
    assertThat(report.path("totals").path("distinct").asLong()).isEqualTo(16);
    assertThat(Instant.parse(report.path("date").asText())).isBefore(Instant.now());
    assertThat(report.path("kernel").asText()).endsWith(System.getProperty("os.version"));
    assertThatNothingIsLeft();
  }

  @Test
  void endsWithOneAndTheCommandThatRepeatsAViolation() throws Exception {
    ToolRun ended = check("--tier", "full");
    assertThat(ended.status()).isEqualTo(ExitStatus.FOUND);
    assertThat(ended.out())
        .contains("Corner is broken")
        .anyMatch(line -> line.startsWith("again: dmabuf-rw check --model corner --metadir "))
        .allMatch(
            line -> line.length() <= 80 || line.startsWith("check:") || line.startsWith("again:"));
  }

  @Test
  @Tag("long")
  void writesMeasuredCountsIntoTheManifest() throws Exception {
    Path manifest = home.resolve("model-checking/models.json");
    Files.writeString(
        manifest,
        MANIFEST.replace(
            "\"distinct\": 16, \"generated\": 25, \"why\": \"Small.\"", "\"why\": \"Small.\""));
    assertThat(check().status()).isEqualTo(ExitStatus.FOUND);
    assertThat(check("--update").status()).isEqualTo(ExitStatus.CLEAN);
    assertThat(check().status()).isEqualTo(ExitStatus.CLEAN);
  }

  @Test
  void tellsOfAnExpectedViolationWhichLawItBreaksHowAndWhere() throws Exception {
    Path manifest = home.resolve("others.json");
    Files.writeString(
        manifest,
        MANIFEST.replaceFirst(
            "(\"full\", \"expected\": )\"pass\",\\s+\"distinct\": 16, \"generated\": 25",
            "$1\"violates Corner\""));
    Path traces = home.resolve("traces");
    ToolRun ended =
        check(
            "--model",
            "corner",
            "--manifest",
            manifest.toString(),
            "--trace-dir",
            traces.toString());
    assertThat(ended.status()).describedAs(ended.all()).isEqualTo(ExitStatus.CLEAN);
    assertThat(ended.out())
        .contains(
            "corner violates Corner (expected)",
            "  Broken.",
            "  Corner: Not both are at the border.",
            "Corner is broken")
        .anyMatch(line -> line.matches("   6 (Right|Up)"));
    assertThat(String.join("", ended.out()).replaceAll("\\s+", ""))
        .contains("written:" + traces.resolve("corner") + ".txt,.json,.mmdand.html");
    assertThat(traces.resolve("corner.html")).isNotEmptyFile();
  }

  @Test
  @Tag("long")
  void writesTheSameInEveryCountry() throws Exception {
    ToolRun ended = run(List.of("-Duser.language=ar", "-Duser.country=EG"));
    assertThat(ended.status()).describedAs(ended.all()).isEqualTo(ExitStatus.CLEAN);
    assertThat(ended.out())
        .anyMatch(line -> line.matches("grid +safety +pass +16 +25 +- +- +[0-9.]+"))
        .last()
        .asString()
        .startsWith("check: 1 models, 16 distinct states, 0 transitions");
  }

  @Test
  void listsTheModels() throws Exception {
    assertThat(check("--list").out())
        .contains("grid  safety, quick, pass", "    Small.", "endless  safety, large, pass");
  }

  @Test
  void writesWhatTlcIsGivenForThoseWhoRunItByHand() throws Exception {
    Path written = home.resolve("written");
    assertThat(check("--write-models", written.toString()).out())
        .contains("check: 3 models written into " + written);
    assertThat(written.resolve("Model_grid.tla")).content().contains("const_N == 3\n");
    assertThat(written.resolve("Model_corner.cfg")).content().contains("INVARIANTS\n  Corner\n");
  }

  @Test
  void tellsUnusableInputInOneLine() throws Exception {
    refuses("no model nobody", "--model", "nobody");
    refuses("--tier slow", "--tier", "slow");
    refuses("too little heap", "--heap", "1m");
    refuses("metadata folder", "--metadir", models.resolve("MCGrid.tla").toString());
    refuses("is no TLC", "--tla2tools", models.resolve("MCGrid.tla").toString());
    assertThat(home.resolve("target")).doesNotExist();
  }

  @Test
  @Tag("long")
  void printsWhatItKnowsWhenAModelCannotBeRun() throws Exception {
    Path manifest = home.resolve("model-checking/models.json");
    Files.writeString(
        manifest,
        MANIFEST.replaceFirst(
            "\\{\"name\": \"endless\"",
            "{\"name\": \"unknown\", \"base\": \"grid\", \"module\": \"MCGrid\", \"set\":"
                + " {\"M\": \"1\"}, \"kind\": \"safety\", \"tier\": \"quick\", \"expected\":"
                + " \"pass\", \"why\": \"No M.\"}, $0"));
    ToolRun ended = check();
    assertThat(ended.status()).describedAs(ended.all()).isEqualTo(ExitStatus.UNUSABLE);
    assertThat(ended.out()).anyMatch(line -> line.matches("grid +safety +pass +16 .*"));
    assertThat(ended.err()).last().asString().startsWith("dmabuf-rw: unknown: ").contains("M");
    assertThat(home.resolve("target/check-report.json")).exists();
  }

  @Test
  void leavesNothingBehindWhenItIsInterrupted() throws Exception {
    Process process = start(List.of(), "--model", "endless");
    while (process.descendants().findAny().isEmpty()) {
      Thread.sleep(50);
    }
    List<ProcessHandle> runs = process.descendants().toList();
    process.toHandle().destroy();
    assertThat(process.waitFor()).isEqualTo(ExitStatus.UNUSABLE);
    assertThat(process.errorReader().lines().toList()).containsExactly("check: interrupted");
    for (ProcessHandle run : runs) {
      run.onExit().get(10, TimeUnit.SECONDS);
    }
    assertThat(home.resolve("target")).doesNotExist();
    assertThatNothingIsLeft();
  }

  /** Nobody can tell its child then: the child notices that nobody is there. */
  @Test
  void leavesNoProcessBehindWhenItIsKilled() throws Exception {
    Process process = start(List.of(), "--model", "endless");
    while (process.descendants().findAny().isEmpty()) {
      Thread.sleep(50);
    }
    List<ProcessHandle> runs = process.descendants().toList();
    process.destroyForcibly();
    assertThat(process.waitFor()).isEqualTo(128 + 9);
    for (ProcessHandle run : runs) {
      run.onExit().get(10, TimeUnit.SECONDS);
    }
  }

  private void refuses(String reason, String... args) throws Exception {
    ToolRun ended = check(args);
    assertThat(ended.status()).describedAs(ended.all()).isEqualTo(ExitStatus.UNUSABLE);
    assertThat(ended.err()).singleElement().asString().contains(reason);
  }

  private void assertThatNothingIsLeft() throws IOException {
    try (Stream<Path> left = Files.list(home.resolve("meta"))) {
      assertThat(left).isEmpty();
    }
  }

  private ToolRun check(String... args) throws IOException, InterruptedException {
    return run(List.of(), args);
  }

  private ToolRun run(List<String> jvm, String... args) throws IOException, InterruptedException {
    return ToolRun.of(start(jvm, args));
  }

  private Process start(List<String> jvm, String... args) throws IOException {
    List<String> command = new ArrayList<>(List.of("check"));
    if (!List.of(args).contains("--metadir")) {
      command.addAll(List.of("--metadir", home.resolve("meta").toString()));
    }
    command.addAll(List.of(args));
    return ToolRun.builder(home, jvm, command).start();
  }
}
