package io.uring.dmabuf.audit.spec;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The rings of a recording that are followed, by their address, and requests by user data. */
final class Followed {
  private final Sights.Sink sink;
  private final Map<Long, RingSight> rings = new HashMap<>();

  /** The latest request with some user data that is under way, or whose CQE was not taken. */
  private final Map<Long, RingSight.Live> byData = new HashMap<>();

  private int count;

  /** Those that somebody is told of. */
  Followed(Sights.Sink sink) {
    this.sink = sink;
  }

  /** A ring that is made, with the next number. */
  RingSight next() {
    return new RingSight(count++);
  }

  /** A ring that a task has made: its marks are of this one from now on. */
  RingSight make(long address, int task) {
    RingSight made = next();
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
    byData.values().removeIf(live -> live.ring() == ring);
  }

  RingSight.@Nullable Live request(long userData) {
    return byData.get(userData);
  }

  void put(long userData, RingSight.Live live) {
    byData.put(userData, live);
  }

  void seen(long userData) {
    byData.remove(userData);
  }
}
