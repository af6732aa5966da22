package io.uring.dmabuf.audit.spec;

import io.uring.dmabuf.audit.event.Event;
import io.uring.dmabuf.audit.event.NvmeEvent;
import io.uring.dmabuf.audit.event.UringEvent;
import io.uring.dmabuf.audit.spec.Asked.Fate;
import io.uring.dmabuf.uring.Errno;
import io.vavr.control.Option;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of requests, found by reading ahead of who asks for it, as far as the end of the
 * request that is asked for: what is kept is of those requests that lie between.
 */
final class Fates implements Sights.Sink, Becoming {
  static final String LATE = "requests that are under way while very many others come and go";

  /** As many requests are read ahead of one that does not end. */
  static final int MOST = 1 << 16;

  /** What is found of a request so far. */
  private static final class Fated {
    private @Nullable RingSight ring;
    private boolean async;
    private boolean refused;
    private boolean empty;
    private boolean mixed;

    private boolean lost;
    private int commands;
    private boolean unserved;
    private @Nullable Errno errno;
    private int file = 1;
    private io.vavr.collection.Set<Long> tags = io.vavr.collection.HashSet.empty();
    private boolean over;

    /** Whether the next request is linked to it; and whether it is linked to the one before. */
    private boolean linked;

    private boolean behind;

    /** Whether another one was submitted after it, so that its inline issue is over. */
    private boolean left;

    /** The controllers that were given a queue while a plug kept it. */
    private io.vavr.collection.Set<Integer> made = io.vavr.collection.HashSet.empty();

    /** Whether a plug has kept it until its controller was reset. */
    private boolean plugged;

    /** Whether only a plug can keep it from having a command. */
    private boolean isPlugged() {
      return left && !behind && !async && !refused && commands == 0;
    }
  }

  private final Facts facts;
  private final Reading reading;
  private final Sights sights;
  private final Map<Long, Fated> all = new HashMap<>();

  private final ToldAhead told = new ToldAhead();

  /** The requests of each ring that are under way, in the order of their submission. */
  private final Map<RingSight, LinkedHashMap<Long, Fated>> live = new HashMap<>();

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
    this.sights = new Sights(this, Becoming.UNKNOWN, () -> false);
  }

  /** Why it could not be read on; null if it could. */
  @Nullable String trouble() {
    return trouble;
  }

  @Override
  public Fate request(long id) {
    advanceUntil(() -> isDecided(id, all.get(id)));
    Fated of = all.get(id);
    asked = id;
    all.remove(id);
    if (of == null) {
      return Fate.UNKNOWN;
    }
    return Fate.of(
        of.refused, of.empty, Option.of(of.errno), of.file, Option.of(leftOut(id, of)), of.tags);
  }

  @Override
  public ToldFate told(long id) {
    advanceUntil(() -> told.isRequestDecided(id));
    return told.request(id, ended);
  }

  @Override
  public Option<Long> tag(long node) {
    advanceUntil(() -> told.isNodeDecided(node));
    return told.tag(node);
  }

  private void advanceUntil(BooleanSupplier decided) {
    while (!decided.getAsBoolean() && !ended && all.size() + told.size() < MOST) {
      advance();
    }
  }

  private @Nullable String leftOut(long id, Fated of) {
    if (of.mixed) {
      return SubmissionFollowing.CHAIN;
    }
    if (of.lost) {
      return SubmissionFollowing.LOST;
    }
    if (of.plugged) {
      return SubmissionFollowing.PLUGGED;
    }
    if (!isDecided(id, of) && !ended) {
      return LATE;
    }
    if (of.errno == Errno.EIO && of.commands == 0 && served.contains(of.ring)) {
      return SubmissionFollowing.GONE;
    }
    if (of.errno == Errno.ENOSPC && of.refused) {
      return SubmissionFollowing.SHRUNK;
    }
    if (of.commands > 1) {
      return SubmissionFollowing.SPLIT;
    }
    boolean unserved =
        of.unserved && of.ring != null && facts.ring(of.ring.number()).hasOthersThanDrives();
    return unserved ? SubmissionFollowing.UNSERVED : null;
  }

  /** Whether nothing more can be found: it is over, and so is its chain. */
  private static boolean isDecided(long id, @Nullable Fated of) {
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
  private Fated of(long id) {
    return id > asked ? all.computeIfAbsent(id, key -> new Fated()) : new Fated();
  }

  @Override
  public void created(RingSight ring, Event made, long entries) {}

  @Override
  public void commanded(RingSight ring, long id, int fd, String disk, String tag, long bytes) {
    served.add(ring);
    of(id).commands++;
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
        Fated of = of(queued.id());
        of.refused |= !of.async;
      }
      case Shown.SetUp(NvmeEvent.SetUp event, long id, String tag, long before) -> {
        Fated of = of(id);
        of.plugged |= of.commands == 1 && of.made.contains(event.ctrl());
      }
      case Shown.QueueMade queue -> {
        for (Fated of : live(ring).values()) {
          of.made = of.isPlugged() ? of.made.add(queue.ctrl()) : of.made;
        }
      }
      case Shown.BufferTag(var event, long tag) -> {
        for (Fated of : live(ring).values()) {
          of.tags = of.async ? of.tags.add(tag) : of.tags;
        }
      }
      case Shown.Completed completed -> completed(ring, completed);
      case Shown.Told step -> told.take(ring, step);
      default -> {}
    }
  }

  private void begun(RingSight ring, Asked request) {
    Fated of = of(request.id());
    of.ring = ring;
    of.async |= request.async();
    of.linked = request.linked();
    LinkedHashMap<Long, Fated> all = live(ring);
    if (!all.isEmpty() && !all.containsKey(request.id())) {
      Fated last = all.lastEntry().getValue();
      last.left = true;
      of.behind = last.linked;
    }
    all.put(request.id(), of);
  }

  private LinkedHashMap<Long, Fated> live(RingSight ring) {
    return live.computeIfAbsent(ring, key -> new LinkedHashMap<>());
  }

  private void completed(RingSight ring, Shown.Completed completed) {
    Fated of = of(completed.id());
    live(ring).remove(completed.id());
    of.over = true;
    of.empty = completed.result() == 0;
    Tries tries = facts.ring(ring.number()).tries();
    of.lost = tries.isLost(completed.id());
    of.unserved = completed.result() > 0 && of.commands == 0 && served.contains(ring);
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
    live.remove(ring);
    told.over(ring);
    for (Fated of : all.values()) {
      of.over |= of.ring == ring;
    }
  }

  @Override
  public void leftOut(String what) {}
}
