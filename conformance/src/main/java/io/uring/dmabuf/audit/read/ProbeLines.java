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
  private record Probe(String function, String argument, BiFunction<At, Long, Event> event) {}

  private static final List<Probe> PROBES =
      List.of(
          new Probe("bio_endio", "status", (at, n) -> new ProbeEvent.BioEnded(at, n.intValue())),
          new Probe(
              "blk_update_request",
              "tag",
              (at, n) -> new ProbeEvent.RequestUpdated(at, n.intValue())),
          new Probe("blk_mq_put_tag", "tag", (at, n) -> new ProbeEvent.TagPut(at, n.intValue())),
          new Probe("dma_buf_file_release", "ino", ProbeEvent.DmabufReleased::new),
          new Probe("io_destroy_buffers", "ring", ProbeEvent.RingFreed::new));

  private ProbeLines() {}

  /** The functions of which probes are read. */
  static List<String> functions() {
    return PROBES.map(Probe::function);
  }

  /** The event of a text that begins with a parenthesis; null if no rule needs the function. */
  static @Nullable Event read(At at, Cursor text) {
    text.expect("(");
    String function = text.upTo('+');
    for (Probe probe : PROBES) {
      if (probe.function.equals(function)) {
        boolean isEntry = !text.upTo(')').contains("<-");
        return isEntry && text.find(probe.argument) ? probe.event.apply(at, text.number()) : null;
      }
    }
    return null;
  }
}
