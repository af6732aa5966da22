package io.uring.dmabuf.audit.rule;

import io.uring.dmabuf.audit.event.At;
import io.uring.dmabuf.audit.event.BlockEvent;
import io.uring.dmabuf.audit.event.BlockEvent.Extent;
import io.uring.dmabuf.audit.event.Event;
import io.vavr.collection.List;
import java.util.ArrayDeque;

/**
 * A block request that is issued ends or is given back. Several may be about the same sectors, and
 * one may end in parts.
 */
final class RequestEndsOnce extends Rule {
  /** As old may a request be that ends, in nanoseconds: a driver takes it back before that. */
  private static final long OLDEST = 35_000_000_000L;

  private record Start(int major, int minor, long sector) {}

  private record Part(Life life, long sectors) {}

  private static final String BEFORE = "issued before the trace began";

  private boolean issuesAreRecorded;
  private long began = At.UNTIMED;

  private final Live<Start, ArrayDeque<Part>> live =
      new Live<>(parts -> parts.forEach(part -> letGo(part.life)));

  RequestEndsOnce() {
    super(
        new About(
            "RequestEndsOnce",
            "",
            "block requests",
            "what is issued to a driver ends or is given back, and no more than that",
            List.of("blk_mq_start_request", "blk_update_request", "blk_mq_requeue_request"),
            List.of("block_rq_issue", "block_rq_complete", "block_rq_requeue"),
            "an end too many, if another request of the same sectors may be older, up to 35 s"));
  }

  @Override
  public void take(Event event) {
    if (began == At.UNTIMED) {
      began = event.at().nanos();
    }
    if (event instanceof BlockEvent block && !block.extent().isPassthrough()) {
      Extent extent = block.extent();
      Start start = new Start(extent.major(), extent.minor(), extent.sector());
      switch (block) {
        case BlockEvent.Issued issued -> issued(start, issued);
        case BlockEvent.Completed completed -> ended(start, completed);
        case BlockEvent.Requeued requeued -> ended(start, requeued);
      }
    }
  }

  private void issued(Start start, BlockEvent.Issued issued) {
    issuesAreRecorded = true;
    add(
        start,
        new Part(new Life("request " + issued.extent().text(), issued), issued.extent().sectors()));
  }

  private void add(Start start, Part part) {
    ArrayDeque<Part> parts = live.get(start);
    if (parts == null) {
      parts = new ArrayDeque<>(1);
      live.put(start, parts);
    }
    parts.add(part);
  }

  /**
   * Which of those from the same sector on ends: one of as many sectors, or else one of more, or
   * else the oldest.
   */
  private static Part take(ArrayDeque<Part> parts, long sectors) {
    Part ends = null;
    for (Part part : parts) {
      if (part.sectors == sectors) {
        ends = part;
        break;
      }
      if (ends == null && part.sectors > sectors) {
        ends = part;
      }
    }
    if (ends == null) {
      return parts.remove();
    }
    parts.remove(ends);
    return ends;
  }

  private void ended(Start start, BlockEvent event) {
    ArrayDeque<Part> parts = live.get(start);
    if (parts == null) {
      // A driver may give back what it never started, and that is not told as issued; so may what
      // is refused when the disk is dead.
      if (event instanceof BlockEvent.Completed completed && completed.error() != 0) {
        return;
      }
      if (event instanceof BlockEvent.Completed && issuesAreRecorded) {
        beganUnseen("request " + event.extent().text(), event, BEFORE);
      } else if (event instanceof BlockEvent.Completed) {
        isUnknown(BEFORE);
      }
      return;
    }
    Part part = take(parts, event.extent().sectors());
    if (parts.isEmpty()) {
      live.remove(start);
    }
    long left = part.sectors - event.extent().sectors();
    if (left > 0) {
      part.life.add(event);
      Start rest = new Start(start.major, start.minor, start.sector + event.extent().sectors());
      add(rest, new Part(part.life, left));
    } else if (left == 0) {
      isClean(part.life);
    } else if (event.at().isTimed() && event.at().nanos() - began > OLDEST) {
      violates(part.life, event, "more sectors end than were issued");
    } else {
      // It is of another one, that is longer; this one goes on.
      beganUnseen("request " + event.extent().text(), event, BEFORE);
      add(start, part);
    }
  }

  @Override
  public void forget(String why) {
    began = At.UNTIMED;
    live.values().forEach(parts -> parts.forEach(part -> isUnknown(part.life, why)));
    live.clear();
  }
}
