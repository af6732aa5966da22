package io.uring.dmabuf.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.uring.dmabuf.audit.read.TraceFile;
import io.uring.dmabuf.audit.rule.Rule;
import io.uring.dmabuf.audit.rule.Rules;
import io.vavr.collection.List;
import io.vavr.collection.Vector;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.function.IntFunction;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What rules keep is of what is alive, and of the last that is over, however long they read. */
@DisplayName("The rules against long recordings")
class RulesBoundedTest {
  /** So many objects of each kind are over in a round; as many are remembered of the last. */
  private static final int A_ROUND = 4096;

  private static final int ROUNDS = 5;

  private static String line(String event, String text) {
    return "  name-10 [000] ..... 1.000000: " + event + ": " + text;
  }

  private static String uring(String event, long req, long data, String text) {
    return line(event, "ring 1, req %d, user_data 0x%x, %s".formatted(req, data, text));
  }

  /** A buffer whose tag is posted when it is replaced, a request, a command, an attachment. */
  private static List<String> over(int i) {
    String command = "nvme0: disk=nvme0n1, qid=1, cmdid=%d, ".formatted(i % 8) + "%s";
    return List.of(
        line(
            "tracing_mark_write",
            "ul: update slot=0 addr=0x1000 len=4096 tag=0x%x ret=1".formatted(1 + i)),
        uring("io_uring_complete", 0, i, "result 0, cflags 0x0"),
        line("tracing_mark_write", "ul: sqe ud=%d op=READ_FIXED buf=0".formatted(1L << 40 | i)),
        uring(
            "io_uring_submit_req",
            1 + i % 8,
            1L << 40 | i,
            "opcode READ_FIXED, flags 0x0, sq_thread 0"),
        line(
            "nvme_setup_cmd",
            command.formatted(
                "nsid=1, flags=0x0, meta=0x0, cmd=(nvme_cmd_read slba=8, len=7, ctrl=0x0)")),
        line("block_rq_issue", "259,4 R 4096 () 64 + 8 be,0,4 [name]"),
        line("nvme_complete_rq", command.formatted("res=0x0, retries=0, flags=0x0, status=0x0")),
        line("block_rq_complete", "259,4 R () 64 + 8 be,0,4 [0]"),
        uring("io_uring_complete", 1 + i % 8, 1L << 40 | i, "result 4096, cflags 0x0"),
        line(
            "dma_buf_dynamic_attach",
            "exp_name=udmabuf size=4096 ino=%d attachment:00000000%08x is_dynamic=0 dev_name=x"
                .formatted(i, i)),
        line(
            "dma_buf_detach",
            "exp_name=udmabuf size=4096 ino=%d attachment:00000000%08x is_dynamic=0 dev_name=x"
                .formatted(i, i)));
  }

  private static Vector<String> round(int round) {
    return List.of(line("io_uring_create", "ring 1, fd 3 sq size 4, cq size 8, flags 0x0"))
        .filter(first -> round == 0)
        .appendAll(List.range(0, A_ROUND).flatMap(i -> over(1 + i + round * A_ROUND)))
        .toVector();
  }

  @Test
  void keepWhatIsAliveAndTheLastThatIsOver() throws IOException {
    assertBounded(RulesBoundedTest::round);
  }

  @Test
  @Tag("long")
  void keepWhatIsAliveOfWhatStepsTold(@TempDir Path folder) throws IOException {
    ToldRounds told = ToldRounds.of(folder);
    assertBounded(round -> told.lines(round * A_ROUND, A_ROUND));
  }

  private static void assertBounded(IntFunction<Vector<String>> rounds) throws IOException {
    List<Rule> rules = Rules.all();
    Audit audit = new Audit(rules, Window.ALL, false);
    ArrayList<Long> kept = new ArrayList<>();
    for (int i = 0; i < ROUNDS; i++) {
      int of = i;
      Repeated lines = new Repeated(round -> rounds.apply(of), 1);
      try (TraceFile file = TraceFile.of("a trace", lines).get()) {
        audit.read(file, (count, at) -> {});
      }
      kept.add(Kept.by(rules));
    }
    assertThat(kept.getLast()).as("of %s", kept).isLessThanOrEqualTo(kept.get(2) + A_ROUND);
    assertThat(audit.verdict().violating()).isZero();
  }
}
