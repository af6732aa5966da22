package io.uring.dmabuf.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.uring.dmabuf.guards.JavaGuard;
import io.uring.dmabuf.guards.Mutation;
import io.uring.dmabuf.guards.Notes;
import io.uring.dmabuf.guards.Row;
import io.uring.dmabuf.guards.Sample;
import io.uring.dmabuf.guards.Settings;
import io.uring.dmabuf.guards.SpecGuards;
import io.uring.dmabuf.guards.Walk;
import io.uring.dmabuf.guards.WalkReport;
import io.uring.dmabuf.tlc.Home;
import io.uring.dmabuf.tlc.models.Manifest;
import io.vavr.collection.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A random tenth of the guards of the implementation is left out, in explorations that ask for all
 * of them at once, and one of the specification's, which takes runs of TLC: a model notices each,
 * or there is a reason why none can. The system property {@code guards.seed} repeats a choice.
 */
@Timeout(300)
class GuardsSampleTest {

  private static final int PERCENT = 10;
  private static final int PERCENT_OF_SPEC = 1;
  private static final int MOST_OF_SPEC = 1;

  /** Models up to this many distinct states are run. */
  private static final long MOST_STATES = 100_000;

  @Test
  void aRandomPartOfTheGuardsIsMissed() {
    long seed = Long.getLong("guards.seed", System.nanoTime() & 0xFFFFFF);
    System.out.println("guards: a random part, -Dguards.seed=" + seed);
    Home home = Home.current();
    List<Mutation> chosen =
        List.<Mutation>narrow(
                Sample.of(SpecGuards.of(home.root().resolve("spec")).get(), PERCENT_OF_SPEC, seed))
            .take(MOST_OF_SPEC)
            .appendAll(Sample.of(JavaGuard.all(), PERCENT, seed));
    List<Row> rows =
        walk(home).mutations(chosen).getOrElseThrow((String line) -> new AssertionError(line));
    assertThat(rows.reject(Row::isGood).flatMap(WalkReport::lines))
        .describedAs("-Dguards.seed=%d", seed)
        .isEmpty();
  }

  private static Walk walk(Home home) {
    Manifest manifest =
        Manifest.read(home.manifest()).getOrElseThrow((String line) -> new AssertionError(line));
    Manifest small =
        new Manifest(
            manifest.file(),
            manifest.models().filter(m -> m.distinct().exists(count -> count <= MOST_STATES)),
            manifest.kernels());
    Settings settings = new Settings(home, CheckCommand.launcher(), true, false);
    return new Walk(settings, small, Notes.current(), row -> {});
  }
}
