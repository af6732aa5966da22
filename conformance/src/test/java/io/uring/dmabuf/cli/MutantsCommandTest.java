package io.uring.dmabuf.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.uring.dmabuf.mutants.SmallHome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The command {@code mutants} as users run it, on a home with one small module. */
@Timeout(120)
class MutantsCommandTest {

  private static final String NO_NOTES = "{\"equivalent\": [], \"surviving\": []}";

  @TempDir Path home;

  @BeforeEach
  void writeHome() throws IOException {
    SmallHome.write(home, NO_NOTES);
  }

  @Test
  @Tag("long")
  void tellsOfEachMutantWhatNoticesItAndWritesTheScore() throws Exception {
    Path page = home.resolve("page.md");
    Path json = home.resolve("rows.json");
    ToolRun ended =
        mutants("--seed", "3", "--count", "8", "--page", page.toString(), "--json", json + "");
    assertThat(ended.status()).describedAs(ended.all()).isEqualTo(ExitStatus.FOUND);
    assertThat(ended.out())
        .containsSubsequence(
            "Tap.Fill.guard.1  (spec/Tap.tla:8)",
            "    level < N  ->  TRUE",
            "    again: dmabuf-rw mutants --id Tap.Fill.guard.1 --model tap")
        .anyMatch(line -> line.startsWith("    killed by NeverOver in tap, "))
        .anyMatch(
            line -> line.matches("    a witness or an action lost in tap, .*: witness Full.*"))
        .anyMatch(line -> line.matches("    only counts differ in tap, .* 10 states and 26 .*"))
        .anyMatch(line -> line.startsWith("    nothing notices it, "))
        .anyMatch(line -> line.startsWith("    cannot be evaluated: Attempted to apply tuple "))
        .anyMatch(
            line -> line.startsWith("mutants: seed 3, at most 180 s each; a law kills 2 of 8"))
        .allMatch(line -> line.length() <= 80 || line.startsWith("    again: "));
    assertThat(page)
        .content()
        .contains("| **killed, of those that count** | **2 of 8 (25%)** |")
        .contains("| killed, without those that only take states away | 2 of 4 (50%) |")
        .contains("| NeverOver | 2 |")
        .contains("| Tap.Fill.set.1 | `seen \\cup {level}  ->  \\cap for \\cup` | only counts");
    assertThat(new ObjectMapper().readTree(json.toFile()).path("totals").path("killed").asInt())
        .isEqualTo(2);
  }

  @Test
  @Tag("long")
  void endsWithZeroWhenEachIsKilledOrNoted() throws Exception {
    assertThat(mutants("--id", "Tap.Fill.guard.1").status()).isEqualTo(ExitStatus.CLEAN);
    SmallHome.write(home, note("Tap.Spill", "level - 1  ->  0 for 1"));
    ToolRun noted = mutants("--id", "Tap.Spill.comparison.3");
    assertThat(noted.status()).describedAs(noted.all()).isEqualTo(ExitStatus.CLEAN);
    assertThat(noted.out()).contains("    equivalent: Other steps lead there.");
  }

  @Test
  @Tag("long")
  void endsWithOneWhenALawNoticesWhatANoteSaysThatNoneDoes() throws Exception {
    SmallHome.write(home, note("Tap.Fill", "level < N  ->  TRUE"));
    ToolRun stale = mutants("--kind", "guard", "--id", "Tap.Fill");
    assertThat(stale.status()).describedAs(stale.all()).isEqualTo(ExitStatus.FOUND);
    assertThat(stale.out()).anyMatch(line -> line.startsWith("    STALE NOTE: NeverOver in tap, "));
  }

  @Test
  @Tag("long")
  void goesOnWhereAnEarlierHuntEnded() throws Exception {
    Path json = home.resolve("rows.json");
    assertThat(mutants("--id", "Tap.Fill.guard.1", "--json", json + "").status())
        .isEqualTo(ExitStatus.CLEAN);
    String found = Files.readString(json);
    Files.writeString(json, found.replace("NeverOver", "SomeOtherLaw"));
    ToolRun resumed = mutants("--id", "Tap.Fill.guard.1", "--resume", json + "");
    assertThat(resumed.out())
        .anyMatch(line -> line.startsWith("    killed by SomeOtherLaw in tap"));

    Files.writeString(json, found.replace("level < N", "level > N"));
    assertThat(mutants("--id", "Tap.Fill.guard.1", "--resume", json + "").out())
        .describedAs("another change is hunted anew")
        .anyMatch(line -> line.startsWith("    killed by NeverOver in tap"));
  }

  @Test
  void refusesAReportThatIsNone() throws Exception {
    Path json = home.resolve("rows.json");
    Files.writeString(json, "{}");
    assertThat(mutants("--resume", json + "").err())
        .containsExactly("dmabuf-rw: " + json + ": no report of mutants: it has no rows");
    Files.writeString(json, "{\"rows\": [{\"id\": \"Tap.Fill.guard.1\", \"fate\": \"lost_\"}]}");
    ToolRun refused = mutants("--resume", json + "");
    assertThat(refused.status()).isEqualTo(ExitStatus.UNUSABLE);
    assertThat(refused.err())
        .containsExactly("dmabuf-rw: " + json + ": row 1: no fate is called 'lost_'");
  }

  @Test
  void refusesWhatThereIsNotInOneLine() throws Exception {
    for (List<String> args :
        List.of(
            List.of("--count", "0"),
            List.of("--kind", "sort"),
            List.of("--id", "Tap.Nothing"),
            List.of("--model", "sink"),
            List.of("--page", home.resolve("spec/Tap.tla/page.md").toString()))) {
      ToolRun ended = mutants(args.toArray(String[]::new));
      assertThat(ended.status()).describedAs(ended.all()).isEqualTo(ExitStatus.UNUSABLE);
      assertThat(ended.err()).hasSize(1).allMatch(line -> line.startsWith("dmabuf-rw: "));
    }
  }

  private static String note(String definition, String change) {
    return """
    {"equivalent": [{"definition": "%s", "change": "%s", "why": "Other steps lead there."}],
     "surviving": []}
    """
        .formatted(definition, change);
  }

  private ToolRun mutants(String... args) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("mutants"));
    command.addAll(List.of(args));
    ToolRun run = ToolRun.of(ToolRun.builder(home, List.of(), command).start());
    return new ToolRun(
        run.status(),
        run.out(),
        run.err().stream().filter(line -> !line.startsWith("WARNING")).toList());
  }
}
