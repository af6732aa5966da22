package io.uring.dmabuf.audit.spec;

import static org.assertj.core.api.Assertions.assertThat;

import io.uring.dmabuf.audit.Audits;
import io.uring.dmabuf.audit.Kept;
import io.uring.dmabuf.audit.Repeated;
import io.uring.dmabuf.audit.ToldRounds;
import io.uring.dmabuf.audit.event.Event;
import io.uring.dmabuf.audit.read.TraceFile;
import io.uring.dmabuf.told.EventFile;
import io.vavr.collection.HashSet;
import io.vavr.collection.List;
import io.vavr.collection.Set;
import io.vavr.collection.Vector;
import io.vavr.control.Option;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is kept while a recording is read is of what is alive, however long it is. */
@DisplayName("The specification against long recordings")
class BoundedTest {
  /** What a ring that is over leaves behind: what is known of it, and what it comes to. */
  private static final long A_RING = 16;

  /** As much is alive in one round and not in another, which are not cut at the same line. */
  private static final long SOME = 100;

  /** What is kept after each round of two readings: the one of facts, and the one that searches. */
  private record Growth(List<Long> facts, List<Long> search, boolean allowed, int rings) {}

  private static Growth of(
      IntFunction<Vector<String>> rounds, int most, Set<Alternative> alternatives)
      throws IOException {
    Facts facts = new Facts();
    Sights first = new Sights(facts, Becoming.UNKNOWN, () -> false);
    List<Long> ofFacts = read(new Repeated(rounds, most), first::take, () -> Kept.by(facts, first));
    first.end();
    SpecAudit.Second second =
        new SpecAudit.Second(
            facts,
            alternatives,
            List.range(0, facts.rings()).map(ring -> SpecAudit.OfRing.none()),
            0,
            Search.TRIES);
    try (Reading ahead =
        Reading.of(() -> TraceFile.of("ahead", new Repeated(rounds, most))).get()) {
      Fates fates = new Fates(facts, ahead);
      Sights sights = new Sights(second, fates, facts::areReaped);
      List<Long> ofSearch =
          read(
              new Repeated(rounds, most),
              sights::take,
              () -> Kept.by(facts, second, sights, fates));
      sights.end();
      return new Growth(
          ofFacts, ofSearch, second.results().forAll(SpecVerdict.Ring::isAllowed), facts.rings());
    }
  }

  private static List<Long> read(Repeated trace, Consumer<Event> events, LongSupplier kept)
      throws IOException {
    ArrayList<Long> counts = new ArrayList<>();
    try (Reading reading = Reading.of(() -> TraceFile.of("a trace", trace)).get()) {
      int round = 1;
      for (Event event; (event = reading.next()) != null; ) {
        events.accept(event);
        if (trace.round() > round) {
          round = trace.round();
          counts.add(kept.getAsLong());
        }
      }
    }
    return List.ofAll(counts);
  }

  /** The same requests in each round, so that nothing more is alive in a later one. */
  private static void assertBounded(Growth growth, int rounds) {
    assertThat(growth.allowed).isTrue();
    int ringsARound = growth.rings / rounds;
    assertBounded(growth.facts, ringsARound);
    assertBounded(growth.search, ringsARound);
  }

  private static void assertBounded(List<Long> kept, int ringsARound) {
    int half = kept.size() / 2;
    long more = SOME + A_RING * ringsARound * (kept.size() - 1 - half);
    assertThat(kept.last()).as("of %s", kept).isLessThanOrEqualTo(kept.get(half) + more);
  }

  /** Other tasks, requests, user data and tags in each round; rings at the same addresses. */
  @ParameterizedTest
  @CsvSource("7.3.4-plain-scarce-update, 8, ")
  @Tag("long")
  void ofScarceTagsAreReadWithinBounds(String recording, int rounds, Alternative alternative)
      throws IOException {
    areReadWithinBounds(recording, rounds, alternative);
  }

  @ParameterizedTest
  @CsvSource("6.12-plain-churn-probes, 6, TAGS_BY_UPDATE")
  void areReadWithinBounds(String recording, int rounds, Alternative alternative)
      throws IOException {
    Vector<String> lines =
        Audits.lines("linux-" + recording + ".txt.gz").reject(line -> line.startsWith("#"));
    assertBounded(
        of(
            round -> lines.map(line -> Repeated.moved(line, round, 100, 2)),
            rounds,
            HashSet.ofAll(Option.of(alternative))),
        rounds);
  }

  private static final int MANY = 16;

  private static String line(String event, String text) {
    return "  name-10 [000] ..... 1.000000: " + event + ": " + text;
  }

  private static String uring(String event, long data, String text) {
    return line(event, "ring 1, req %d, user_data 0x%x, %s".formatted(1 + data % 8, data, text));
  }

  /** A request that the page cache serves, which has no command; and one of another kind. */
  private static List<String> served(long data) {
    return List.of(
        line("tracing_mark_write", "ul: sqe ud=%d op=READ_FIXED buf=0".formatted(data)),
        line("tracing_mark_write", "ul: sqe ud=%d op=NOP buf=-1".formatted(data + 1)),
        uring("io_uring_submit_req", data, "opcode READ_FIXED, flags 0x0, sq_thread 0"),
        uring("io_uring_file_get", data, "fd 4"),
        uring("io_uring_complete", data, "result 4096, cflags 0x0"),
        uring("io_uring_submit_req", data + 1, "opcode NOP, flags 0x0, sq_thread 0"),
        uring("io_uring_complete", data + 1, "result 0, cflags 0x0"));
  }

  private static Vector<String> cached(int round) {
    List<String> first =
        List.of(
            line("io_uring_create", "ring 1, fd 3 sq size 4, cq size 8, flags 0x0"),
            line("io_uring_register", "ring 1, opcode 15, nr_user_files 0, nr_user_bufs 1, ret 0"),
            uring("io_uring_submit_req", 1, "opcode READ_FIXED, flags 0x0, sq_thread 0"),
            uring("io_uring_file_get", 1, "fd 4"),
            line(
                "nvme_setup_cmd",
                "nvme0: disk=nvme0n1, qid=1, cmdid=1, nsid=1, flags=0x0, meta=0x0, "
                    + "cmd=(nvme_cmd_read slba=8, len=7, ctrl=0x0)"),
            line("block_rq_issue", "259,4 R 4096 () 8 + 8 be,0,4 [name]"),
            line("block_rq_complete", "259,4 R () 8 + 8 be,0,4 [0]"),
            uring("io_uring_complete", 1, "result 4096, cflags 0x0"));
    return (round == 0 ? first : List.<String>empty())
        .appendAll(List.range(1, 101).flatMap(i -> served(2L * i + 1000L * (round + 1))))
        .toVector();
  }

  @Test
  void keepNothingOfWhatThePageCacheServes() throws IOException {
    assertBounded(of(BoundedTest::cached, MANY, HashSet.empty()), MANY);
  }

  /** A buffer that is replaced and read into, by steps that tell it; or replaced alone. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void keepNothingOfWhatStepsToldOfWhatIsOver(boolean read, @TempDir Path folder)
      throws IOException {
    ToldRounds told = ToldRounds.of(folder);
    assertBounded(
        of(
            round ->
                told.lines(round * MANY, MANY)
                    .filter(line -> read || !line.matches(".*\"(Request|Cqe)\\w*\".*")),
            MANY,
            HashSet.empty()),
        MANY);
  }

  /** A ring of its own for each request; no event tells that a ring is closed. */
  private static Vector<String> ring(int ring) {
    return Vector.of(
            "\"ObjectMade\",\"of\":\"node 1\"",
            "\"RequestBegun\",\"req\":1",
            "\"RequestBound\",\"req\":1,\"node\":1",
            "\"RequestInFlight\",\"req\":1",
            "\"RequestEnded\",\"req\":1",
            "\"CqePosted\",\"req\":1,\"res\":4096",
            "\"RequestCompleted\",\"req\":1",
            "\"CqeSeen\",\"req\":1",
            "\"ObjectGone\",\"of\":\"node 1\"")
        .zipWithIndex((event, i) ->
            "{\"time\":%d,\"ring\":%d,\"event\":%s}"
                .formatted(1000L * (10L * ring + i), ring, event));
  }

  @Test
  @Tag("long")
  void keepNoMoreRingsThatToldThanAreFollowed() throws IOException {
    int some = Followed.MOST_RINGS / 4;
    assertBounded(
        of(
            round ->
                Vector.rangeClosed(1, some)
                    .flatMap(i -> ring(round * some + i))
                    .prependAll(Option.when(round == 0, EventFile::head)),
            MANY,
            HashSet.empty()),
        MANY);
  }
}
