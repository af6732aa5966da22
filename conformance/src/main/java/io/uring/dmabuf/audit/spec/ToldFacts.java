package io.uring.dmabuf.audit.spec;

import io.uring.dmabuf.dma.Event;
import io.uring.dmabuf.uring.Errno;
import io.vavr.collection.List;
import io.vavr.control.Option;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;

/**
 * What a first reading finds of a ring whose steps told their events: which buffer each request
 * works in, and how it ends; and a slot for each node, as no event tells in which one it is.
 */
final class ToldFacts {
  /** What becomes of a request. */
  static final class Fate {
    /** Its node, by its number among those of its ring; 0 if it has none. */
    private long node;

    /** Whether something else of its ring happened before it had a buffer. */
    private boolean late;

    /** Whether a worker had it when its CQE was posted. */
    private boolean held;

    private boolean inFlight;
    private boolean over;
    private int result = 1;

    long node() {
      return node;
    }

    /** Whether a worker issues it, or may have; or nobody does. */
    boolean byWorker() {
      return late || held || node == 0 && !errno().contains(Errno.EFAULT);
    }

    /** Whether its CQE is posted. */
    boolean isOver() {
      return over;
    }

    boolean isHeld() {
      return held;
    }

    boolean wasInFlight() {
      return inFlight;
    }

    int result() {
      return result;
    }

    /** With which it ends; none if with success, or not at all. */
    Option<Errno> errno() {
      return result >= 0 ? Option.none() : Errno.ofResult(result).orElse(Option.some(Errno.EPERM));
    }
  }

  private final Map<Long, Fate> fates = new HashMap<>();
  private final ArrayList<Integer> slotOf = new ArrayList<>();
  private final ArrayList<Option<Long>> tagOf = new ArrayList<>();
  private final BitSet taken = new BitSet();

  /** The request that was the last thing that happened; 0 if something else did since. */
  private long last;

  /** The line after which nobody uses the ring. */
  private long lastUse;

  private int underWay;
  private int most = 1;

  /** What becomes of a request. */
  Fate fate(long id) {
    return fates.getOrDefault(id, new Fate());
  }

  /** The slot of a node, from 0. */
  int slot(long node) {
    return slotOf.get((int) node - 1);
  }

  /** Its tag in the trace. */
  Option<Long> tag(long node) {
    return tagOf.get((int) node - 1);
  }

  /** How many slots there are; one more that never has a buffer is behind them. */
  int slots() {
    return slotOf.stream().mapToInt(slot -> slot + 1).max().orElse(0);
  }

  /** How many requests were under way at once, at most. */
  int most() {
    return most;
  }

  /** The line after which nobody uses the ring. */
  long lastUse() {
    return lastUse;
  }

  void take(Shown.Told shown) {
    if (isUse(shown.event().told())) {
      lastUse = shown.event().at().line();
    }
    long id = shown.id();
    switch (shown.event().told()) {
      case Event.RequestBegun _ -> {
        fates.put(id, new Fate());
        most = Math.max(most, ++underWay);
      }
      case Event.RequestBound _ -> bound(id, shown.nodes());
      case Event.RequestInFlight _ -> of(id).inFlight = true;
      case Event.RequestLeft _, Event.RequestUnheld _ -> of(id).held = true;
      case Event.CqePosted posted -> {
        of(id).over = true;
        of(id).result = posted.res();
      }
      case Event.CqeSeen _ -> underWay--;
      case Event.ObjectMade _ -> made();
      case Event.ObjectGone _ -> taken.clear(slot(shown.nodes().head()));
      case Event.TagGiven given ->
          tagOf.set((int) (long) shown.nodes().head() - 1, Option.some(given.tag()));
      // The registration has failed: what follows is as if the tag had never been given.
      case Event.TagTakenBack _ ->
          shown.nodes().forEach(node -> tagOf.set((int) (long) node - 1, Option.none()));
      default -> {}
    }
    last = id;
  }

  private static boolean isUse(Event told) {
    return switch (told) {
      case Event.RequestBegun _,
          Event.CqeSeen _,
          Event.TagGiven _,
          Event.TagPosted _,
          Event.ObjectMade _ ->
          true;
      default -> false;
    };
  }

  private Fate of(long id) {
    return fates.computeIfAbsent(id, key -> new Fate());
  }

  private void bound(long id, List<Long> nodes) {
    Fate fate = of(id);
    if (fate.node == 0) {
      fate.node = nodes.getOrElse(0L);
      fate.late = last != id;
    }
  }

  private void made() {
    int slot = taken.nextClearBit(0);
    taken.set(slot);
    slotOf.add(slot);
    tagOf.add(Option.none());
  }
}
