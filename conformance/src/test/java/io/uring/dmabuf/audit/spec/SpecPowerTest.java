package io.uring.dmabuf.audit.spec;

import static org.assertj.core.api.Assertions.assertThat;

import io.uring.dmabuf.audit.AuditDocumentTest;
import io.uring.dmabuf.audit.spec.Mutants.Kind;
import io.vavr.collection.List;
import io.vavr.collection.Vector;
import java.io.IOException;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What share of recordings in which one line is wrong the specification refuses. Each kind of line
 * is dropped and repeated in one recording, and by {@code make long} also moved, and in each;
 * {@code -Dspec.mutants=N} tries so many of a kind.
 */
@DisplayName("The specification against recordings in which one line is wrong")
class SpecPowerTest {
  private static final int SAMPLES = Integer.getInteger("spec.mutants", 1);

  /** Where a line cannot be wrong in a way, or where what it becomes is a behaviour as well. */
  private static final List<String> BLIND =
      List.of(
          "TASK .*",
          "(DROP|REPEAT) the program takes the CQE",
          "(DROP|REPEAT|LATER) sched_switch",
          "(REPEAT|SWAP) hw_run",
          "(DROP|LATER) wq_free",
          "SWAP (tag_put|bio_end|io_uring_complete|block_rq_issue|issue)",
          "LATER (bio_end|block_rq_issue|issue)",
          "REPEAT (issue|nvme_sq|dma_map_sg)",
          "DROP io_uring_complete of a buffer");

  static boolean isBlind(Kind kind, String event) {
    return BLIND.exists(each -> (kind + " " + event).matches(each));
  }

  @ParameterizedTest
  @EnumSource(names = {"DROP", "REPEAT"})
  void areRefused(Kind kind) {
    Random random = new Random(1);
    assertThatMostAreRefused(
        kind,
        random,
        event -> {
          List<Mutants> having = having(event);
          return List.of(having.get(random.nextInt(having.size())));
        });
  }

  @Tag("long")
  @ParameterizedTest
  @EnumSource(names = {"DROP", "REPEAT", "SWAP", "LATER"})
  void areRefusedInEachRecording(Kind kind) {
    assertThatMostAreRefused(kind, new Random(1), SpecPowerTest::having);
  }

  private static List<Mutants> having(String event) {
    return Mutants.RECORDINGS.filter(recording -> recording.events().contains(event));
  }

  private static void assertThatMostAreRefused(
      Kind kind, Random random, Function<String, List<Mutants>> recordings) {
    int tries = 0;
    Vector<String> missed = Vector.empty();
    for (String event : events().reject(event -> isBlind(kind, event))) {
      for (Mutants recording : recordings.apply(event)) {
        for (Vector<String> mutant : recording.mutants(event, kind, SAMPLES, random)) {
          tries++;
          if (Mutants.verdict(mutant).isAllowed()) {
            missed = missed.append(event);
          }
        }
      }
    }
    assertThat(tries).isPositive();
    assertThat(missed.size() * 10).as("of %d: %s", tries, missed).isLessThanOrEqualTo(tries);
  }

  private static List<String> events() {
    return Mutants.RECORDINGS.flatMap(Mutants::events).distinct().sorted();
  }

  @Test
  void theRecordingsThemselvesAreAllowed() {
    assertThat(Mutants.RECORDINGS.filter(each -> !Mutants.verdict(each.lines()).isAllowed()))
        .isEmpty();
  }

  @Test
  void theDocumentSaysWhatIsSeen() throws IOException {
    List<Kind> kinds = List.of(Kind.DROP, Kind.REPEAT, Kind.SWAP, Kind.LATER);
    String table =
        "| line | dropped | repeated | swapped | later |\n|---|---|---|---|---|\n"
            + events()
                .map(event ->
                    "| %s | %s |\n"
                        .formatted(
                            event,
                            kinds
                                .map(kind ->
                                    isBlind(kind, event) ? "no" : exists(event, kind) ? "yes" : "-")
                                .mkString(" | ")))
                .mkString();
    assertThat(AuditDocumentTest.part("spec power")).isEqualTo(table);
  }

  private static boolean exists(String event, Kind kind) {
    return Mutants.RECORDINGS.exists(
        each -> !each.mutants(event, kind, 1, new Random(1)).isEmpty());
  }
}
