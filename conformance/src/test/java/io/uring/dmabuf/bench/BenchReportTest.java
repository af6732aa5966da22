package io.uring.dmabuf.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.uring.dmabuf.system.Machine;
import io.vavr.collection.List;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The arithmetic and the texts of the report; nothing here takes the time of anything. */
class BenchReportTest {
  private static final List<PairedTime> PAIRS =
      List.of(
          new PairedTime("a-model-with-a-long-name", 1000, 1, 2, 2, 3),
          new PairedTime("b", 5000, 3, 4, 4, 5),
          new PairedTime("b", 5000, 1, 3, 2, 5));
  private static final AloneResult ALONE = new AloneResult("b", 300_000, 1000, 2, 1000, 470.4);
  private static final StepCost STEP = new StepCost("whole registration", 12_345.6, 78.9, 45_678);

  private static final PathCosts PATH =
      new PathCosts(
          List.of(new PathCost(4, 4, 30, 20), new PathCost(16384, 2048, 9000, 3000)),
          List.of(new WindowCost(262_144, 21.4)));

  private static final List<Growth> GROWTH = List.of(new Growth("reads", 500, 0.2, 0.9));

  private static BenchReport report(List<PairedTime> pairs, AloneResult alone) {
    return new BenchReport(
        pairs, List.of(alone), List.empty(), List.empty(), List.of(STEP), PATH, GROWTH, 2, 0.5);
  }

  @Test
  void theRatioIsThatOfTheSumsNotTheMeanOfTheRatios() {
    assertThat(report(PAIRS, ALONE).ratio()).isEqualTo(1.8, within(1e-9));
    assertThat(report(PAIRS, ALONE).jvmRatio()).isEqualTo(13 / 8.0, within(1e-9));
  }

  @Test
  void theRateIsTransitionsASecond() {
    assertThat(ALONE.perSecond()).isEqualTo(150_000, within(1e-6));
  }

  private static BenchReport against(Against... models) {
    return new BenchReport(
        PAIRS, List.empty(), List.of(models), List.empty(), List.empty(), PATH, GROWTH, 2, 0.5);
  }

  @Test
  void theSpeedAgainstABaseIsThatOfTheSums() {
    AloneResult slow = new AloneResult("b", 100, 1, 2, 1, 1);
    AloneResult fast = new AloneResult("b", 100, 1, 1, 1, 1);
    Against turns = Against.of(List.of(fast, slow), List.of(slow, slow));
    assertThat(turns.speed()).isEqualTo(0.75, within(1e-9));
    assertThat(against(turns, new Against("c", 0.005, 0)).speed()).isEqualTo(1.0, within(1e-9));
    assertThat(against(turns).lines().mkString("\n"))
        .contains("speed against the base: 0.75, bound 0.95 (not met), aim 1.2 (not met)");
  }

  @Test
  void bothBoundsCount() {
    BenchReport met = report(PAIRS, ALONE);
    BenchReport slowRuns = report(List.of(new PairedTime("a", 1, 1, 1.91, 1, 1)), ALONE);
    BenchReport slowMachine = report(PAIRS, new AloneResult("b", 99, 1, 1, 1, 1));
    BenchReport slower = against(new Against("b", 8e-6, 8.5e-6));
    assertThat(met.meetsBounds()).isTrue();
    assertThat(slowRuns.meetsBounds()).isFalse();
    assertThat(slowMachine.meetsBounds()).isTrue();
    assertThat(slower.meetsBounds()).isFalse();
    assertThat(slower.lines().last()).startsWith("bench: a bound is not met");
    assertThat(against(new Against("b", 8e-6, 8.4e-6)).meetsBounds()).isTrue();
  }

  @Test
  void everyExplorationIsHeldAgainstItsBound() {
    BenchReport fast = explored(new ExploredTime("a", 10, 5, 1), new ExploredTime("b", 10, 9, 1));
    BenchReport slow = explored(new ExploredTime("a", 10, 90, 1), new ExploredTime("b", 10, 4, 1));
    assertThat(fast.meetsBounds()).isTrue();
    assertThat(slow.meetsBounds()).isFalse();
    assertThat(slow.lines().mkString("\n"))
        .contains("explorer against plain TLC: at least 4.0, bound 5 (not met)");
  }

  private static BenchReport explored(ExploredTime... models) {
    return new BenchReport(
        PAIRS, List.empty(), List.empty(), List.of(models), List.empty(), PATH, GROWTH, 2, 0.5);
  }

  @Test
  void whatGrowsFasterThanItsInputIsTold() {
    BenchReport slow =
        new BenchReport(
            PAIRS,
            List.empty(),
            List.empty(),
            List.empty(),
            List.empty(),
            PATH,
            GROWTH.append(new Growth("rings", 10, 0.1, 1.6)),
            2,
            0.5);
    assertThat(slow.meetsBounds()).isFalse();
    assertThat(slow.lines().mkString("\n"))
        .containsPattern("reads +500 +0.200 +0.900 +4.5\n")
        .contains("growth of time: at most 16.0, bound 5 (not met)");
  }

  @Test
  void descriptorsAreComparedRequestByRequest() {
    assertThat(report(PAIRS, ALONE).lines().mkString("\n"))
        .contains("values over arrays: aim 2.0, met by 1 of 2")
        .contains("262144 segments")
        .containsPattern("16384 KiB +2048 KiB +9000 +3000 +3.00");
  }

  @Test
  void linesFitIntoEightyColumnsAndNameEachModelOnce() {
    List<String> lines = report(PAIRS, ALONE).lines();
    assertThat(lines).allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(80));
    assertThat(lines.count(line -> line.startsWith("b "))).isEqualTo(2);
    assertThat(lines.mkString("\n"))
        .contains("replay over plain TLC: 1.80, bound 1.9 (met), aim 1.5 (not met)");
  }

  @Test
  void theFileHoldsEveryNumber(@TempDir Path folder) throws Exception {
    Path file = report(PAIRS, ALONE).write(folder.resolve("target/bench-report.json")).get();
    JsonNode root = new ObjectMapper().readTree(file.toFile());
    assertThat(root.path("boundsMet").asBoolean()).isTrue();
    assertThat(root.path("overhead").path("ratio").asDouble()).isEqualTo(1.8, within(1e-9));
    assertThat(root.path("overhead").path("runs")).hasSize(3);
    assertThat(root.path("replayAlone").path("models").get(0).path("perSecond").asDouble())
        .isEqualTo(150_000, within(1e-6));
    assertThat(root.path("steps").get(0).path("bytes").asDouble()).isEqualTo(45_678);
  }

  @Test
  void aLineCarriesAResultOrAReason() {
    assertThat(BenchLine.parse(BenchLine.of(new ModelTime(7, 1.5)), ModelTime.class).get())
        .isEqualTo(new ModelTime(7, 1.5));
    assertThat(BenchLine.parse(BenchLine.of(ALONE), AloneResult.class).get()).isEqualTo(ALONE);
    assertThat(BenchLine.parse(BenchLine.failed("no such"), ModelTime.class).getLeft())
        .isEqualTo("no such");
    assertThat(BenchLine.parse("Killed", ModelTime.class).isLeft()).isTrue();
  }

  /** What is measured is a step of the scenario or a whole call, from where it can be taken. */
  @Test
  void everyBenchmarkedStepLeadsWhereTheScenarioComesByIt() throws Exception {
    String[] names =
        StepBenchmarks.class
            .getField("step")
            .getAnnotation(org.openjdk.jmh.annotations.Param.class)
            .value();
    for (String name : names) {
      StepBenchmarks benchmark = new StepBenchmarks();
      benchmark.step = name;
      benchmark.prepare();
      assertThat(benchmark.take()).as(name).isEqualTo(after(name));
    }
  }

  private static Machine after(String name) {
    List<OneRead.Taken> read = OneRead.read();
    OneRead.Taken last =
        switch (name) {
          case StepBenchmarks.REGISTRATION -> OneRead.registration().last();
          case StepBenchmarks.READ -> read.last();
          default -> read.find(taken -> taken.step().step().action().equals(name)).get();
        };
    return last.after();
  }
}
