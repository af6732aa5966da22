package io.uring.dmabuf.audit.spec;

import io.uring.dmabuf.audit.event.Event;
import io.vavr.collection.List;
import io.vavr.control.Option;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A ring as a trace shows it, with the requests that are under way. */
final class RingSight {
  /** A request that is under way. */
  static final class Live {
    private final RingSight ring;
    private final Asked asked;
    private boolean queued;
    private boolean over;
    private int fd = -1;

    private Live(RingSight ring, Asked asked) {
      this.ring = ring;
      this.asked = asked;
    }

    RingSight ring() {
      return ring;
    }

    Asked asked() {
      return asked;
    }

    long id() {
      return asked.id();
    }

    boolean isQueued() {
      return queued;
    }

    /** Whether it is no longer under way. */
    boolean isOver() {
      return over;
    }

    void queue() {
      queued = true;
    }

    void got(int descriptor) {
      fd = descriptor;
    }

    int fd() {
      return fd;
    }
  }

  /** What is shown, or is to be known when a call returns. */
  static final class Entry {
    private @Nullable Shown shown;
    private boolean known;

    void set(@Nullable Shown what) {
      shown = what;
      known = true;
    }
  }

  private final int number;
  private final long entries;

  /** The last requests whose CQEs were posted: those before them were taken, shown or not. */
  private final ArrayDeque<Live> posted = new ArrayDeque<>();

  private final TableSight table = new TableSight(this);
  private final Map<Long, Live> live = new HashMap<>();

  /** Requests that are not judged, and what is awaited of them: a command, or nothing. */
  private final Map<Long, Option<Live>> others = new HashMap<>();

  private long otherCount;
  private final Map<Long, Live> awaiting = new LinkedHashMap<>();
  private final Map<Integer, String> disks = new HashMap<>();
  private final ArrayDeque<Entry> told = new ArrayDeque<>();
  private final ArrayList<Long> chain = new ArrayList<>();
  private boolean mixed;
  private int submitter = Integer.MIN_VALUE;
  private boolean latest = true;

  /** Whether what was told last is that who submits is outside of the kernel. */
  private boolean outside;

  /** Whether who submits has posted the last CQE. */
  private boolean ownCqe = true;

  /**
   * A ring.
   *
   * @param entries of its completion queue
   */
  RingSight(int number, long entries) {
    this.number = number;
    this.entries = entries;
  }

  /** Its number among the rings of the trace, from 0. */
  int number() {
    return number;
  }

  TableSight table() {
    return table;
  }

  void submits(int task) {
    submitter = task;
  }

  /** Whether it is the last ring that a task made, of which alone its marks can be. */
  boolean isLatestOf(int task) {
    return latest && submitter == task;
  }

  void madeBefore() {
    latest = false;
  }

  /** A CQE of a request is posted: the one whose CQE is taken by then; null if none need be. */
  @Nullable Live posted(Live request) {
    posted.add(request);
    return posted.size() > entries ? posted.remove() : null;
  }

  void posted(int task) {
    ownCqe = submitter == task;
  }

  /** A task is not in the kernel. */
  void outside(Event event) {
    if (isSubmitter(event.at().pid()) && ownCqe && !outside) {
      tell(new Shown.Outside(event));
      outside = true;
    }
  }

  boolean isSubmitter(int task) {
    return submitter == task;
  }

  /**
   * One more request of the chain that is being submitted, or of one that begins.
   *
   * @param id 0 if it is not judged
   * @param goesOn whether the next one is linked to it
   * @return the requests that are found to be in a chain with one that is not judged
   */
  List<Long> chained(long id, boolean goesOn) {
    mixed |= id == 0;
    if (id != 0) {
      chain.add(id);
    }
    List<Long> found = mixed ? List.ofAll(chain) : List.empty();
    if (mixed || !goesOn) {
      chain.clear();
    }
    mixed &= goesOn;
    return found;
  }

  /** Whether a request is in the chain that is being submitted. */
  boolean isChaining(long id) {
    return chain.contains(id);
  }

  // ---- Requests, by their address.

  @Nullable Live live(long req) {
    return live.get(req);
  }

  Live begin(long req, Asked asked) {
    Live begun = new Live(this, asked);
    live.put(req, begun);
    isGone(others.remove(req));
    awaiting.put(asked.id(), begun);
    return begun;
  }

  void end(long req) {
    Live ended = live.remove(req);
    if (ended != null) {
      ended.over = true;
      awaiting.remove(ended.id());
    }
  }

  /** Nothing more comes of it: somebody may know it by a command that it had. */
  void letGo() {
    live.values().forEach(each -> each.over = true);
    live.clear();
    others.clear();
    awaiting.clear();
    posted.clear();
  }

  void other(long req) {
    isGone(others.put(req, Option.none()));
  }

  /** No CQE has told so, as of one whose success posts none: its address is of another one. */
  private void isGone(@Nullable Option<Live> other) {
    if (other != null) {
      other.forEach(this::commanded);
    }
  }

  /** One that reads or writes, too: if its file is on a disk, the next command may be for it. */
  void other(long req, long userData, boolean read, boolean fixedFile) {
    Live other = new Live(this, Asked.notJudged(--otherCount, userData, read, fixedFile));
    isGone(others.put(req, Option.some(other)));
    awaiting.put(other.id(), other);
  }

  void otherGot(long req, int fd) {
    others.getOrDefault(req, Option.none()).forEach(other -> other.got(fd));
  }

  /** A worker has it, whose commands nobody can tell. */
  void otherQueued(long req) {
    others.getOrDefault(req, Option.none()).forEach(this::commanded);
  }

  /** Whether the CQE is one of a request of another kind. */
  boolean endsOther(long req, boolean goesOn) {
    Option<Live> other = goesOn ? others.get(req) : others.remove(req);
    if (other == null) {
      return false;
    }
    if (!goesOn) {
      other.forEach(this::commanded);
    }
    return true;
  }

  /** The requests without a command, in the order of their submission. */
  Iterable<Live> awaiting() {
    return awaiting.values();
  }

  boolean isAwaiting(Live request) {
    return awaiting.containsKey(request.id());
  }

  void commanded(Live served) {
    awaiting.remove(served.id());
  }

  int underWay() {
    return live.size();
  }

  /** The disk behind a descriptor; null while nobody knows. */
  @Nullable String disk(int fd) {
    return disks.get(fd);
  }

  void behind(int fd, String disk) {
    disks.putIfAbsent(fd, disk);
  }

  // ---- What is told, in order.

  void tell(Shown shown) {
    reserve().set(shown);
  }

  /** A place for what is known later. */
  Entry reserve() {
    outside = false;
    Entry entry = new Entry();
    told.add(entry);
    return entry;
  }

  int waiting() {
    return told.size();
  }

  void flush(Sights.Sink sink) {
    for (Entry first; (first = told.peek()) != null && first.known; ) {
      told.remove();
      if (first.shown != null) {
        sink.shown(this, first.shown);
      }
    }
  }
}
