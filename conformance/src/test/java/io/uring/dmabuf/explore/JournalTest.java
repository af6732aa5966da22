package io.uring.dmabuf.explore;

import static org.assertj.core.api.Assertions.assertThat;

import io.uring.dmabuf.replay.Toy;
import io.uring.dmabuf.replay.Toy.Mistake;
import io.vavr.collection.List;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.assertj.core.api.recursive.comparison.RecursiveComparisonConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** By its journal an exploration that was ended anywhere finds what it would have found. */
class JournalTest {
  private static final Path FULL = Path.of("/dev/full");
  private static final RecursiveComparisonConfiguration BUT_TIME =
      RecursiveComparisonConfiguration.builder().withIgnoredFields("seconds").build();

  private final Toy toy = new Toy(Mistake.NONE, 3, 3);
  private final Exploration whole = explore(toy, settings());

  @TempDir Path folder;

  @Test
  void anExplorationThatReachedALimitGoesOnWithAGreaterOne() {
    for (int threads : new int[] {1, 2}) {
      Path file = folder.resolve("limit-" + threads);
      long known = 0;
      while (known < whole.distinct()) {
        Exploration part =
            explore(
                toy, settings().withThreads(threads).withLimit(known + 1).withJournal(file, "toy"));
        assertThat(part.finding().get()).isInstanceOf(Finding.NoAnswer.class);
        assertThat(part.distinct()).isGreaterThan(known);
        known = part.distinct();
      }

      assertThat(explore(toy, settings().withThreads(threads).withJournal(file, "toy")))
          .usingRecursiveComparison(BUT_TIME)
          .isEqualTo(whole);
    }
  }

  @Test
  void whereverTheFileEndsTheExplorationGoesOn() throws IOException {
    byte[] bytes = journalOf(toy);
    Path file = folder.resolve("cut");
    for (int length = title(bytes); length <= bytes.length; length += 61) {
      Files.write(file, Arrays.copyOf(bytes, length));

      assertThat(journalled(toy, file))
          .as("cut to %d bytes", length)
          .usingRecursiveComparison(BUT_TIME)
          .isEqualTo(whole);
      assertThat(Files.size(file)).isEqualTo(bytes.length);
    }
  }

  @Test
  void whatIsFinishedIsNotExploredAgain() throws IOException {
    Path file = folder.resolve("finished");
    byte[] bytes = journalOf(toy);
    Files.write(file, bytes);

    assertThat(journalled(toy, file)).usingRecursiveComparison(BUT_TIME).isEqualTo(whole);
    assertThat(Files.readAllBytes(file)).isEqualTo(bytes);
  }

  @Test
  void aStateThatIsNotTheOneWrittenIsNoticed() throws IOException {
    byte[] bytes = journalOf(toy);
    bytes[bytes.length / 2] ^= 0x10;
    Path file = folder.resolve("flipped");
    Files.write(file, bytes);

    assertThat(refusal(toy, file))
        .matches(".*/flipped: the states of level \\d+ are not those that were written");
    assertThat(Files.readAllBytes(file)).isEqualTo(bytes);
  }

  @Test
  void theJournalOfSomethingElseIsRefusedAndStaysAsItIs() throws IOException {
    Path file = folder.resolve("other");
    Files.write(file, journalOf(toy));
    byte[] bytes = Files.readAllBytes(file);

    assertThat(refusal(new Toy(Mistake.NONE, 4, 3), file))
        .contains("other: is the journal of another exploration: toy, 11 steps, initial state ");
    Files.writeString(folder.resolve("note"), "what I had to buy\n");
    assertThat(refusal(toy, folder.resolve("note")))
        .endsWith("note: is no journal of an exploration");
    assertThat(refusal(toy, folder)).contains(": cannot be written: ");
    assertThat(refusal(toy, folder.resolve("not/there")))
        .endsWith("not/there: cannot be written: no such file");
    assertThat(Files.readAllBytes(file)).isEqualTo(bytes);
    assertThat(folder.resolve("note")).hasContent("what I had to buy\n");
  }

  @Test
  void anImplementationThatGoesElsewhereIsNoticed() throws IOException {
    byte[] bytes = journalOf(new Toy(Mistake.HIDDEN_STATE, 3, 3));
    Path file = folder.resolve("elsewhere");
    boolean noticed = false;
    for (int length = title(bytes) + 1; length < bytes.length && !noticed; length += 100) {
      Files.write(file, Arrays.copyOf(bytes, length));
      noticed =
          journalled(toy, file)
              .finding()
              .exists(found ->
                  found instanceof Finding.NoAnswer(String why)
                      && why.endsWith(
                          "is of another version of the implementation: its steps lead to another"
                              + " state"));
    }

    assertThat(noticed).isTrue();
  }

  @Test
  void aBrokenLawIsFoundAgain() {
    Toy wrong = new Toy(Mistake.BROKEN_LAW, 3, 3);
    Path file = folder.resolve("broken");
    Exploration first = explore(wrong, settings());
    assertThat(first.finding().get()).isInstanceOf(Finding.Broken.class);

    List.range(0, 2)
        .forEach(_ -> assertThat(journalled(wrong, file).finding()).isEqualTo(first.finding()));
  }

  @Test
  @EnabledIf("canBeFull")
  void aFullDiskIsNamed() {
    assertThat(refusal(toy, FULL)).isEqualTo("/dev/full: No space left on device");
  }

  static boolean canBeFull() {
    return Files.exists(FULL);
  }

  private byte[] journalOf(Toy target) throws IOException {
    Path file = folder.resolve("whole");
    Files.deleteIfExists(file);
    journalled(target, file);
    return Files.readAllBytes(file);
  }

  /** How many bytes the line has that says what the journal is of. */
  private static int title(byte[] bytes) {
    int at = 0;
    while (ByteBuffer.wrap(bytes).get(at) != '\n') {
      at++;
    }
    return at + 1;
  }

  private String refusal(Toy target, Path file) {
    Exploration none = journalled(target, file);
    return none.finding().get() instanceof Finding.NoAnswer(String why) ? why : "";
  }

  private static Exploration journalled(Toy target, Path file) {
    return explore(target, settings().withJournal(file, "toy"));
  }

  private static ExploreSettings settings() {
    return ExploreSettings.standard().withThreads(1);
  }

  private static Exploration explore(Toy target, ExploreSettings settings) {
    return Explorer.explore(target, settings, extent -> {});
  }
}
