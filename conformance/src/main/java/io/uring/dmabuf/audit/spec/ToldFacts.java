package io.uring.dmabuf.audit.spec;

import io.uring.dmabuf.dma.Event;

/**
 * What a first reading finds of a ring whose steps told their events: how many there are of what,
 * and when it was used last. What becomes of requests and nodes {@link ToldAhead} finds again.
 */
final class ToldFacts {
  /** The line after which nobody uses the ring. */
  private long lastUse;

  private int underWay;
  private int most = 1;
  private int slots;

  /** How many slots there are; one more that never has a buffer is behind them. */
  int slots() {
    return slots;
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
    switch (shown.event().told()) {
      case Event.RequestBegun _ -> most = Math.max(most, ++underWay);
      case Event.CqeSeen _ -> underWay--;
      case Event.ObjectMade _ -> slots = Math.max(slots, shown.nodes().head().slot() + 1);
      default -> {}
    }
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
}
