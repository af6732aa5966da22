package io.uring.dmabuf.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import io.vavr.collection.HashMap;
import io.vavr.collection.List;
import java.util.Set;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.GenerationMode;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.Tag;
import net.jqwik.api.lifecycle.AddLifecycleHook;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.statistics.Statistics;
import net.jqwik.api.statistics.StatisticsReport;
import net.jqwik.api.statistics.StatisticsReport.StatisticsReportMode;

/**
 * Every step of long random runs is one that TLC's evaluator allows, at bounds that no enumerated
 * model has.
 */
@Label("A random run of the implementation")
class RandomRunsTest {
  private static final int RUNS = 16;
  private static final int MANY = 240;
  private static final int LENGTH = 1000;
  private static final int ENABLED_EVERY = 400;
  private static final int INVARIANTS_EVERY = 20;

  /**
   * Situations of module MCLarge, each with the least share of many runs that comes to it, in
   * percent.
   */
  private static final HashMap<String, Integer> SITUATIONS =
      HashMap.<String, Integer>empty()
          .put("SomethingInDevice", 85)
          .put("ThreeInFlight", 38)
          .put("OldNodeInFlight", 70)
          .put("TwoRequestsOneNode", 60)
          .put("ReleaseWhileInDevice", 25)
          .put("UnmappedWhileInDevice", 10)
          .put("UnwindsWhileInDevice", 10)
          .put("ChainInDevice", 70)
          .put("CommandWaitsForPool", 25)
          .put("BothDevicesBusy", 6)
          .put("AddressSharedByDevices", 5)
          .put("TwoBuffersInDevice", 20)
          .put("DeviceError", 60)
          .put("WaitsForResvWithLockHeld", 5)
          .put("OrdinaryBesideDmabuf", 10)
          .put("ClosedFileInFlight", 1)
          .put("TwoPartsOut", 2);

  /**
   * An action that so few runs come to that none may: the chain of a request whose worker lets go
   * of it last goes on. {@link ManyStepsTest} asks for it.
   */
  private static final String RARE = "WorkerSettles";

  private static final Referee<?> REFEREE = referee(Large.intended());
  private static final Tally TALLY = new Tally();
  private static final Tally REACHED = new Tally();

  private static <S> Referee<S> referee(Universe<S> universe) {
    return new Referee<>(
        universe, Large.oracle(), new Sampling(true, ENABLED_EVERY, INVARIANTS_EVERY));
  }

  @Provide
  Arbitrary<Choices> choices() {
    return Choices.ofLength(LENGTH);
  }

  @Property(
      tries = RUNS,
      generation = GenerationMode.RANDOMIZED,
      edgeCases = EdgeCasesMode.NONE,
      shrinking = ShrinkingMode.OFF)
  @StatisticsReport(StatisticsReportMode.OFF)
  @AddLifecycleHook(PrintSeed.class)
  @Label("is a behaviour of the specification, and its laws hold after every step")
  void everyStepIsOneOfTheSpecification(@ForAll("choices") Choices choices) {
    check(choices, Large.intended(), REFEREE);
  }

  @Property(
      tries = MANY,
      generation = GenerationMode.RANDOMIZED,
      edgeCases = EdgeCasesMode.NONE,
      shrinking = ShrinkingMode.OFF)
  @StatisticsReport(StatisticsReportMode.OFF)
  @AddLifecycleHook(PrintSeed.class)
  @Tag("long")
  @Label("comes to what is rare")
  void manyRunsComeToWhatIsRare(@ForAll("choices") Choices choices) {
    Seen seen = check(choices, Large.intended(), REFEREE);
    SITUATIONS.forEach((situation, percent) ->
        Statistics.label(situation)
            .collect(seen.situations().contains(situation))
            .coverage(c -> c.check(true).percentage(share -> share >= percent)));
    collectActions(seen.run());
  }

  /** A run, and the situations that it came to. */
  private record Seen(RandomRun run, Set<String> situations) {}

  @SuppressWarnings("unchecked")
  private static <S> Seen check(Choices choices, Universe<S> universe, Referee<?> any) {
    Referee<S> referee = (Referee<S>) any;
    Watch watch = new Watch(SITUATIONS.keySet().toJavaSet());
    referee.onSample(watch::look);
    RandomRun run = RandomRun.chosenBy(choices, universe, Large.picker(), referee);
    Failing.unless(run, choices, universe);
    TALLY.add(run);
    watch.seen().forEach(REACHED::add);
    return new Seen(run, watch.seen());
  }

  private static void collectActions(RandomRun run) {
    Set<String> taken = run.steps().map(label -> label.action()).toJavaSet();
    taken.forEach(action -> Statistics.label("actions").collect(action));
    Statistics.label("actions")
        .coverage(c ->
            Large.actions()
                .filter(action -> !action.equals(RARE))
                .forEach(action -> c.check(action).count(n -> n >= 1)));
  }

  @AfterContainer
  static void someTenThousandStepsWereJudged() {
    System.out.printf(
        "random runs: %d steps, all judged by TLC's evaluator; enabled sets compared in %d states"
            + " (1 in %d, %d steps); invariants in %d (1 in %d)%nactions: %s%nruns that came to:"
            + " %s%n",
        REFEREE.judged(),
        REFEREE.enabledSets(),
        ENABLED_EVERY,
        REFEREE.enabledSteps(),
        REFEREE.invariantStates(),
        INVARIANTS_EVERY,
        TALLY,
        REACHED);
    assertThat(REFEREE.judged()).isGreaterThanOrEqualTo(RUNS * LENGTH * 3 / 4);
  }

  /** The situations that one run came to. */
  private record Watch(Set<String> open, java.util.Set<String> seen) {
    Watch(Set<String> situations) {
      this(new java.util.HashSet<>(situations), new java.util.HashSet<>());
    }

    void look(tlc2.tool.TLCState state) {
      for (String situation : List.ofAll(open)) {
        if (Large.oracle().holds(situation, state)) {
          open.remove(situation);
          seen.add(situation);
        }
      }
    }
  }
}
