package io.uring.dmabuf.live.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.uring.dmabuf.design.Design;
import io.uring.dmabuf.live.KernelProbe;
import io.uring.dmabuf.live.Laboratory;
import io.uring.dmabuf.live.tour.TourAbilities;
import io.uring.dmabuf.live.tour.TourOnKernel;
import io.uring.dmabuf.live.tour.TourOnKernel.Outcome;
import io.uring.dmabuf.oracle.RunFile;
import io.uring.dmabuf.scenario.Scenario;
import io.uring.dmabuf.system.RingKind;
import io.uring.dmabuf.tlc.Home;
import io.uring.dmabuf.uring.RequestsDeviation;
import io.vavr.control.Option;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.RandomDistribution;
import net.jqwik.api.lifecycle.AddLifecycleHook;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import net.jqwik.api.lifecycle.LifecycleContext;
import net.jqwik.api.lifecycle.SkipExecutionHook;

/**
 * Chains that jqwik makes and shrinks, one number an operation. A chain that the kernel answers
 * otherwise than the model is saved as a scenario.
 */
@Label("A chain of operations on the running kernel")
@AddLifecycleHook(ChainsTest.NeedsIoUring.class)
class ChainsTest {
  private static final int CHAINS = 60;
  private static final int SHORTEST = 20;
  private static final int LONGEST = 150;
  private static final Path SAVED =
      Home.current().root().resolve(RunFile.FOLDER).resolve("chain.scenario");

  /** The thread that the laboratory belongs to: jqwik shrinks on others than it tries. */
  private static final ExecutorService OWNER = Executors.newSingleThreadExecutor();

  /** Where the chains run: one for all, as making one asks the kernel many questions. */
  private static Laboratory laboratory;

  private static Chains chains;

  /** How many chains were compared; none when only the example was asked for. */
  private static int compared;

  /** Skips where the kernel has no io_uring for us. */
  static final class NeedsIoUring implements SkipExecutionHook {
    @Override
    public SkipResult shouldBeSkipped(LifecycleContext context) {
      return KernelProbe.probe()
          .fold(reason -> SkipResult.skip("skipped: " + reason), kernel -> SkipResult.doNotSkip());
    }
  }

  @BeforeContainer
  static void open() throws Exception {
    laboratory = OWNER.submit(Laboratory::new).get();
    chains = new Chains(laboratory);
  }

  /** One operation a number, drawn where its turn comes; then the end of what is in flight. */
  private static Script script(List<Long> chain) {
    Deque<Long> rest = new ArrayDeque<>(chain);
    return model -> {
      Long number = rest.poll();
      SplittableRandom random = new SplittableRandom(number == null ? 0 : number);
      return new RandomScript(random, number == null ? 0 : 1).next(model);
    };
  }

  @Provide
  Arbitrary<List<Long>> chains() {
    return Arbitraries.longs()
        .withDistribution(RandomDistribution.uniform())
        .list()
        .ofMinSize(SHORTEST)
        .ofMaxSize(LONGEST);
  }

  @Property(tries = CHAINS, edgeCases = EdgeCasesMode.NONE)
  @Label("is answered as the model predicts")
  void isAnsweredAsTheModelPredicts(@ForAll("chains") List<Long> chain, @ForAll RingKind ring)
      throws Exception {
    compared++;
    agree(OWNER.submit(() -> compare(chains, chain, ring, Design.intended())).get());
  }

  @Example
  @Label("is shrunk and saved as a scenario when it is not")
  void isSavedWhenItIsNot() throws IOException {
    Design wrong = Design.intended().with(RequestsDeviation.POST_TAG_BEFORE_LAST_REQUEST);
    List<Long> chain = new SplittableRandom(1).longs(2_000).boxed().toList();
    // One of its own: what is compared here does not count.
    try (Laboratory place = new Laboratory()) {
      Chains other = new Chains(place);
      assertThatThrownBy(() -> agree(compare(other, chain, RingKind.PLAIN, wrong)))
          .isInstanceOf(AssertionError.class)
          .hasMessageContaining("replay it with: dmabuf-rw run --kernel " + SAVED)
          .hasMessageContaining("model:");
      Scenario saved = Scenario.read(SAVED).get();
      assertThat(saved.lines().size()).isLessThanOrEqualTo(12);
      TourAbilities able = TourAbilities.probe();
      assertThat(TourOnKernel.run(saved, wrong, able)).isInstanceOf(Outcome.Differs.class);
      assertThat(TourOnKernel.run(saved, Design.intended(), able))
          .isInstanceOf(Outcome.Agrees.class);
    } finally {
      Files.deleteIfExists(SAVED);
    }
  }

  private static Option<Mismatch> compare(
      Chains where, List<Long> chain, RingKind ring, Design design) {
    return where
        .run(script(chain), design, ring, exchange -> {})
        .map(mismatch -> where.shrink(mismatch, design));
  }

  private static void agree(Option<Mismatch> found) {
    for (Mismatch mismatch : found) {
      save(mismatch);
      throw new AssertionError(
          "%s%nsaved; replay it with: dmabuf-rw run --kernel %s"
              .formatted(mismatch.lines().mkString("\n"), SAVED));
    }
  }

  private static void save(Mismatch mismatch) {
    try {
      Files.createDirectories(SAVED.getParent());
      Files.writeString(SAVED, mismatch.chain().text());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Each number of a chain has become an operation, and tags were among what was compared. */
  @AfterContainer
  static void everyChainWasCompared() throws Exception {
    OWNER.submit(laboratory::close).get();
    OWNER.shutdown();
    Compared tally = chains.tally();
    assertThat(tally.operations())
        .as("operations of %d chains", compared)
        .isGreaterThanOrEqualTo((long) compared * SHORTEST);
    assertThat(tally.tags()).as("tags in %d chains", compared).isGreaterThanOrEqualTo(compared);
  }
}
