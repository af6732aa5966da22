package io.uring.dmabuf.audit.rule;

import io.uring.dmabuf.audit.event.Event;
import io.uring.dmabuf.audit.event.MarkEvent;
import io.uring.dmabuf.audit.event.ToldEvent;
import io.uring.dmabuf.audit.event.UringEvent;
import io.vavr.collection.List;
import java.util.HashMap;
import java.util.HashSet;
import org.jspecify.annotations.Nullable;

/**
 * Each request that is submitted completes exactly once. A refused issue (-EAGAIN) and the issue
 * again by a worker are no end: no CQE tells of them. The memory of a request is used again, so
 * that a second use tells of an end that was none.
 */
final class CompletesOnce extends Rule {
  private static final String BEFORE = "submitted before the trace began";

  /** How many requests that ended are remembered, for the one that ends twice. */
  private static final int REMEMBERED = 4096;

  /**
   * A request by its address.
   *
   * @param use how many rings there were before at the address of its ring
   */
  private record Key(long ring, int use, long req) {}

  private record Data(long ring, long userData) {}

  private record Ended(Key key, long userData, Life life) {}

  private final Live<Key, Life> live = live();
  private final HashMap<Long, Integer> rings = new HashMap<>();
  private final HashMap<Long, Key> written = new HashMap<>();

  /** User data that two requests had at once: marks do not tell which one they are of. */
  private final HashSet<Long> shared = new HashSet<>();

  private final HashMap<Data, Integer> overflowed = new HashMap<>();
  private final @Nullable Ended[] ended = new Ended[REMEMBERED];

  CompletesOnce() {
    super(
        new About(
            "CompletesOnce",
            "Requests",
            "requests",
            "each submitted request gets exactly one CQE",
            List.of("io_submit_sqe", "__io_submit_flush_completions", "io_req_complete_post"),
            List.of("io_uring_submit_req", "io_uring_complete", "io_uring_req_failed"),
            "a missing CQE, until the memory of its request is used again"));
  }

  @Override
  public void take(Event event) {
    switch (event) {
      case UringEvent.RingCreated created -> {
        if (rings.size() < Live.MOST || rings.containsKey(created.ring())) {
          rings.merge(created.ring(), 1, Integer::sum);
        }
      }
      case UringEvent.Submitted submitted -> submitted(submitted);
      case UringEvent.Failed failed -> failed(failed);
      case UringEvent.LinkFailed failed -> linkFailed(failed);
      case UringEvent.AsyncQueued queued -> goesOn(key(queued.ring(), queued.req()), queued);
      case UringEvent.Completed completed when completed.req() != 0 -> completed(completed);
      case UringEvent.Overflowed overflowed -> overflowed(overflowed);
      case MarkEvent.Sqe sqe -> {
        if (written.size() < Live.MOST
            && written.put(sqe.userData(), new Key(0, 0, 0)) != null
            && shared.size() < Live.MOST) {
          shared.add(sqe.userData());
        }
      }
      case MarkEvent.Cqe cqe -> seen(cqe);
      case ToldEvent told -> told(told);
      default -> {}
    }
  }

  /** The rings of an implementation have small numbers, and requests are named by theirs. */
  private void told(ToldEvent told) {
    switch (told.told()) {
      case io.uring.dmabuf.dma.Event.RequestBegun begun -> {
        Key key = key(told.ring(), begun.req().number());
        begin(key, new Life(name(key), told), told);
      }
      case io.uring.dmabuf.dma.Event.CqePosted posted -> {
        Key key = key(told.ring(), posted.req().number());
        end(key, key.req, told, () -> isUnknown(BEFORE));
      }
      case io.uring.dmabuf.dma.Event.CqeSeen seen -> {
        Key key = key(told.ring(), seen.req().number());
        Life life = live.remove(key);
        if (life != null) {
          violates(life, told, "its CQE is seen, and none was posted");
        }
      }
      default -> {}
    }
  }

  private Key key(long ring, long req) {
    return new Key(ring, rings.getOrDefault(ring, 0), req);
  }

  private static String name(Key key) {
    return "request " + key.req + " of ring " + key.ring;
  }

  private void goesOn(Key key, Event event) {
    Life life = live.get(key);
    if (life != null) {
      life.add(event);
    }
  }

  private void submitted(UringEvent.Submitted event) {
    Key key = key(event.ring(), event.req());
    written.replace(event.userData(), key);
    begin(key, new Life(name(event.userData()), event), event);
  }

  private void begin(Key key, Life life, Event event) {
    Life before = live.put(key, life);
    if (before != null) {
      if (isSkipped(before) || hasOverflowed(before)) {
        isClean(before);
      } else {
        lacks(before, event, "its memory is used again, and it had no CQE");
      }
    }
  }

  /** What reports call a request of a kernel. */
  static String name(long userData) {
    return "request user_data 0x" + Long.toHexString(userData);
  }

  /** Whether it has no CQE: its success posts none, or it is failed for one whose success does. */
  private static boolean isSkipped(Life life) {
    return life.first() instanceof UringEvent.Submitted && isSkipping(life)
        || life.last() instanceof UringEvent.LinkFailed;
  }

  private static boolean isSkipping(Life life) {
    return switch (life.first()) {
      case UringEvent.Submitted submitted -> submitted.isSkipping();
      case UringEvent.Failed failed -> failed.isSkipping();
      default -> false;
    };
  }

  /** Where a request fails whose success posts no CQE, its CQE is the only one of its chain. */
  private void linkFailed(UringEvent.LinkFailed event) {
    Key head = key(event.ring(), event.req());
    Ended before = ended[slot(head)];
    Life failed =
        before != null && before.key.equals(head) && live.get(head) == null
            ? before.life
            : live.get(head);
    if (failed != null && isSkipping(failed)) {
      goesOn(key(event.ring(), event.link()), event);
    }
  }

  /** A refused SQE is not told as submitted, if it is refused before that. */
  private void failed(UringEvent.Failed event) {
    Key key = key(event.ring(), event.req());
    Life life = live.get(key);
    if (life == null) {
      live.put(key, new Life(name(event.userData()), event));
      written.replace(event.userData(), key);
    } else {
      life.add(event);
    }
  }

  private void completed(UringEvent.Completed event) {
    Key key = key(event.ring(), event.req());
    if (event.isPartial()) {
      goesOn(key, event);
      return;
    }
    if (event.isNotification() && live.get(key) == null) {
      return;
    }
    written.remove(event.userData(), key);
    end(key, event.userData(), event, () -> withoutRequest(event));
  }

  private void end(Key key, long userData, Event event, Runnable unknown) {
    Life life = live.remove(key);
    Ended before = ended[slot(key)];
    if (life != null) {
      isClean(life);
      life.add(event);
      ended[slot(key)] = new Ended(key, userData, life);
    } else if (before != null && before.key.equals(key) && before.userData == userData) {
      violates(before.life, event, "it completes again");
    } else {
      unknown.run();
    }
  }

  private static int slot(Key key) {
    return (key.hashCode() * 0x9e3779b1 >>> 8) & (REMEMBERED - 1);
  }

  private void withoutRequest(UringEvent.Completed event) {
    if (rings.containsKey(event.ring())) {
      violates(new Life(name(event.userData()), event), event, "it was never submitted");
    } else {
      isUnknown(BEFORE);
    }
  }

  /** There is no address of the request here, so that its CQE is kept by its user data. */
  private void overflowed(UringEvent.Overflowed event) {
    if (overflowed.size() < Live.MOST) {
      overflowed.merge(new Data(event.ring(), event.userData()), 1, Integer::sum);
    }
  }

  /** Takes the CQE of a request that there was no room for, if there is one. */
  private boolean hasOverflowed(Life life) {
    Data data =
        switch (life.first()) {
          case UringEvent.Submitted submitted -> new Data(submitted.ring(), submitted.userData());
          case UringEvent.Failed failed -> new Data(failed.ring(), failed.userData());
          default -> new Data(0, 0);
        };
    boolean has = overflowed.containsKey(data);
    overflowed.computeIfPresent(data, (d, count) -> count == 1 ? null : count - 1);
    return has;
  }

  /** A program cannot see a CQE that was not posted. */
  private void seen(MarkEvent.Cqe event) {
    Key key = written.remove(event.userData());
    if (key != null && !shared.contains(event.userData())) {
      Life life = live.get(key);
      if (life != null && life.object().equals(name(event.userData()))) {
        live.remove(key);
        if (hasOverflowed(life)) {
          isClean(life);
          return;
        }
        violates(life, event, "the program has its CQE, and none was posted");
      }
    }
  }

  @Override
  public void forget(String why) {
    for (Life life : live.values()) {
      if (isSkipped(life) || hasOverflowed(life)) {
        isClean(life);
      } else {
        isUnknown(life, why);
      }
    }
    live.clear();
    rings.clear();
    written.clear();
    shared.clear();
    overflowed.clear();
    java.util.Arrays.fill(ended, null);
  }
}
