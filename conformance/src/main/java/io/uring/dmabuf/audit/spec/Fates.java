package io.uring.dmabuf.audit.spec;

import io.uring.dmabuf.audit.event.Event;
import io.uring.dmabuf.audit.event.UringEvent;
import io.uring.dmabuf.audit.spec.Asked.Fate;
import io.uring.dmabuf.uring.Errno;
import io.vavr.control.Option;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of requests, found by reading ahead of who asks for it, as far as the end of the
 * request that is asked for: what is kept is of those requests that lie between.
 */
final class Fates implements Sights.Sink, LongFunction<Fate> {
  static final String LATE = "requests that are under way while very many others come and go";

  /** As many requests are read ahead of one that does not end. */
  static final int MOST = 1 << 16;

  /** What is found of a request so far. */
  private static final class Becoming {
    private @Nullable RingSight ring;
    private boolean async;
    private boolean refused;
    private boolean empty;
    private boolean mixed;

    private boolean lost;
    private boolean commanded;
    private boolean unserved;
    private @Nullable Errno errno;
    private int file = 1;
    private boolean over;
  }

  private final Facts facts;
  private final Reading reading;
  private final Sights sights;
  private final Map<Long, Becoming> all = new HashMap<>();

  /** The rings with commands. */
  private final Set<RingSight> served = new HashSet<>();

  /** The last request that was asked for: they are asked for in their order. */
  private long asked;

  private boolean ended;
  private @Nullable String trouble;

  /**
   * What is found by a reading, which somebody else closes.
   *
   * @param facts what a first reading has found of rings
   */
  Fates(Facts facts, Reading reading) {
    this.facts = facts;
    this.reading = reading;
    this.sights = new Sights(this, id -> Fate.UNKNOWN, () -> false);
  }

  /** Why it could not be read on; null if it could. */
  @Nullable String trouble() {
    return trouble;
  }

  @Override
  public Fate apply(long id) {
    Becoming of = all.get(id);
    while (!isDecided(id, of) && !ended && all.size() < MOST) {
      advance();
      of = all.get(id);
    }
    asked = id;
    all.remove(id);
    if (of == null) {
      return Fate.UNKNOWN;
    }
    return new Fate(of.refused, of.empty, Option.of(of.errno), of.file, Option.of(leftOut(id, of)));
  }

  private @Nullable String leftOut(long id, Becoming of) {
    if (of.mixed) {
      return SubmissionFollowing.CHAIN;
    }
    if (of.lost) {
      return SubmissionFollowing.LOST;
    }
    if (!isDecided(id, of) && !ended) {
      return LATE;
    }
    boolean unserved =
        of.unserved && of.ring != null && facts.ring(of.ring.number()).hasOthersThanDrives();
    return unserved ? SubmissionFollowing.UNSERVED : null;
  }

  /** Whether nothing more can be found: it is over, and so is its chain. */
  private static boolean isDecided(long id, @Nullable Becoming of) {
    return of != null && of.over && (of.ring == null || !of.ring.isChaining(id));
  }

  private void advance() {
    try {
      Event event = reading.next();
      if (event != null) {
        sights.take(event);
        return;
      }
    } catch (IOException e) {
      trouble = reading.trouble(e);
    }
    sights.end();
    ended = true;
  }

  /** What is found of a request; of one that was asked for before nothing is kept. */
  private Becoming of(long id) {
    return id > asked ? all.computeIfAbsent(id, key -> new Becoming()) : new Becoming();
  }

  @Override
  public void created(RingSight ring, Event made, long entries) {}

  @Override
  public void commanded(RingSight ring, long id, int fd, String disk, String tag, long bytes) {
    served.add(ring);
    of(id).commanded = true;
  }

  @Override
  public void mixed(long id) {
    of(id).mixed = true;
  }

  @Override
  public void shown(RingSight ring, Shown shown) {
    switch (shown) {
      case Shown.Submitted(var event, Asked request) -> begun(ring, request);
      case Shown.Failed(var event, Asked request) -> begun(ring, request);
      case Shown.FileGot got -> {
        int fd = ((UringEvent.FileGot) got.event()).fd();
        of(got.id()).file = facts.ring(ring.number()).file(fd);
      }
      case Shown.Queued queued -> {
        Becoming of = of(queued.id());
        of.refused |= !of.async;
      }
      case Shown.Completed completed -> completed(ring, completed);
      default -> {}
    }
  }

  private void begun(RingSight ring, Asked request) {
    Becoming of = of(request.id());
    of.ring = ring;
    of.async |= request.async();
  }

  private void completed(RingSight ring, Shown.Completed completed) {
    Becoming of = of(completed.id());
    of.over = true;
    of.empty = completed.result() == 0;
    Tries tries = facts.ring(ring.number()).tries();
    of.lost = tries.isLost(completed.id());
    of.unserved = completed.result() > 0 && !of.commanded && served.contains(ring);
    if (completed.result() < 0) {
      boolean drives = tries.isOfDrive(completed.id(), completed.result());
      of.errno = drives ? Errno.EIO : Errno.ofResult(completed.result()).getOrElse(Errno.EPERM);
    }
  }

  @Override
  public void stopped(RingSight ring, String why) {
    over(ring);
  }

  @Override
  public void over(RingSight ring) {
    served.remove(ring);
    for (Becoming of : all.values()) {
      of.over |= of.ring == ring;
    }
  }

  @Override
  public void leftOut(String what) {}
}
