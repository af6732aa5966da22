package io.uring.dmabuf.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import io.uring.dmabuf.oracle.Finding.Kind;
import io.uring.dmabuf.tlc.ActionLabel;
import io.vavr.collection.List;
import io.vavr.control.Option;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A wrong decision is found by random runs, made short, saved, and fails again when replayed. */
@DisplayName("A run that fails")
class FailingRunTest {
  private static final int RUNS = 40;
  private static final int LENGTH = 600;

  @TempDir private Path folder;

  private static <S> RandomRun firstFailing(Universe<S> universe) {
    Referee<S> referee = new Referee<>(universe, Large.oracle(), Sampling.everyStep());
    return List.range(0, RUNS)
        .toStream()
        .map(seed ->
            RandomRun.chosenBy(new Choices(seed, LENGTH), universe, Large.picker(), referee))
        .find(run -> run.finding().isDefined())
        .getOrElseThrow(() -> new AssertionError("not found in " + RUNS + " runs"));
  }

  /**
   * The bound on the steps is about that of a run written by hand: a registration of a dma-buf
   * takes 16 steps, a request that the device serves about 20.
   */
  @ParameterizedTest
  @CsvSource({
    "DOUBLE_TAG, AUDIT, PostTag, 36",
    "KEEP_REQUEST_FILE, AUDIT, FreeReq, 7",
    "SKIP_WRONG_FILE_CHECK, STEP, CheckImport|WorkerImport, 24",
    "END_BIO_REPORTS_SUCCESS, STEP, EndBio, 40"
  })
  void isFoundAndMadeAboutAsShortAsByHand(String deviation, Kind kind, String step, int atMost) {
    shorten(Large.deviating(deviation), kind, step, atMost);
  }

  private static <S> void shorten(Universe<S> universe, Kind kind, String step, int atMost) {
    RandomRun found = firstFailing(universe);
    RandomRun shortest = Large.shrunk(found, universe);
    assertThat(found.finding().map(Finding::kind)).contains(kind);
    assertThat(shortest.finding().map(Finding::kind)).contains(kind);
    assertThat(shortest.steps().last().action()).matches(step);
    assertThat(shortest.steps()).hasSizeLessThanOrEqualTo(atMost);
  }

  @Test
  void failsTheSameWayWhenItIsReadBack() throws IOException {
    saveAndReadBack(Large.deviating("DOUBLE_TAG"));
  }

  private <S> void saveAndReadBack(Universe<S> universe) throws IOException {
    RandomRun shortest = Large.shrunk(firstFailing(universe), universe);
    Path file = folder.resolve("double-tag.run");
    RunFile.of(Large.MODEL, Large.options("DOUBLE_TAG"), "0", shortest).write(file).get();
    RunFile read = RunFile.read(file, Large.MODELS).get();
    assertThat(read.options()).isEqualTo(Large.options("DOUBLE_TAG"));
    RandomRun again = rerun(steps(read, universe), universe);
    assertThat(again.steps()).isEqualTo(shortest.steps());
    assertThat(again.finding()).isEqualTo(shortest.finding());
  }

  @Test
  void isNotOneOfTheIntendedDesign() {
    Universe<?> wrong = Large.deviating("DOUBLE_TAG");
    RandomRun shortest = shrunkOf(wrong);
    RandomRun again = rerun(shortest.steps(), Large.intended());
    assertThat(again.finding()).isEqualTo(Option.none());
    assertThat(again.steps()).isEqualTo(shortest.steps());
    assertThat(shortest.finding().map(Finding::kind)).isEqualTo(Option.some(Kind.AUDIT));
  }

  private static <S> RandomRun shrunkOf(Universe<S> universe) {
    return Large.shrunk(firstFailing(universe), universe);
  }

  /** The steps of a file, by their text alone. */
  private static List<ActionLabel> steps(RunFile read, Universe<?> universe) {
    List<ActionLabel> labels = List.range(0, universe.size()).map(universe::label);
    return read.steps().map(step -> labels.find(l -> l.toString().equals(step._2)).get());
  }

  private static <S> RandomRun rerun(List<ActionLabel> steps, Universe<S> universe) {
    return RandomRun.of(
        steps, universe, new Referee<>(universe, Large.oracle(), Sampling.everyStep()));
  }
}
