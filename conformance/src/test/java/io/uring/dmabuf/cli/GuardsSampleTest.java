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
import io.uring.dmabuf.tlc.Manifest;
import io.vavr.collection.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A random tenth of all guards is left out, one at a time: a model notices each, or there is a
 * reason why none can. The system property {@code guards.seed} repeats a choice.
 */
@Timeout(300)
class GuardsSampleTest {

  private static final int PERCENT = 10;

  /** Models up to this many distinct states are run. */
  private static final long MOST_STATES = 60_000;

  @Test
  void aRandomTenthOfTheGuardsIsMissed() {
    long seed = Long.getLong("guards.seed", System.nanoTime() & 0xFFFFFF);
    System.out.println("guards: a random tenth, -Dguards.seed=" + seed);
    Home home = Home.current();
    List<Mutation> all =
        List.<Mutation>narrow(SpecGuards.of(home.root().resolve("spec")).get())
            .appendAll(JavaGuard.all());
    List<Row> rows =
        walk(home)
            .mutations(Sample.of(all, PERCENT, seed))
            .getOrElseThrow((String line) -> new AssertionError(line));
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
            manifest.models().filter(m -> m.distinct().exists(count -> count <= MOST_STATES)));
    Settings settings = new Settings(home, CheckCommand.launcher(), true, false);
    return new Walk(settings, small, Notes.current(), row -> {});
  }
}
