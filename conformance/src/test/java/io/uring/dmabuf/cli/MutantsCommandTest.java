package io.uring.dmabuf.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.uring.dmabuf.mutants.SmallHome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
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
  void tellsOfEachMutantWhatNoticesItAndWritesTheScore() throws Exception {
    Path page = home.resolve("page.md");
    Path json = home.resolve("rows.json");
    Ended ended =
        mutants("--seed", "3", "--count", "20", "--page", page.toString(), "--json", json + "");
    assertThat(ended.status).describedAs(ended.all()).isEqualTo(ExitStatus.FOUND);
    assertThat(ended.out)
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
            line -> line.startsWith("mutants: seed 3, at most 180 s each; a law kills 2 of 13"))
        .allMatch(line -> line.length() <= 80 || line.startsWith("    again: "));
    assertThat(page)
        .content()
        .contains("| **killed, of those that count** | **2 of 13 (15%)** |")
        .contains("| killed, without those that only take states away | 2 of 8 (25%) |")
        .contains("| NeverOver | 2 |")
        .contains("| Tap.Fill.set.1 | `seen \\cup {level}  ->  \\cap for \\cup` | only counts");
    assertThat(new ObjectMapper().readTree(json.toFile()).path("totals").path("killed").asInt())
        .isEqualTo(2);
  }

  @Test
  void endsWithZeroWhenEachIsKilledOrNoted() throws Exception {
    assertThat(mutants("--id", "Tap.Fill.guard.1").status).isEqualTo(ExitStatus.CLEAN);
    SmallHome.write(home, note("Tap.Spill", "level - 1  ->  0 for 1"));
    Ended noted = mutants("--id", "Tap.Spill.comparison.3");
    assertThat(noted.status).describedAs(noted.all()).isEqualTo(ExitStatus.CLEAN);
    assertThat(noted.out).contains("    equivalent: Other steps lead there.");
  }

  @Test
  void endsWithOneWhenALawNoticesWhatANoteSaysThatNoneDoes() throws Exception {
    SmallHome.write(home, note("Tap.Fill", "level < N  ->  TRUE"));
    Ended stale = mutants("--kind", "guard", "--id", "Tap.Fill");
    assertThat(stale.status).describedAs(stale.all()).isEqualTo(ExitStatus.FOUND);
    assertThat(stale.out).anyMatch(line -> line.startsWith("    STALE NOTE: NeverOver in tap, "));
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
      Ended ended = mutants(args.toArray(String[]::new));
      assertThat(ended.status).describedAs(ended.all()).isEqualTo(ExitStatus.UNUSABLE);
      assertThat(ended.err).hasSize(1).allMatch(line -> line.startsWith("dmabuf-rw: "));
    }
  }

  private static String note(String definition, String change) {
    return """
    {"equivalent": [{"definition": "%s", "change": "%s", "why": "Other steps lead there."}],
     "surviving": []}
    """
        .formatted(definition, change);
  }

  private record Ended(int status, List<String> out, List<String> err) {
    String all() {
      return String.join("\n", out) + "\n" + String.join("\n", err);
    }
  }

  private Ended mutants(String... args) throws IOException, InterruptedException {
    Path out = home.resolve("out");
    Path err = home.resolve("err");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin/java").toString());
    command.addAll(
        List.of(
            "-XX:TieredStopAtLevel=1",
            "-Ddmabuf.home=" + home,
            "-cp",
            System.getProperty("java.class.path"),
            Main.class.getName(),
            "mutants"));
    command.addAll(List.of(args));
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    assertThat(process.waitFor(100, TimeUnit.SECONDS)).isTrue();
    return new Ended(process.exitValue(), lines(out), lines(err));
  }

  private static List<String> lines(Path file) throws IOException {
    try (Stream<String> lines = Files.lines(file)) {
      return lines.filter(line -> !line.startsWith("WARNING")).toList();
    }
  }
}
