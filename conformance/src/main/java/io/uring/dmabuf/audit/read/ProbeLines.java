package io.uring.dmabuf.audit.read;

import io.uring.dmabuf.audit.event.At;
import io.uring.dmabuf.audit.event.Event;
import io.uring.dmabuf.audit.event.ProbeEvent;
import org.jspecify.annotations.Nullable;

/**
 * The texts of function probes: {@code (FUNCTION+0x4/0x120) ARGUMENTS}, and {@code (CALLER+0x1/0x2
 * <- FUNCTION) ARGUMENTS} at the return. Whoever set the probe chose its name.
 */
final class ProbeLines {
  private ProbeLines() {}

  /** The event of a text that begins with a parenthesis; null if no rule needs the function. */
  static @Nullable Event read(At at, Cursor text) {
    text.expect("(");
    return switch (text.upTo('+')) {
      case "bio_endio" -> isEntry(text) ? bioEnded(at, text) : null;
      case "blk_update_request" -> isEntry(text) ? requestUpdated(at, text) : null;
      case "blk_mq_put_tag" -> isEntry(text) ? tagPut(at, text) : null;
      default -> null;
    };
  }

  private static boolean isEntry(Cursor text) {
    return !text.upTo(')').contains("<-");
  }

  private static @Nullable Event bioEnded(At at, Cursor text) {
    return text.find("status") ? new ProbeEvent.BioEnded(at, (int) text.number()) : null;
  }

  private static @Nullable Event requestUpdated(At at, Cursor text) {
    return text.find("tag") ? new ProbeEvent.RequestUpdated(at, (int) text.number()) : null;
  }

  private static @Nullable Event tagPut(At at, Cursor text) {
    return text.find("tag") ? new ProbeEvent.TagPut(at, (int) text.number()) : null;
  }
}
