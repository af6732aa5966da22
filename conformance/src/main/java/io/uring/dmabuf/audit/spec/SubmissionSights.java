package io.uring.dmabuf.audit.spec;

import io.uring.dmabuf.audit.event.MarkEvent;
import io.uring.dmabuf.audit.event.UringEvent;
import io.uring.dmabuf.audit.spec.Asked.Fate;
import io.uring.dmabuf.audit.spec.Asked.Place;
import io.vavr.control.Option;
import java.util.Map;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/** Events of io_uring, read as what they show: rings, requests, tables of buffers and CQEs. */
final class SubmissionSights {
  /** {@code IOSQE_IO_DRAIN}. */
  private static final long DRAIN = 1 << 1;

  /** {@code IOSQE_FIXED_FILE}. */
  private static final long FIXED_FILE = 1;

  /** {@code IOSQE_ASYNC}. */
  private static final long ASYNC = 1 << 4;

  /** {@code IOSQE_IO_HARDLINK}. */
  private static final long HARDLINK = 1 << 3;

  /** {@code IOSQE_IO_LINK} and {@code IOSQE_IO_HARDLINK}. */
  private static final long LINKS = 1 << 2 | HARDLINK;

  /** As many SQEs are written ahead: {@code IORING_MAX_ENTRIES}. */
  private static final int MOST = 1 << 15;

  private final Followed rings;
  private final Commands commands;
  private final Sights.Sink sink;
  private final LongFunction<Fate> fates;

  /** The SQEs that the program tells of, and that are not submitted so far. */
  private final Map<Long, MarkEvent.Sqe> written = new Latest<>(MOST, sqe -> true);

  /** User data of several SQEs that were written and not submitted: which is which, none tells. */
  private final Map<Long, MarkEvent.Sqe> shared = new Latest<>(MOST, sqe -> true);

  private long requestCount;

  SubmissionSights(Followed rings, Commands commands, Sights.Sink sink, LongFunction<Fate> fates) {
    this.rings = rings;
    this.commands = commands;
    this.sink = sink;
    this.fates = fates;
  }

  void clear() {
    written.clear();
    shared.clear();
  }

  /** The program has written an SQE. */
  void written(MarkEvent.Sqe sqe) {
    if (written.put(sqe.userData(), sqe) != null) {
      shared.put(sqe.userData(), sqe);
    }
  }

  /**
   * One event.
   *
   * @param lossy why nothing of this recording can be judged; empty if it can
   */
  void take(UringEvent event, String lossy) {
    RingSight ring = rings.at(event.ring());
    if (event instanceof UringEvent.RingCreated created) {
      created(ring, created, lossy);
      return;
    }
    if (ring == null) {
      if (event instanceof UringEvent.Submitted submitted) {
        written.remove(submitted.userData());
        if (isFixed(submitted.opcode())) {
          sink.leftOut(Sights.BEFORE);
        }
      }
      return;
    }
    switch (event) {
      case UringEvent.RingCreated _, UringEvent.LinkFailed _ -> {}
      case UringEvent.Submitted submitted -> submitted(ring, submitted);
      case UringEvent.Failed failed -> failed(ring, failed);
      case UringEvent.FileGot got -> {
        RingSight.Live live = ring.live(got.req());
        if (live != null) {
          live.got(got.fd());
          ring.tell(new Shown.FileGot(got, live.id(), ring.isSubmitter(got.at().pid())));
        } else {
          ring.otherGot(got.req(), got.fd());
        }
      }
      case UringEvent.AsyncQueued queued -> {
        RingSight.Live live = ring.live(queued.req());
        if (live != null) {
          live.queue();
          ring.tell(new Shown.Queued(queued, live.id()));
        } else {
          ring.otherQueued(queued.req());
        }
      }
      case UringEvent.Completed completed -> completed(ring, completed);
      case UringEvent.Registered registered when ring.table().isReplacedBy(registered) ->
          rings.stop(event.ring(), "a clone replaces what is in its table");
      case UringEvent.Registered registered -> ring.table().registered(registered);
      case UringEvent.Overflowed _ -> rings.stop(event.ring(), "a CQE overflows");
    }
  }

  private void created(@Nullable RingSight before, UringEvent.RingCreated event, String lossy) {
    if (before != null) {
      rings.replace(before);
      commands.forget(before);
    }
    if (lossy.isEmpty()) {
      RingSight made = rings.make(event.ring(), event.at().pid(), event.cqEntries());
      sink.created(made, event, event.sqEntries());
    } else {
      sink.leftOut("rings of a recording that lacks events: " + lossy);
    }
  }

  private static boolean isFixed(String opcode) {
    return isRead(opcode) || opcode.equals("WRITE_FIXED") || opcode.equals("5");
  }

  /** Whether it is a read or a write, for which a command is made. */
  private static boolean moves(String opcode) {
    return opcode.startsWith("READ") || opcode.startsWith("WRITE");
  }

  private static boolean isRead(String opcode) {
    return opcode.equals("READ_FIXED") || opcode.equals("4");
  }

  private void submitted(RingSight ring, UringEvent.Submitted event) {
    ring.submits(event.at().pid());
    if ((event.flags() & DRAIN) != 0) {
      rings.stop(event.ring(), "a request waits for all before it (IOSQE_IO_DRAIN)");
      return;
    }
    boolean linked = (event.flags() & LINKS) != 0;
    if (!isFixed(event.opcode()) || event.isSkipping()) {
      written.remove(event.userData());
      if (moves(event.opcode())) {
        sink.othersMove(ring);
      }
      if (moves(event.opcode()) && (event.flags() & ASYNC) == 0) {
        boolean fixedFile = (event.flags() & FIXED_FILE) != 0;
        ring.other(event.req(), event.userData(), event.opcode().startsWith("READ"), fixedFile);
      } else {
        ring.other(event.req());
      }
      ring.chained(0, linked).forEach(sink::mixed);
      sink.leftOut(event.isSkipping() ? Sights.SKIPPING : Sights.OTHERS);
      return;
    }
    RingSight.Live live = ring.live(event.req());
    if (live == null) {
      live = ring.begin(event.req(), asked(ring, event.userData(), event.opcode(), event.flags()));
      rings.put(event.userData(), live);
      ring.chained(live.id(), linked).forEach(sink::mixed);
    }
    ring.tell(new Shown.Submitted(event, live.asked()));
  }

  private void failed(RingSight ring, UringEvent.Failed event) {
    if (!isFixed(event.opcode()) || event.isSkipping()) {
      ring.other(event.req());
      ring.chained(0, (event.flags() & LINKS) != 0).forEach(sink::mixed);
      return;
    }
    if (ring.live(event.req()) != null) {
      return;
    }
    RingSight.Live live = ring.begin(event.req(), asked(ring, event.userData(), event.opcode(), 0));
    rings.put(event.userData(), live);
    ring.tell(new Shown.Failed(event, live.asked()));
  }

  private Asked asked(RingSight ring, long userData, String opcode, long flags) {
    MarkEvent.Sqe written = this.written.remove(userData);
    MarkEvent.Sqe mark = shared.containsKey(userData) ? null : written;
    long id = ++requestCount;
    Fate fate = fates.apply(id);
    boolean placed = mark != null && mark.offset() >= 0 && mark.length() > 0;
    return new Asked(
        id,
        userData,
        isRead(opcode),
        (flags & ASYNC) != 0,
        (flags & FIXED_FILE) != 0,
        (flags & LINKS) != 0 && fate.leftOut().isEmpty(),
        (flags & HARDLINK) != 0 && fate.leftOut().isEmpty(),
        Option.of(mark).map(MarkEvent.Sqe::buffer).filter(slot -> slot >= 0),
        Option.when(placed, mark).map(sqe -> new Place(sqe.offset(), sqe.length())),
        Option.of(mark).flatMap(ring.table()::holds),
        fate);
  }

  private void completed(RingSight ring, UringEvent.Completed event) {
    ring.posted(event.at().pid());
    if (event.req() == 0) {
      if (!event.isNotification()) {
        ring.table().tag(event);
      }
      return;
    }
    RingSight.Live live = ring.live(event.req());
    if (live != null) {
      ring.end(event.req());
      rings.completed(event.userData(), live);
      ring.tell(new Shown.Completed(event, live.id(), event.result()));
    } else if (!ring.endsOther(event.req(), event.isPartial())) {
      ring.tell(new Shown.Stray(event));
    }
  }
}
