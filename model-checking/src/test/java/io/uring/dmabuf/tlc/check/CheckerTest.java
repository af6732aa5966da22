package io.uring.dmabuf.tlc.check;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.uring.dmabuf.tlc.Failure;
import io.uring.dmabuf.tlc.RunResult;
import io.uring.dmabuf.tlc.Verdict;
import io.uring.dmabuf.tlc.models.ModelEntry;
import io.vavr.collection.List;
import io.vavr.control.Either;
import io.vavr.control.Option;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Function;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Runs the toy models in JVMs of their own and looks at the judgement. */
class CheckerTest {

  @TempDir Path folder;

  @Test
  void countsStatesAndTransitionsExactlyAndReplaysAllOfThem() {
    CheckSummary summary =
        ToyHome.check(ToyHome.options("toy", "toy-replayed", "toy-live", "toy-unfair")).get();
    assertThat(summary.isClean()).describedAs(summary.outcomes().toString()).isTrue();
    RunResult result = outcome(summary, "toy-replayed").result();
    assertThat(result.verdict()).isEqualTo(new Verdict.Pass());
    assertThat(
            List.of(result.distinct(), result.generated(), result.transitions(), result.replayed()))
        .containsExactly(9L, 21L, 20L, 20L);
    assertThat(result.actions().mapValues(Long::intValue))
        .isEqualTo(
            io.vavr.collection.LinkedHashMap.of(
                "Install", 2, "Submit", 8, "Complete", 8, "Unregister", 2));
    assertThat(result.instancesTaken()).isEqualTo(7);
    assertThat(summary.lastLine())
        .isEqualTo(
            "check: 4 models, 36 distinct states, 20 transitions replayed (100%), 0 divergences");
  }

  @Test
  void tellsWhyAModelIsNotAsExpected() {
    CheckSummary summary =
        ToyHome.check(
                ToyHome.options(
                    "toy-unreached", "toy-trivial", "toy-broken", "toy-deadlock", "toy-miscounted"))
            .get();
    assertThat(summary.isClean()).isFalse();
    assertThat(
            summary.outcomes().map(o -> o.model().name() + ": " + o.failures().head().headline()))
        .containsExactly(
            "toy-unreached: witness ThreeFlying not reached",
            "toy-trivial: witness AlwaysTrue holds in an initial state: it shows nothing",
            "toy-broken: " + outcome(summary, "toy-broken").failures().head().headline(),
            "toy-deadlock: expected verdict: violates Deadlock, found: pass",
            "toy-miscounted: generated states: expected 20, found 21");
    assertThat(outcome(summary, "toy-broken").failures().head().headline()).contains("argument 99");
  }

  @Test
  void showsAViolationWithTheActionsArgumentsActorsAndKernelFunctions() throws Exception {
    CheckOptions options =
        ToyHome.with(List.empty(), Option.some(folder), ToyHome.options("toy-surprise"));
    Failure failure = ToyHome.check(options).get().outcomes().head().failures().head();
    assertThat(failure.kind()).isEqualTo(Failure.Kind.VIOLATION);
    assertThat(failure.headline()).isEqualTo("NeverTwoFlying is broken");
    assertThat(failure.report().lines())
        .allMatch(line -> line.length() <= 80)
        .anyMatch(line -> line.matches("   # user +task"))
        .anyMatch(line -> line.matches("   1 +Install\\(\"dmabuf\"\\)"))
        .anyMatch(line -> line.startsWith("   3 Submit("))
        .contains(
            "       io_uring/rw.c: io_read_fixed, patch 10 (I1-I9)", "         slot.refs: 1 -> 2");
    assertThat(Files.readString(folder.resolve("toy-surprise.json")))
        .contains("\"action\": \"Install\"");
    assertThat(Files.readString(folder.resolve("toy-surprise.mmd")))
        .startsWith("sequenceDiagram\n");
    assertThat(Files.readString(folder.resolve("toy-surprise.html")))
        .contains("NeverTwoFlying is broken");
  }

  @Test
  @Tag("long")
  void refusesATraceThatCannotBeWrittenInOneLine() throws Exception {
    Path inTheWay = folder.resolve("toy-surprise.json");
    Files.createDirectories(inTheWay.resolve("occupied"));
    CheckOptions options =
        ToyHome.with(List.empty(), Option.some(folder), ToyHome.options("toy-surprise"));
    assertThat(ToyHome.check(options).getLeft())
        .startsWith("toy-surprise: " + inTheWay + ": cannot be written: ")
        .doesNotContain("\n");
  }

  @Test
  void stopsAtADivergence() {
    CheckOptions options =
        ToyHome.with(List.of("diverge=5"), Option.none(), ToyHome.options("toy-replayed"));
    ModelOutcome outcome = ToyHome.check(options).get().outcomes().head();
    assertThat(outcome.result().verdict()).isEqualTo(new Verdict.Stopped("diverges"));
    assertThat(outcome.result().divergences()).isEqualTo(1);
    assertThat(outcome.failures().head().report()).isEqualTo("spec and implementation differ");
    assertThat(options.reproduce(outcome.model()))
        .isEqualTo("dmabuf-rw check --model toy-replayed -P diverge=5");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "toy-unnamed | is no named action: Next must be a disjunction of named actions",
        "toy-syntax | models/MCSyntax.tla:3: Was expecting",
        "toy-unknown | models/MCUnknown.tla:4: Unknown operator: `nowhere'.",
        "toy-imports | module Absent: no such file (imported by module MCImports)",
        "toy-missing | MCNowhere.tla: no such file in",
        "toy-no-witness | witness Nowhere is no state predicate of module MCToy",
        "nobody | models.json: no model nobody (check --list lists them)",
        "Toy-synatx | no model Toy-synatx; did you mean toy-syntax? (check --list lists them)",
        "toy-un | no model toy-un; did you mean toy-unfair, toy-unnamed or toy-unreached?",
      })
  void refusesAnUnusableModelInOneLine(String model, String reason) {
    assertThat(ToyHome.check(ToyHome.options(model)).getLeft())
        .contains(reason)
        .doesNotContain("\n");
  }

  @Test
  @Tag("long")
  void runsTheOthersWhenAModelCannotBeRun() {
    CheckSummary summary =
        ToyHome.check(ToyHome.options("toy-unknown", "toy-replayed", "toy-syntax")).get();
    assertThat(summary.outcomes().map(outcome -> outcome.model().name()))
        .containsExactly("toy-replayed");
    assertThat(summary.unusable())
        .hasSize(2)
        .anyMatch(line -> line.contains("Unknown operator: `nowhere'."))
        .anyMatch(line -> line.endsWith("(dmabuf-rw check --model toy-syntax)"));
  }

  @Test
  void namesTheRefinementThatIsBroken() {
    assertThat(
            ToyHome.check(ToyHome.options("toy-refines"))
                .get()
                .outcomes()
                .head()
                .result()
                .verdict())
        .isEqualTo(new Verdict.Violates("ImplementsCount"));
  }

  @Test
  void plantsADefectFromItsFile() {
    CheckSummary summary = ToyHome.check(ToyHome.options("COUNTS_TWICE")).get();
    assertThat(summary.isClean()).describedAs(summary.outcomes().toString()).isTrue();
    assertThat(summary.outcomes().head().result().verdict())
        .isEqualTo(new Verdict.Violates("RefsAreCounted"));
  }

  @Test
  void findsAChangedSpecificationBeforeTheRealOne() throws Exception {
    Path toy = ToyHome.home().root().resolve("spec/Toy.tla");
    Files.writeString(
        folder.resolve("Toy.tla"),
        Files.readString(toy)
            .replace("slot.kind # \"empty\" /\\ slot.refs = 0", "slot.kind # \"empty\""));
    CheckOptions options = ToyHome.options("toy-replayed");
    CheckSummary summary =
        ToyHome.check(ToyHome.in(options.home().withSpecDir(folder), options)).get();
    assertThat(summary.outcomes().head().result().verdict())
        .isEqualTo(new Verdict.Violates("SlotIsFilledWhileUsed"));
  }

  @Test
  void repeatsARunFromTheSameFiles() {
    CheckOptions usual = ToyHome.options("toy");
    Path manifest = folder.resolve("my models.json");
    CheckOptions options =
        new CheckOptions(
            usual.home().withManifest(manifest).withSpecDir(folder),
            usual.models(),
            usual.tier(),
            Option.some(Path.of("/opt/tla2tools.jar")),
            Option.none(),
            Option.some(Path.of("/tmp/my states")),
            Option.some("2g"),
            false,
            List.of("deviation=A,B"),
            Option.some(Path.of("/tmp/tr\u00e4ces")),
            usual.failFast(),
            usual.update(),
            usual.launcher());
    ModelEntry toy = Checker.select(usual).get().head();
    assertThat(options.reproduce(toy))
        .isEqualTo(
            "dmabuf-rw check --model toy --manifest '"
                + manifest
                + "' --spec-dir "
                + folder
                + " -P deviation=A,B --heap 2g --no-replay --tla2tools /opt/tla2tools.jar"
                + " --metadir '/tmp/my states' --trace-dir '/tmp/tr\u00e4ces'");
  }

  @Test
  @Tag("long")
  void saysWhichActionForgetsAVariable() throws Exception {
    refuses(
        "k]\n  /\\ UNCHANGED req",
        "k]",
        ":10: action Install says nothing of req: assign it or name it in UNCHANGED");
  }

  @Test
  void saysWhichActionOfAComponentForgetsAVariable() throws Exception {
    Files.writeString(
        folder.resolve("Part.tla"),
        """
        ---- MODULE Part ----
        VARIABLES slot, req
        Fills(k) == slot' = [slot EXCEPT !.kind = k]
        Put(k) ==
          Fills(k)
        ====
        """);
    refuses(
        "slot' = [slot EXCEPT !.kind = k]\n  /\\ UNCHANGED req",
        "LET P == INSTANCE Part IN P!Put(k)",
        "",
        folder.resolve("Part.tla")
            + ":4: action Put, taken by Install in "
            + folder.resolve("Toy.tla")
            + ":10, says nothing of req: assign it or name it in UNCHANGED");
  }

  @Test
  @Tag("long")
  void saysWhatTheInitialPredicateForgets() throws Exception {
    refuses(
        " /\\ req = [r \\in Reqs |-> \"idle\"]",
        "",
        ":7: the initial predicate gives no value to req");
  }

  @Test
  @Tag("long")
  void showsAllOfAPrecedenceConflict() throws Exception {
    refuses(
        "k # \"empty\"\n",
        "k = 1 => k = 2 => k = 3\n",
        ":11: Precedence conflict between ops => in block line 11, col 35 to line 11, col 36 of"
            + " module Toy and =>.");
  }

  private void refuses(String old, String changed, String reason) throws Exception {
    refuses(old, changed, folder.resolve("Toy.tla").toString(), reason);
  }

  private void refuses(String old, String changed, String file, String reason) throws Exception {
    change(text -> {
      assertThat(text).contains(old);
      return text.replace(old, changed).getBytes(UTF_8);
    });
    assertThat(changedCheck().getLeft())
        .startsWith("toy-replayed: " + file + reason)
        .doesNotContain("\n");
  }

  @Test
  @Tag("long")
  void blamesTheFileThatIsNoText() throws Exception {
    change(text -> new byte[] {'-', (byte) 0xFF, 0, (byte) 0xFE});
    assertThat(changedCheck().getLeft())
        .startsWith(
            "toy-replayed: " + folder.resolve("Toy.tla") + ": line 1: expected text in UTF-8");
  }

  private void change(Function<String, byte[]> change) throws IOException {
    Path toy = ToyHome.home().root().resolve("spec/Toy.tla");
    Files.write(folder.resolve("Toy.tla"), change.apply(Files.readString(toy)));
  }

  private Either<String, CheckSummary> changedCheck() {
    CheckOptions options = ToyHome.options("toy-replayed");
    return ToyHome.check(ToyHome.in(options.home().withSpecDir(folder), options));
  }

  private static ModelOutcome outcome(CheckSummary summary, String model) {
    return summary.outcomes().find(o -> o.model().name().equals(model)).get();
  }
}
