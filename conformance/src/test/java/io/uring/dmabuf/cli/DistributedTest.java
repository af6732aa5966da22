package io.uring.dmabuf.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
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
 * TLC's distributed mode as users run it: a server and workers, each a process of its own, on a
 * tree. There each state has one way to it, so that a state that gets lost takes those behind it
 * along.
 */
@Timeout(180)
class DistributedTest {

  private static final String MODULE =
      """
      ---- MODULE MCTree ----
      EXTENDS Naturals
      CONSTANT N
      VARIABLES n
      Init == n = 0
      Left == 2 * n + 1 <= N /\\ n' = 2 * n + 1
      Right == 2 * n + 2 <= N /\\ n' = 2 * n + 2
      Next == Left \\/ Right
      Spec == Init /\\ [][Next]_n
      Inside == n <= N
      Laws == /\\ Inside
      (* Leaf 20 is not in the tree. *)
      NoTwenty == n # 20
      PrunedSpec == Spec
      PrunedLaws == /\\ NoTwenty
      ====
      """;

  private static final String MANIFEST =
      """
      {"models": [
        {"name": "tree", "module": "MCTree", "set": {"N": "60000"}, "kind": "safety", "tier": "quick", "expected": "pass",
         "distinct": 60001, "generated": 60001, "why": "Some seconds."},
        {"name": "miscounted", "base": "tree", "module": "MCTree", "set": {"N": "30"}, "kind": "safety", "tier": "full", "expected": "pass",
         "distinct": 30, "generated": 30, "why": "One state more than that."},
        {"name": "pruned", "base": "tree", "module": "MCTree", "spec": "PrunedSpec", "kind": "safety", "tier": "full", "expected": "pass",
         "distinct": 1, "generated": 1, "why": "Broken."},
        {"name": "live", "base": "tree", "module": "MCTree", "kind": "liveness", "tier": "full", "expected": "pass",
         "distinct": 1, "generated": 1, "why": "No model of safety."},
        {"name": "endless", "base": "tree", "module": "MCTree", "set": {"N": "2000000000"}, "kind": "safety", "tier": "large", "expected": "pass",
         "distinct": 1, "generated": 1, "why": "Does not end within a test."}
      ]}
      """;

  @TempDir Path home;

  @BeforeEach
  void writeHome() throws IOException {
    Path models = Files.createDirectories(home.resolve("model-checking/models"));
    Files.createDirectories(home.resolve("spec"));
    Files.createDirectories(home.resolve("meta"));
    Files.writeString(models.resolve("MCTree.tla"), MODULE);
    Files.writeString(home.resolve("model-checking/models.json"), MANIFEST);
  }

  @Test
  @Tag("long")
  void aRunSurvivesAKilledWorkerWithTheSameCounts() throws Exception {
    ToolRun ended = check("tree", "--kill-worker", "2");
    assertThat(ended.status()).describedAs(ended.all()).isEqualTo(ExitStatus.CLEAN);
    assertThat(ended.err())
        .anyMatch(
            line -> line.matches("  tree: a worker is killed at \\d+ states, and another one .*"));
    assertThat(ended.out())
        .anyMatch(line -> line.matches("tree +safety +pass +60001 +60001 +- +- .*"))
        .contains(
            "verdicts and counts only, by TLC's distributed mode, workers: 2, one of them killed,"
                + " from 2 states on");
    assertThatNothingIsLeft();
  }

  @Test
  @Tag("long")
  void tellsUnusableInputInOneLine() throws Exception {
    refuses("no model nobody", "nobody");
    refuses("at least 1", "tree", "--kill-worker", "0");
    refuses("no port", "tree", "--port", "70000");
    refuses("runs models of kind safety", "live");
    ToolRun tier =
        ToolRun.of(
            ToolRun.builder(home, List.of(), List.of("check", "--distributed", "2")).start());
    assertThat(tier.err())
        .containsExactly("dmabuf-rw: --distributed runs models that are named: --model NAME");
    refuses("too little heap", "miscounted", "--heap", "1m");
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String port = String.valueOf(taken.getLocalPort());
      refuses("port " + port + " cannot be used", "tree", "--port", port);
    }
    assertThatNothingIsLeft();
  }

  @Test
  @Tag("long")
  void tellsOfAnotherCount() throws Exception {
    ToolRun ended = check("miscounted");
    assertThat(ended.status()).describedAs(ended.all()).isEqualTo(ExitStatus.FOUND);
    assertThat(ended.out())
        .contains(
            "distinct states: expected 30, found 31",
            "generated states: expected 30, found 31",
            "again: dmabuf-rw check --model miscounted --distributed 2 --metadir "
                + home.resolve("meta"));
  }

  @Test
  @Tag("long")
  void tellsOfABrokenLaw() throws Exception {
    ToolRun ended = check("pruned");
    assertThat(ended.status()).describedAs(ended.all()).isEqualTo(ExitStatus.FOUND);
    assertThat(ended.out())
        .anyMatch(
            line -> line.startsWith("a law is broken, which TLC's distributed mode does not"));
  }

  @Test
  @Tag("long")
  void refusesAModelThatIsOverBeforeTheWorkerIsKilled() throws Exception {
    refuses("all 31 states were found before", "miscounted", "--kill-worker", "900");
  }

  @Test
  @Tag("long")
  void doesNotWaitForWorkersThatNeverCome() throws Exception {
    refuses("no worker came in 0 s", "tree", "--patience", "0");
    assertThatNothingIsLeft();
  }

  @Test
  @Tag("long")
  void endsWhenAllItsWorkersAreGone() throws Exception {
    Process process = start("endless");
    runsOf(process).stream()
        .filter(run -> run.info().commandLine().orElse("").contains("--work"))
        .forEach(ProcessHandle::destroyForcibly);
    ToolRun ended = ToolRun.of(process);
    assertThat(ended.status()).describedAs(ended.all()).isEqualTo(ExitStatus.UNUSABLE);
    assertThat(ended.err()).last().asString().contains("endless: all its workers have ended");
    assertThatNothingIsLeft();
  }

  @Test
  @Tag("long")
  void leavesNoProcessBehindWhenItIsInterruptedOrKilled() throws Exception {
    Process process = start("endless");
    List<ProcessHandle> runs = runsOf(process);
    process.toHandle().destroy();
    assertThat(process.waitFor()).isEqualTo(ExitStatus.UNUSABLE);
    assertThatAllEnd(runs);
    assertThatNothingIsLeft();
    Process other = start("endless");
    List<ProcessHandle> others = runsOf(other);
    other.destroyForcibly();
    assertThatAllEnd(others);
  }

  /** The server and its workers. */
  private static List<ProcessHandle> runsOf(Process process) throws InterruptedException {
    while (process.descendants().count() < 3) {
      Thread.sleep(50);
    }
    return process.descendants().toList();
  }

  private static void assertThatAllEnd(List<ProcessHandle> runs) throws Exception {
    for (ProcessHandle run : runs) {
      run.onExit().get(20, TimeUnit.SECONDS);
    }
  }

  private void refuses(String reason, String model, String... args) throws Exception {
    ToolRun ended = check(model, args);
    assertThat(ended.status()).describedAs(ended.all()).isEqualTo(ExitStatus.UNUSABLE);
    assertThat(ended.err()).last().asString().startsWith("dmabuf-rw: ").contains(reason);
  }

  private void assertThatNothingIsLeft() throws IOException {
    try (Stream<Path> left = Files.list(home.resolve("meta"))) {
      assertThat(left).isEmpty();
    }
  }

  private ToolRun check(String model, String... args) throws IOException, InterruptedException {
    return ToolRun.of(start(model, args));
  }

  private Process start(String model, String... args) throws IOException {
    List<String> command = new ArrayList<>(List.of("check", "--model", model));
    command.addAll(List.of("--distributed", "2", "--metadir", home.resolve("meta").toString()));
    command.addAll(List.of(args));
    return ToolRun.builder(home, List.of(), command).start();
  }
}
