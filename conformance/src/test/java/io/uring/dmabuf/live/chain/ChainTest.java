package io.uring.dmabuf.live.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.uring.dmabuf.design.Design;
import io.uring.dmabuf.live.Alternative;
import io.uring.dmabuf.live.KernelProbe;
import io.uring.dmabuf.live.Operation;
import io.uring.dmabuf.live.Operation.Clone;
import io.uring.dmabuf.live.Operation.OfRing;
import io.uring.dmabuf.live.Operation.Second;
import io.uring.dmabuf.live.UserBuffers;
import io.uring.dmabuf.live.tour.TourAbilities;
import io.uring.dmabuf.live.tour.TourOnKernel;
import io.uring.dmabuf.live.tour.TourOnKernel.Outcome;
import io.uring.dmabuf.scenario.Scenario;
import io.uring.dmabuf.scenario.ScenarioRun;
import io.uring.dmabuf.scenario.ScenarioRun.Verdict;
import io.uring.dmabuf.system.RingKind;
import io.vavr.collection.HashSet;
import io.vavr.collection.List;
import io.vavr.collection.Set;
import io.vavr.control.Option;
import java.lang.foreign.Arena;
import java.util.SplittableRandom;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A chain, written as a scenario,")
class ChainTest {

  /** A chain of the model alone, which needs no kernel. */
  private static Chain chain(RingKind kind, long seed, int length) {
    try (Arena arena = Arena.ofConfined()) {
      ModelPair model =
          new ModelPair(
              new ModelSetup(
                  new UserBuffers(arena),
                  Design.intended(),
                  Alternative.ofTheSpecification(),
                  kind));
      RandomScript script = new RandomScript(new SplittableRandom(seed), length);
      List<Operation> done = List.empty();
      for (Option<Operation> next = script.next(model);
          next.isDefined();
          next = script.next(model)) {
        assertThat(model.apply(next.get()).trouble()).isEmpty();
        done = done.prepend(next.get());
      }
      return new Chain(kind, done.reverse());
    }
  }

  private static RingKind kind(long seed) {
    return RingKind.values()[(int) (seed % RingKind.values().length)];
  }

  private static Scenario written(Chain chain) {
    return Scenario.parse("s", chain.text()).getOrElseThrow(why -> new AssertionError(why));
  }

  @Test
  void isCarriedOutOnTheMachineWhateverItsOperations() {
    Set<Class<?>> kinds = HashSet.empty();
    for (long seed = 0; seed < 18; seed++) {
      Chain chain = chain(kind(seed), seed, 120);
      ScenarioRun run = ScenarioRun.of(written(chain), line -> {});
      assertThat(run.message()).isEmpty();
      assertThat(run.verdict()).isEqualTo(Verdict.CLEAN);
      kinds = kinds.addAll(chain.operations().map(Object::getClass));
    }
    assertThat(kinds)
        .hasSize(OfRing.class.getPermittedSubclasses().length + 2)
        .contains(Second.class, Clone.class);
  }

  @Test
  void isAnsweredByTheRunningKernelAsByTheMachine() {
    assumeTrue(KernelProbe.probe().isRight(), "no io_uring");
    TourAbilities able = TourAbilities.probe();
    int agree = 0;
    for (long seed = 0; seed < 24; seed++) {
      RingKind kind = seed % 2 == 0 ? RingKind.PLAIN : RingKind.DEFERRED;
      Outcome outcome = TourOnKernel.run(written(chain(kind, seed, 60)), Design.intended(), able);
      assertThat(outcome).isNotInstanceOfAny(Outcome.Differs.class, Outcome.Unusable.class);
      agree += outcome instanceof Outcome.Agrees ? 1 : 0;
    }
    assertThat(agree).isGreaterThan(18);
  }
}
