package io.uring.dmabuf.audit.spec;

import io.vavr.collection.List;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The rings of a recording that are followed, by their address, and requests by user data. */
final class Followed {
  /** As many rings are followed at once. */
  static final int MOST_RINGS = 1 << 10;

  static final String MORE_RINGS = "more rings are there than are followed";

  private static final String SHARED =
      "requests with the same user_data are under way, which marks and probes do not tell apart";

  private final Sights.Sink sink;
  private final Map<Long, RingSight> rings = new HashMap<>();

  /** As many requests may be under way, or CQEs not taken: twice {@code IORING_MAX_ENTRIES}. */
  private static final int MOST_CQES = 1 << 16;

  /** The latest request with some user data that is under way. */
  private final Map<Long, RingSight.Live> byData = new Latest<>(MOST_CQES, live -> true);

  /** The same, of those whose CQE was posted, and not taken. */
  private final Map<Long, RingSight.Live> posted = new HashMap<>();

  /** User data that two requests had at once, one of them with a CQE that was not taken at most. */
  private final Map<Long, List<RingSight>> shared = new Latest<>(MOST_CQES, rings -> true);

  /** The same, where both were under way. */
  private final Map<Long, List<RingSight>> sharedInFlight = new Latest<>(MOST_CQES, rings -> true);

  private int count;

  /** Those that somebody is told of. */
  Followed(Sights.Sink sink) {
    this.sink = sink;
  }

  /** A ring that is made, with the next number. */
  RingSight next() {
    return next(MOST_CQES);
  }

  private RingSight next(long entries) {
    return new RingSight(count++, entries <= 0 ? MOST_CQES : Math.min(entries, MOST_CQES));
  }

  /**
   * A ring that a task has made: its marks are of this one from now on.
   *
   * @param entries of its completion queue
   */
  RingSight make(long address, int task, long entries) {
    if (rings.size() >= MOST_RINGS) {
      Map.Entry<Long, RingSight> oldest =
          Collections.min(
              rings.entrySet(), Comparator.comparingInt(each -> each.getValue().number()));
      stop(oldest.getKey(), MORE_RINGS);
    }
    RingSight made = next(entries);
    for (RingSight other : rings.values()) {
      if (other.isSubmitter(task)) {
        other.madeBefore();
      }
    }
    made.submits(task);
    rings.put(address, made);
    return made;
  }

  @Nullable RingSight at(long address) {
    return rings.get(address);
  }

  Collection<RingSight> all() {
    return rings.values();
  }

  /** Nothing more can be said of a ring. */
  void stop(long address, String why) {
    RingSight ring = rings.remove(address);
    if (ring != null) {
      ring.flush(sink);
      sink.stopped(ring, why);
    }
  }

  /** The same of all of them. */
  void stop(String why) {
    end();
    rings.values().forEach(ring -> sink.stopped(ring, why));
    rings.clear();
    byData.clear();
    posted.clear();
    shared.clear();
    sharedInFlight.clear();
  }

  /** Nothing comes any more. */
  void end() {
    for (RingSight ring : rings.values()) {
      ring.table().give();
      ring.flush(sink);
    }
  }

  /** What is known is told. */
  void flush() {
    rings.values().forEach(ring -> ring.flush(sink));
  }

  /** The address of a ring is used again. */
  void replace(RingSight ring) {
    ring.table().give();
    ring.flush(sink);
    sink.over(ring);
    ring.letGo();
    byData.values().removeIf(live -> live.ring() == ring);
    posted.values().removeIf(live -> live.ring() == ring);
  }

  /** The request that a probe is of; none if that may be one of several. */
  RingSight.@Nullable Live request(long userData) {
    if (sharedInFlight.containsKey(userData)) {
      stop(sharedInFlight.get(userData));
      return null;
    }
    RingSight.Live live = byData.get(userData);
    return live == null ? posted.get(userData) : live;
  }

  /** The request whose CQE the program has taken. */
  RingSight.@Nullable Live taken(long userData) {
    if (shared.containsKey(userData)) {
      stop(shared.get(userData));
      return null;
    }
    return request(userData);
  }

  private void stop(List<RingSight> all) {
    List.ofAll(rings.entrySet())
        .filter(each -> all.contains(each.getValue()))
        .forEach(each -> stop(each.getKey(), SHARED));
  }

  void put(long userData, RingSight.Live live) {
    RingSight.Live before = byData.put(userData, live);
    RingSight.Live done = posted.remove(userData);
    if (before != null && !before.isOver()) {
      sharedInFlight.put(userData, List.of(before.ring(), live.ring()));
    } else if (done != null) {
      shared.put(userData, List.of(done.ring(), live.ring()));
    }
  }

  void completed(long userData, RingSight.Live live) {
    if (byData.remove(userData, live)) {
      posted.put(userData, live);
      RingSight.Live taken = live.ring().posted(live);
      if (taken != null) {
        posted.remove(taken.asked().userData(), taken);
      }
    }
  }

  void seen(long userData) {
    byData.remove(userData);
    posted.remove(userData);
  }
}
