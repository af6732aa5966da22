package io.uring.dmabuf.audit.spec;

import io.uring.dmabuf.audit.event.Event;
import io.uring.dmabuf.audit.event.NvmeEvent;
import io.uring.dmabuf.audit.event.ToldEvent;
import io.uring.dmabuf.audit.event.UringEvent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What a first reading finds: how many objects of each kind a ring has, which are the constants of
 * the specification, and what kinds of lines there are. Of requests only those that are under way
 * are kept: what becomes of each {@link Fates} finds again.
 */
final class Facts implements Sights.Sink {
  /** Tags and parts beyond these are as good as any number. */
  private static final int MOST_TAGS = 1024;

  private static final int MOST_PARTS = 64;

  /** One line in so many may be missing, and all of its kind are still said to be there. */
  private static final int FEW = 20;

  /** What is known of a request that is under way. */
  private static final class Going {
    /** The bytes that it asks for; 0 if nobody says so. */
    private long length;

    /** The bytes of its largest command. */
    private long largest;

    private boolean begun;
    private boolean commanded;
    private boolean issued;
    private boolean answered;
    private boolean ended;

    private boolean isAwaiting() {
      return begun && !commanded;
    }
  }

  /** What is known of a ring. */
  static final class OfRing {
    private final long entries;
    private final Map<Integer, Integer> files = new HashMap<>();
    private final Map<Integer, String> diskOf = new HashMap<>();
    private final Map<String, Integer> disks = new HashMap<>();
    private final Map<String, Set<String>> tags = new HashMap<>();
    private final Map<Long, Going> going = new HashMap<>();

    /** Requests that are under way. */
    private int underWay;

    /** Those of them that have no command yet. */
    private int awaiting;

    /** As many tags of a disk are seen. */
    private int tagsSeen = 1;

    private int slots = 1;

    /** The last slot that a request names, in the table or behind it. */
    private int lastNamed;

    private int most = 1;
    private int parts = 1;
    private long commands;
    private long got;
    private long puts;
    private long maps;
    private long unmaps;
    private long bios;
    private long submitted;
    private long completed;
    private long unserved;

    /** Requests that succeeded, and whose commands are not shown to be issued, answered, ended. */
    private long unissued;

    private long unanswered;
    private long unended;
    private boolean stopped;

    /** Whether requests of other kinds read and write, too. */
    private boolean othersMove;

    private boolean readsAhead;

    /** Whether a command is for more than its request asks for. */
    private boolean merged;

    /** Whether a command is for more than its request has moved. */
    private boolean larger;

    private long updates;
    private long marked;
    private long queued;
    private long begun;
    private boolean issuesProbed;
    private boolean heldShown;
    private boolean filesShown;
    private boolean issuesShown;
    private boolean answersShown;
    private boolean endsShown;
    private boolean tagsShown;
    private boolean seenShown;
    private boolean alike;

    private final Tries tries = new Tries();

    /** The controller of each disk. */
    private final Map<String, Integer> controllers = new HashMap<>();

    /** The line at which a controller was last given a queue. */
    private final Map<Integer, Long> made = new HashMap<>();

    /** How often commands were made, first and again. */
    private long makings;

    /** What its steps told; null if it is a kernel's. */
    private final @Nullable ToldFacts told;

    private OfRing(long entries, @Nullable ToldFacts told) {
      this.entries = entries;
      this.told = told;
    }

    private Going going(long id) {
      return going.computeIfAbsent(id, key -> new Going());
    }

    private void ifGoing(long id, Consumer<Going> then) {
      Going of = going.get(id);
      if (of != null) {
        then.accept(of);
      }
    }

    /** Nothing more is shown of it: how many there were is known. */
    private void letGo() {
      going.clear();
      tags.clear();
    }

    /** The number of the file with a descriptor, from 1. */
    int file(int fd) {
      return files.getOrDefault(fd, 1);
    }

    /** Whether it is one of the implementation, whose steps tell. */
    boolean isTold() {
      return told != null;
    }

    /** What its steps told. */
    ToldFacts told() {
      return Objects.requireNonNull(told);
    }

    /**
     * The slots of its table; one more that never has a buffer where a request names one behind.
     */
    int slots() {
      return told != null ? told.slots() + 1 : lastNamed < slots ? slots : slots + 1;
    }

    /** Requests that are under way at once, at most, or whose CQE waits in the ring. */
    int requests() {
      return most() + 2 * (int) Math.min(entries, MOST_TAGS) + 2;
    }

    private int most() {
      return told == null ? most : told.most();
    }

    int workers() {
      return (int) Math.max(1, entries == 0 ? requests() : entries);
    }

    int files() {
      return Math.max(1, files.size());
    }

    int disks() {
      return Math.max(1, disks.size());
    }

    /** The device behind a file, both from 1. */
    int device(int file) {
      for (Map.Entry<Integer, Integer> each : files.entrySet()) {
        if (each.getValue() == file) {
          return disks.getOrDefault(diskOf.getOrDefault(each.getKey(), ""), 1);
        }
      }
      return 1;
    }

    /**
     * As many tags as a disk is seen to have, or as requests can ask for: where the commands of
     * some were not recorded, or would have come later, more may be there than are seen.
     */
    int tags() {
      boolean all = told == null && unmade() <= Math.max(1, submitted / FEW) && !stopped;
      int seen = all ? tagsSeen : MOST_TAGS;
      return Math.min(MOST_TAGS, Math.min(seen, most() * parts));
    }

    /** Requests that were submitted, and had no command or have not come so far. */
    private long unmade() {
      return unserved + awaiting;
    }

    int parts() {
      return parts;
    }

    boolean filesAreShown() {
      return filesShown;
    }

    /** Those of a few may be missing; if more are, only some tasks or processors were recorded. */
    boolean issuesAreShown() {
      return issuesShown && isFew(unissued);
    }

    boolean answersAreShown() {
      return answersShown && isFew(unanswered);
    }

    boolean endsAreShown() {
      return endsShown && isFew(unended);
    }

    private boolean isFew(long lacking) {
      return lacking <= Math.max(1, completed / FEW);
    }

    /** Those that a plug takes many at once of are not. */
    boolean tagsAreShown() {
      return tagsShown && areAll(got, commands);
    }

    /** Whether all of some lines are there, but for a few that may be missing. */
    private static boolean areAll(long count, long of) {
      return count > 0 && of - count <= Math.max(1, of / FEW);
    }

    /** Whether each put of a tag is shown: those of batches are not. */
    boolean putsAreShown() {
      return areAll(puts, commands);
    }

    /**
     * Whether the block layer makes one command of several requests, or commands are made that are
     * taken for those of requests.
     */
    boolean isMerged() {
      return merged
          || readsAhead
          || larger && (othersMove || hasOthersThanDrives())
          || othersMove && endsShown && unended > 0;
    }

    /**
     * Whether commands are recorded, and some requests need none, as the page cache serves them; or
     * theirs are taken for those of other requests.
     */
    boolean hasOthersThanDrives() {
      return commands > 0 && unserved > (othersMove ? 0 : Math.max(1, completed / FEW));
    }

    /** Whether any command is recorded for its requests. */
    boolean commandsAreShown() {
      return commands > 0;
    }

    boolean mapsAreShown() {
      return areAll(maps, makings);
    }

    /** How often a command is tried again after an error. */
    int retries() {
      return isTold() ? 0 : tries.retries();
    }

    Tries tries() {
      return tries;
    }

    /** The devices of a controller, from 1. */
    List<Integer> devices(int ctrl) {
      return disks.entrySet().stream()
          .filter(disk -> Objects.equals(controllers.get(disk.getKey()), ctrl))
          .map(Map.Entry::getValue)
          .toList();
    }

    /** Whether a controller is given a queue after a line, and so comes back. */
    boolean isMadeAfter(int ctrl, long line) {
      return made.getOrDefault(ctrl, 0L) > line;
    }

    /** Whether it is recorded that the controller of a device is given its queues. */
    boolean queuesAreShown(int device) {
      return disks.entrySet().stream()
          .anyMatch(disk ->
              disk.getValue() == device && made.containsKey(controllers.get(disk.getKey())));
    }

    boolean unmapsAreShown() {
      return areAll(unmaps, maps);
    }

    boolean biosAreShown() {
      return areAll(bios, commands);
    }

    /** Whether the program tells what it fills slots with. */
    boolean updatesAreMarked() {
      return marked * 2 > updates;
    }

    boolean beginningsAreShown() {
      return areAll(begun, queued);
    }

    /** Whether it is recorded that a worker has a request whose CQE is about to be posted. */
    boolean heldIsShown() {
      return heldShown;
    }

    /** Whether a command may as well be that of another request at the same place. */
    boolean isAlike() {
      return alike;
    }

    boolean issuesAreProbed() {
      return issuesProbed;
    }

    boolean seenIsShown() {
      return seenShown;
    }
  }

  private final List<OfRing> rings = new ArrayList<>();
  private final Ends ends = new Ends();
  private boolean reaped;

  /** What is known of a ring. */
  OfRing ring(int number) {
    return rings.get(number);
  }

  /** An event that is read, whatever it shows. */
  void passes(Event event) {
    ends.passes(event);
  }

  /** Behind which line the events of a processor are not there. */
  long end() {
    return ends.line();
  }

  int rings() {
    return rings.size();
  }

  @Override
  public void readsAhead(RingSight ring) {
    rings.get(ring.number()).readsAhead = true;
  }

  @Override
  public void alike(RingSight ring) {
    rings.get(ring.number()).alike = true;
  }

  @Override
  public void othersMove(RingSight ring) {
    rings.get(ring.number()).othersMove = true;
  }

  @Override
  public void created(RingSight ring, Event made, long entries) {
    rings.add(new OfRing(entries, made instanceof ToldEvent ? new ToldFacts() : null));
  }

  @Override
  public void stopped(RingSight ring, String why) {
    OfRing of = rings.get(ring.number());
    of.stopped = true;
    of.letGo();
  }

  @Override
  public void over(RingSight ring) {
    rings.get(ring.number()).letGo();
  }

  @Override
  public void leftOut(String what) {}

  @Override
  public void reaped() {
    reaped = true;
  }

  /** Whether it is recorded that entries of completion queues are taken. */
  boolean areReaped() {
    return reaped;
  }

  @Override
  public void commanded(RingSight ring, long id, int fd, String disk, String tag, long bytes) {
    OfRing of = rings.get(ring.number());
    of.commands++;
    Going going = of.going(id);
    of.awaiting -= going.isAwaiting() ? 1 : 0;
    going.commanded = true;
    of.disks.computeIfAbsent(disk, name -> of.disks.size() + 1);
    Set<String> tags = of.tags.computeIfAbsent(disk, name -> new HashSet<>());
    if (tags.size() < MOST_TAGS) {
      tags.add(tag);
      of.tagsSeen = Math.max(of.tagsSeen, tags.size());
    }
    if (fd >= 0) {
      of.diskOf.putIfAbsent(fd, disk);
    }
    long length = going.length;
    if (length > 0 && bytes > length) {
      of.merged = true;
    }
    going.largest = Math.max(going.largest, bytes);
    if (length > bytes && bytes > 0) {
      of.parts = (int) Math.min(MOST_PARTS, Math.max(of.parts, Math.ceilDiv(length, bytes)));
    }
  }

  @Override
  public void shown(RingSight ring, Shown shown) {
    OfRing of = rings.get(ring.number());
    switch (shown) {
      case Shown.Submitted(var event, Asked asked) -> submitted(of, asked);
      case Shown.Failed(var event, Asked asked) -> submitted(of, asked);
      case Shown.FileGot got -> {
        of.filesShown = true;
        int fd = ((UringEvent.FileGot) got.event()).fd();
        of.files.computeIfAbsent(fd, key -> of.files.size() + 1);
      }
      case Shown.WorkerBegun _ -> of.begun++;
      case Shown.IssueBegun _ -> of.issuesProbed = true;
      case Shown.HeldTwice _ -> of.heldShown = true;
      case Shown.Queued _ -> {
        of.queued++;
      }
      case Shown.Completed completed -> completed(of, completed);
      case Shown.Registered registered -> {
        if (!registered.fresh()) {
          of.updates++;
          of.marked += registered.contents().isEmpty() ? 0 : 1;
        }
        of.slots = Math.max(of.slots, registered.slots());
        registered.contents().forEach(content -> of.slots = Math.max(of.slots, content.slot() + 1));
        of.slots = Math.min(of.slots, TableSight.MOST_SLOTS);
      }
      case Shown.SetUp(var event, long id, String tag, long before) -> {
        of.makings++;
        of.tries.made(id, tag);
        if (event instanceof NvmeEvent.SetUp made) {
          of.controllers.put(made.disk(), made.ctrl());
        }
      }
      case Shown.SetUpAgain again -> {
        of.makings++;
        of.tries.madeAgain(again, !of.made.isEmpty());
      }
      case Shown.QueueMade queue -> of.made.put(queue.ctrl(), queue.at().line());
      case Shown.Issued issue -> {
        of.issuesShown = true;
        of.ifGoing(issue.id(), going -> going.issued = true);
      }
      case Shown.Answered answer -> {
        of.answersShown = true;
        of.tries.answered(answer);
        of.ifGoing(answer.id(), going -> going.answered = true);
      }
      case Shown.Ended end -> {
        of.endsShown = true;
        of.tries.ended(end);
        of.ifGoing(end.id(), going -> going.ended = true);
      }
      case Shown.TagGot _ -> {
        of.tagsShown = true;
        of.got++;
      }
      case Shown.TagRefused _ -> of.tagsShown = true;
      case Shown.TagPut _ -> of.puts++;
      case Shown.Mapped _ -> of.maps++;
      case Shown.Unmapped _ -> of.unmaps++;
      case Shown.BioEnded ended -> of.bios += ended.ok() ? 1 : 0;
      case Shown.Stray _ -> ends.lacks();
      case Shown.Seen _ -> of.seenShown = true;
      case Shown.Told told -> of.told().take(told);
      default -> {}
    }
  }

  private void completed(OfRing of, Shown.Completed completed) {
    of.tries.completed(completed.id(), completed.result() >= 0);
    Going going = of.going.remove(completed.id());
    if (going == null) {
      return;
    }
    of.underWay -= going.begun ? 1 : 0;
    of.awaiting -= going.isAwaiting() ? 1 : 0;
    if (completed.result() > 0) {
      of.larger |= going.largest > completed.result();
      succeeded(of, going);
    }
  }

  private void succeeded(OfRing of, Going going) {
    of.completed++;
    if (!going.commanded) {
      if (of.commands > 0) {
        ends.lacks();
      }
      of.unserved++;
      return;
    }
    ends.isWhole();
    of.unissued += going.issued ? 0 : 1;
    of.unanswered += going.answered ? 0 : 1;
    of.unended += going.ended ? 0 : 1;
  }

  private static void submitted(OfRing of, Asked asked) {
    Going going = of.going(asked.id());
    if (!going.begun) {
      going.begun = true;
      of.submitted++;
      of.underWay++;
      of.awaiting += going.isAwaiting() ? 1 : 0;
    }
    of.most = Math.max(of.most, of.underWay);
    asked.place().forEach(place -> going.length = place.length());
    asked.slot().forEach(slot -> of.lastNamed = Math.max(of.lastNamed, slot));
  }
}
