package io.uring.dmabuf.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.uring.dmabuf.guards.JavaGuard;
import io.uring.dmabuf.guards.Mutation;
import io.uring.dmabuf.guards.Notes;
import io.uring.dmabuf.guards.Row;
import io.uring.dmabuf.guards.Sample;
import io.uring.dmabuf.guards.Settings;
import io.uring.dmabuf.guards.SpecGuard;
import io.uring.dmabuf.guards.SpecGuards;
import io.uring.dmabuf.guards.Walk;
import io.uring.dmabuf.guards.WalkReport;
import io.uring.dmabuf.tlc.Home;
import io.uring.dmabuf.tlc.models.Manifest;
import io.vavr.collection.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A random part of the guards of the implementation is left out, in explorations that ask for all
 * of them at once, and one of the specification's, which takes a run of TLC: a model notices each.
 * Those that none can notice, or a large one alone, are for the whole walk. The system property
 * {@code guards.seed} repeats a choice.
 */
@Timeout(300)
class GuardsSampleTest {

  private static final int PERCENT = 3;

  /** Of a component whose models are all small. */
  private static final String OF_SPEC = "DmabufMapping";

  /** Models up to this many distinct states are run. */
  private static final long MOST_STATES = 15_000;

  @Test
  @Tag("long")
  void aRandomPartOfTheGuardsIsMissed() {
    long seed = Long.getLong("guards.seed", System.nanoTime() & 0xFFFFFF);
    System.out.println("guards: a random part, -Dguards.seed=" + seed);
    Home home = Home.current();
    Manifest small = small(home);
    List<SpecGuard> ofSpec =
        SpecGuards.of(home.root().resolve("spec"))
            .get()
            .filter(guard -> guard.component().equals(OF_SPEC));
    List<Mutation> chosen =
        List.<Mutation>narrow(Sample.of(known(small, ofSpec), PERCENT, seed))
            .take(1)
            .appendAll(Sample.of(known(small, JavaGuard.all()), PERCENT, seed));
    Settings settings = new Settings(home, CheckCommand.launcher(), true, false);
    List<Row> rows =
        new Walk(settings, small, Notes.current(), row -> {})
            .mutations(chosen)
            .getOrElseThrow((String line) -> new AssertionError(line));
    assertThat(rows.reject(Row::isGood).flatMap(WalkReport::lines))
        .describedAs("-Dguards.seed=%d", seed)
        .isEmpty();
  }

  /** Those that one of these models is to notice. */
  private static <M extends Mutation> List<M> known(Manifest small, List<M> guards) {
    Notes notes = Notes.current();
    return guards
        .filter(guard -> notes.reason(guard.id()).isEmpty())
        .filter(guard -> notes.first().get(guard.id()).forAll(name -> small.find(name).isRight()));
  }

  private static Manifest small(Home home) {
    Manifest manifest =
        Manifest.read(home.manifest()).getOrElseThrow((String line) -> new AssertionError(line));
    return new Manifest(
        manifest.file(),
        manifest.models().filter(m -> m.distinct().exists(count -> count <= MOST_STATES)),
        manifest.kernels());
  }
}
