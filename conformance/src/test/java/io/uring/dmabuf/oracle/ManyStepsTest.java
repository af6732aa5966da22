package io.uring.dmabuf.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.GenerationMode;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.Tag;
import net.jqwik.api.lifecycle.AddLifecycleHook;
import net.jqwik.api.lifecycle.AfterContainer;

/** Random steps of the implementation, each followed by the structural audit. */
@Label("A long random run of the implementation")
class ManyStepsTest {
  private static final int RUNS = 40;
  private static final int LENGTH = 1000;

  /** As many make most of a million steps. */
  private static final int MANY = 860;

  /** Even the rarest action is taken so often, in many runs together. */
  private static final int LEAST = 2;

  private static final Referee<?> REFEREE = referee(Large.intended());
  private static final Tally TALLY = new Tally();

  private static <S> Referee<S> referee(Universe<S> universe) {
    return new Referee<>(universe, Large.oracle(), Sampling.auditOnly());
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
  @AddLifecycleHook(PrintSeed.class)
  @Label("keeps the structural laws after every step")
  void theLawsHoldAfterEveryStep(@ForAll("choices") Choices choices) {
    check(choices, Large.intended(), REFEREE);
  }

  @Example
  @Tag("long")
  @Label("takes each action again and again")
  void everyActionIsTakenOften() {
    choices()
        .sampleStream()
        .limit(MANY)
        .forEach(choices -> check(choices, Large.intended(), REFEREE));
    assertThat(Large.actions())
        .allSatisfy(action -> assertThat(TALLY.of(action)).as(action).isGreaterThan(LEAST));
  }

  @SuppressWarnings("unchecked")
  private static <S> void check(Choices choices, Universe<S> universe, Referee<?> any) {
    RandomRun run = RandomRun.chosenBy(choices, universe, Large.picker(), (Referee<S>) any);
    Failing.unless(run, choices, universe);
    TALLY.add(run);
  }

  @AfterContainer
  static void manyStepsWereAudited() {
    System.out.printf("random steps: %d, each audited%nactions: %s%n", REFEREE.steps(), TALLY);
    assertThat(REFEREE.steps()).isGreaterThanOrEqualTo(RUNS * LENGTH * 9 / 10);
  }
}
