package io.uring.dmabuf.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.vavr.Function2;
import io.vavr.collection.List;
import io.vavr.collection.Vector;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What share of mistakes of a kind is a violation, and what share at least makes an object unknown.
 * The table is the power of the rules: a zero is something that they cannot see.
 */
@DisplayName("Recordings in which one line is wrong")
class PowerTest {
  private static final int SAMPLES = 7;
  private static final int WHOLE = 100;
  private static final List<Vector<String>> RECORDINGS =
      List.of(
              "linux-6.12-plain-churn-probes.txt.gz",
              "linux-6.12-plain-scarce-update.txt.gz",
              "linux-7.3.4-plain-scarce-update.txt.gz")
          .map(name -> Audits.lines(name).reject(line -> line.contains("entries-in-buffer")));

  private static final Function2<String, Vector<String>, Vector<Integer>> PLACES =
      Function2.<String, Vector<String>, Vector<Integer>>of((event, lines) ->
              Vector.range(0, lines.size()).filter(i -> lines.get(i).contains(": " + event + ": ")))
          .memoized();

  /** For each mutation: violations, and those that are at least unknown, in percent. */
  @ParameterizedTest
  @CsvSource({
    // event, drop, duplicate, swap, retime, another task
    "io_uring_submit_req, 90, 90, 0, 0, 0",
    "io_uring_complete, 70, 90, 0, 60, 0",
    "io_uring_register, 10, 20, 0, 0, 0",
    "nvme_setup_cmd, 75, 90, 0, 60, 0",
    "nvme_sq, 90, 0, 0, 90, 0",
    "nvme_complete_rq, 85, 90, 15, 50, 0",
    "block_rq_issue, 0, 0, 15, 0, 0",
    "dma_map_sg, 0, 60, 0, 0, 0",
    "dma_unmap_sg, 90, 0, 90, 90, 0",
    "bio_end, 40, 0, 0, 40, 0",
  })
  void violateARule(String event, int drop, int duplicate, int swap, int retime, int repid) {
    List<Integer> least = List.of(drop, duplicate, swap, retime, repid);
    List<Integer> seen = List.of(Mutation.values()).map(mutation -> share(event, mutation, false));
    assertThat(seen.zip(least).filter(share -> share._1 < share._2)).as("seen " + seen).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "nvme_setup_cmd, DROP, 100",
    "nvme_complete_rq, DROP, 100",
    "block_rq_issue, DROP, 100",
    "block_rq_issue, DUPLICATE, 100",
    "block_rq_complete, DROP, 100",
    "block_rq_complete, DUPLICATE, 100",
    "dma_map_sg, DROP, 100",
    "dma_map_sg, REPID, 100",
    "dma_unmap_sg, DUPLICATE, 80",
  })
  void areAtLeastNotClean(String event, Mutation mutation, int least) {
    assertThat(share(event, mutation, true)).isGreaterThanOrEqualTo(least);
  }

  private static int share(String event, Mutation mutation, boolean unknownCounts) {
    Random random = new Random(1);
    int tries = 0;
    int seen = 0;
    for (Vector<String> lines : RECORDINGS) {
      Vector<Integer> places = PLACES.apply(event, lines);
      for (int i = 0; i < SAMPLES && !places.isEmpty(); i++) {
        Verdict verdict = Audits.of(mutation.of(lines, places.get(random.nextInt(places.size()))));
        tries++;
        seen += verdict.violating() > 0 || unknownCounts && verdict.unknown() > 0 ? 1 : 0;
      }
    }
    return WHOLE * seen / tries;
  }
}
