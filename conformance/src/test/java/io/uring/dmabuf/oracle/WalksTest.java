package io.uring.dmabuf.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import io.uring.dmabuf.tlc.ActionLabel;
import io.vavr.collection.HashSet;
import io.vavr.collection.List;
import io.vavr.collection.Set;
import io.vavr.control.Option;
import java.util.ArrayList;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.GenerationMode;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.lifecycle.AddLifecycleHook;
import net.jqwik.api.lifecycle.AfterContainer;
import tlc2.tool.TLCState;

/** What TLC's evaluator walks at random, the implementation can do. */
@Label("A random walk through the specification")
class WalksTest {
  private static final int WALKS = 3;
  private static final int LENGTH = 400;

  private static final List<ActionLabel> LABELS = Large.oracle().labels();
  private static final StepPicker PICKER = new StepPicker(LABELS);
  private static final Tally TALLY = new Tally();

  @Provide
  Arbitrary<Choices> choices() {
    return Choices.ofLength(LENGTH);
  }

  @Property(
      tries = WALKS,
      generation = GenerationMode.RANDOMIZED,
      edgeCases = EdgeCasesMode.NONE,
      shrinking = ShrinkingMode.OFF)
  @AddLifecycleHook(PrintSeed.class)
  @Label("can be followed by the implementation to the same states")
  void theImplementationFollows(@ForAll("choices") Choices choices) {
    List<ActionLabel> walk = walk(choices);
    TALLY.add(new RandomRun(walk, Option.none()));
    RandomRun run = follow(walk, Large.intended());
    assertThat(run.finding()).isEqualTo(Option.none());
    assertThat(run.steps()).isEqualTo(walk);
  }

  /** A walk ends early where the ring is closed: all together went far, and into the device. */
  @AfterContainer
  static void theWalksWentFar() {
    assertThat(LABELS.map(ActionLabel::action).distinct().map(TALLY::of).sum().intValue())
        .as("steps: %s", TALLY)
        .isGreaterThan(WALKS * LENGTH / 2);
    assertThat(TALLY.of("Xfer")).as("pages moved").isPositive();
  }

  private static List<ActionLabel> walk(Choices choices) {
    StepOracle oracle = Large.oracle();
    ActionLabel[] labels = LABELS.toJavaArray(ActionLabel[]::new);
    TLCState[] state = {oracle.initial(), null};
    java.util.List<ActionLabel> walk = new ArrayList<>();
    for (int choice : choices) {
      int picked =
          PICKER.pick(
              choice,
              i -> {
                state[1] = oracle.successor(labels[i], state[0]);
                return state[1] != null;
              });
      if (picked < 0) {
        break;
      }
      state[0] = state[1];
      walk.add(labels[picked]);
    }
    return List.ofAll(walk);
  }

  private static <S> RandomRun follow(List<ActionLabel> walk, Universe<S> universe) {
    return RandomRun.of(
        walk, universe, new Referee<>(universe, Large.oracle(), Sampling.everyStep()));
  }

  @Label(
      "has the steps of the implementation, but for resets and updates of too much or too little")
  @Example
  void theStepsAreTheSame() {
    Universe<?> universe = Large.intended();
    Set<ActionLabel> implemented =
        HashSet.ofAll(List.range(0, universe.size()).map(universe::label));
    assertThat(LABELS).isSubsetOf(implemented);
    Set<ActionLabel> more = implemented.removeAll(LABELS);
    Set<String> actions = Large.actions();
    assertThat(more.filter(label -> actions.contains(label.action())))
        .isNotEmpty()
        .allMatch(WalksTest::isRefusedUpdate);
  }

  /** A file and a dma-buf are named for a dma-buf, and for nothing else. */
  private static boolean isRefusedUpdate(ActionLabel label) {
    if (!label.action().equals("StartUpdate")) {
      return false;
    }
    boolean dmabuf = label.args().get(2).equals("dmabuf");
    return dmabuf == label.args().get(3).equals(0) || dmabuf == label.args().get(4).equals(0);
  }
}
