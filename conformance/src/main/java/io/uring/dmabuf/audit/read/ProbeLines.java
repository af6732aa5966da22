package io.uring.dmabuf.audit.read;

import io.uring.dmabuf.audit.event.At;
import io.uring.dmabuf.audit.event.Event;
import io.uring.dmabuf.audit.event.ProbeEvent;
import io.vavr.collection.List;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * The texts of function probes: {@code (FUNCTION+0x4/0x120) ARGUMENTS}, and {@code (CALLER+0x1/0x2
 * <- FUNCTION) ARGUMENTS} at the return. Whoever set the probe chose its name.
 */
final class ProbeLines {
  /**
   * A function of which a probe is read.
   *
   * @param argument without which nothing is read
   */
  private record Probe(
      String function, String argument, boolean atReturn, BiFunction<At, Cursor, Event> event) {
    private static Probe of(String function, String argument, BiFunction<At, Long, Event> event) {
      return new Probe(
          function, argument, false, (at, text) -> event.apply(at, text.number(argument)));
    }

    private static Probe plain(String function, BiFunction<At, Cursor, Event> event) {
      return new Probe(function, "", false, event);
    }
  }

  private static final List<Probe> PROBES =
      List.of(
          new Probe(
              "bio_endio",
              "status",
              false,
              (at, text) ->
                  new ProbeEvent.BioEnded(
                      at, (int) text.number("status"), text.numberOr("ud", -1))),
          Probe.of(
              "blk_update_request",
              "tag",
              (at, n) -> new ProbeEvent.RequestUpdated(at, n.intValue())),
          Probe.of("blk_mq_put_tag", "tag", (at, n) -> new ProbeEvent.TagPut(at, n.intValue())),
          Probe.of("dma_buf_file_release", "ino", ProbeEvent.DmabufReleased::new),
          Probe.of("io_destroy_buffers", "ring", ProbeEvent.RingFreed::new));

  /** Those that only the specification asks for. */
  private static final List<Probe> MORE =
      List.of(
          Probe.of("io_issue_sqe", "ud", ProbeEvent.IssueBegun::new),
          Probe.of("io_wq_submit_work", "ud", ProbeEvent.WorkerBegun::new),
          Probe.of("io_wq_free_work", "ud", ProbeEvent.WorkerReturned::new),
          Probe.plain("blk_mq_get_tag", (at, text) -> new ProbeEvent.TagAsked(at)),
          Probe.plain("blk_mq_run_hw_queue", (at, text) -> new ProbeEvent.QueueRun(at)),
          new Probe(
              "blk_mq_get_tag",
              "tag",
              true,
              (at, text) -> new ProbeEvent.TagGot(at, (int) text.number("tag"))),
          new Probe(
              "io_req_rw_complete",
              "ud",
              false,
              (at, text) ->
                  new ProbeEvent.WorkDone(at, text.number("ud"), text.numberOr("refs", 0))));

  private static final List<Probe> ALL = PROBES.appendAll(MORE);

  private ProbeLines() {}

  /** The functions of which rules read probes. */
  static List<String> functions() {
    return PROBES.map(Probe::function);
  }

  /** The event of a text that begins with a parenthesis; null if no rule needs the function. */
  static @Nullable Event read(At at, Cursor text) {
    return read(PROBES, at, text);
  }

  /** The same; null if the specification does not need it either. */
  static @Nullable Event readMore(At at, Cursor text) {
    return read(ALL, at, text);
  }

  private static @Nullable Event read(List<Probe> probes, At at, Cursor text) {
    text.expect("(");
    String function = text.upTo('+');
    String rest = text.upTo(')');
    int arrow = rest.indexOf("<- ");
    String returning = arrow < 0 ? "" : rest.substring(arrow + "<- ".length());
    for (Probe probe : probes) {
      if (probe.function.equals(probe.atReturn ? returning : function)
          && probe.atReturn == arrow >= 0) {
        return probe.argument.isEmpty() || text.find(probe.argument)
            ? probe.event.apply(at, text)
            : null;
      }
    }
    return null;
  }

  /** A task that goes to sleep, and no signal wakes it; null for other switches. */
  static @Nullable Event slept(At at, Cursor text) {
    return text.find("prev_state") && text.word().startsWith("D") ? new ProbeEvent.Slept(at) : null;
  }
}
