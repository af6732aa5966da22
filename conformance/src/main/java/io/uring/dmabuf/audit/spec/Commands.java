package io.uring.dmabuf.audit.spec;

import io.uring.dmabuf.audit.event.BlockEvent;
import io.uring.dmabuf.audit.event.BlockEvent.Extent;
import io.uring.dmabuf.audit.event.DmaEvent;
import io.uring.dmabuf.audit.event.NvmeEvent;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The commands of NVMe drives, by the tag that they have and by the range that they are about. */
final class Commands {
  private static final int TAG_BITS = 0xfff;
  private static final int GENERATION_SHIFT = 12;
  private static final int SECTOR = 512;

  /** As many commands for the same range are told apart. */
  private static final int ALIKE = 1 << 10;

  /** As many ranges of commands that are over are kept, to know them again. */
  private static final int KEPT = 1 << 12;

  /** As many pages that are shared. */
  private static final int SHARED = 1 << 16;

  /** A command, and for whom it is: nobody, if it is not a ring's that is followed. */
  static final class Command {
    private final RingSight.@Nullable Live live;
    private final String tag;
    private final long slba;
    private final long blocks;
    private int cid;
    private boolean issued;
    private boolean answered;
    private boolean ended;

    /** Whether its block request is shown to have ended. */
    private boolean over;

    /** Whether the device has carried it out. */
    private boolean done;

    private final int ctrl;
    private final int qid;

    /** The pages that are mapped for it; null while none are. */
    private @Nullable Pages pages;

    Command(RingSight.@Nullable Live live, String tag, NvmeEvent.SetUp event) {
      this.live = live;
      this.tag = tag;
      this.slba = event.slba();
      this.blocks = event.blocks();
      this.cid = event.cid();
      this.ctrl = event.ctrl();
      this.qid = event.qid();
    }

    RingSight.@Nullable Live live() {
      return live;
    }

    String tag() {
      return tag;
    }

    boolean isEnded() {
      return ended;
    }

    void end() {
      ended = true;
    }

    /** Its block request has ended, too. */
    void isOver() {
      ended = true;
      over = true;
    }

    /** An answer that is no success may be followed by another try. */
    void answer(boolean ok) {
      answered = true;
      done = ok;
    }

    boolean isIssued() {
      return issued;
    }

    /** Whether it was handed to the device, and its block request has not ended. */
    boolean isAtDevice() {
      return issued && !over;
    }

    boolean hasId(int other) {
      return cid == other;
    }

    /**
     * Whether one that is made for a place, with its tag, is another try of it: it is not over, and
     * its request, if it is followed, is under way.
     */
    boolean isTriedAgain(long at) {
      return !ended && !done && slba == at && at >= 0 && (live == null || !live.isOver());
    }

    private void tryAgain(NvmeEvent.SetUp event) {
      cid = event.cid();
      answered = false;
      issued = false;
      pages = null;
    }

    private boolean isOf(RingSight ring) {
      return live != null && live.ring() == ring;
    }

    /** Whether an answer with this id is for it; older kernels print no generation. */
    boolean isOf(int answered) {
      return answered >> GENERATION_SHIFT == 0 || answered == cid;
    }
  }

  /** Pages that are mapped, by the address of the first. */
  record Pages(String device, String dir, long address) {}

  /** Pages that several commands have mapped are unmapped, for one of them. */
  private record Unmapping(DmaEvent event, Pages pages) {}

  private final Map<String, Command> byTag = new HashMap<>();

  private final Map<Pages, Command> byPages = new Latest<>(KEPT, this::mayGo);

  /** Whose pages were unmapped, and not mapped again. */
  private final Map<Pages, RingSight> gone = new Latest<>(KEPT, whose -> true);

  /** Pages that several commands have mapped at once. */
  private final Map<Pages, Integer> shared = new Latest<>(SHARED, count -> true);

  /** Of these the last unmapping on each processor: the next command that ends there is the one. */
  private final Map<Integer, Unmapping> doubtful = new HashMap<>();

  /** What tasks have made and not issued. */
  private final Map<Integer, Command> making = new Latest<>(KEPT, this::mayGo);

  /** The rings that have had a command on a controller. */
  private final Map<Integer, Set<RingSight>> users = new HashMap<>();

  private final Map<Integer, String> completing = new HashMap<>();

  /** Those that were issued for a range: several may be about the same one at once. */
  private final Map<Extent, ArrayDeque<Command>> byExtent =
      new Latest<>(KEPT, all -> all.stream().allMatch(this::mayGo));

  private int blockSize = SECTOR;
  private boolean alike;

  /** Whether a command has ended, shown or not: its tag is that of another one. */
  private boolean mayGo(Command command) {
    return command.ended || byTag.get(command.tag) != command;
  }

  static String tag(String disk, int qid, int cid) {
    return disk + "/" + qid + "/" + (cid & TAG_BITS);
  }

  void clear() {
    byTag.clear();
    users.clear();
    byPages.clear();
    shared.clear();
    doubtful.clear();
    gone.clear();
    making.clear();
    completing.clear();
    byExtent.clear();
  }

  void forget(RingSight ring) {
    users.values().forEach(rings -> rings.remove(ring));
    byTag.values().removeIf(command -> command.isOf(ring));
    making.values().removeIf(command -> command.isOf(ring));
    byExtent.values().forEach(all -> all.removeIf(command -> command.isOf(ring)));
    byExtent.values().removeIf(ArrayDeque::isEmpty);
  }

  /** What a task maps is for the command that it makes; null if it makes none. */
  @Nullable Command mapped(int task, Pages pages) {
    Command made = making.get(task);
    gone.remove(pages);
    boolean isFor = made != null && !made.issued && made.pages == null;
    Command before = byPages.get(pages);
    if (before != null && before.ended) {
      byPages.remove(pages);
    }
    if (byPages.containsKey(pages) || shared.containsKey(pages)) {
      Command other = byPages.remove(pages);
      shared.merge(pages, other == null ? 1 : 2, Integer::sum);
    } else if (isFor) {
      byPages.put(pages, made);
    }
    if (made == null || !isFor) {
      return null;
    }
    made.pages = pages;
    return made;
  }

  /** The command whose pages are unmapped; null if nobody knows, or not yet. */
  @Nullable Command unmapped(DmaEvent event, Pages pages) {
    if (shared.containsKey(pages)) {
      shared.computeIfPresent(pages, (key, count) -> count <= 1 ? null : count - 1);
      doubtful.put(event.at().cpu(), new Unmapping(event, pages));
      return null;
    }
    Command command = byPages.remove(pages);
    if (command == null) {
      return null;
    }
    command.pages = null;
    if (command.live != null) {
      gone.put(pages, command.live.ring());
    }
    return command;
  }

  /**
   * A command has ended on a processor: if what was unmapped there before may be of several, it is
   * of this one.
   *
   * @return the unmapping of its pages; null if that was told, or there was none
   */
  @Nullable DmaEvent unmappedBy(int cpu, @Nullable Command command) {
    Unmapping last = doubtful.remove(cpu);
    if (last == null || command == null || !last.pages.equals(command.pages)) {
      return null;
    }
    command.pages = null;
    return last.event;
  }

  /** Whose pages were unmapped before, and not mapped since; null if nobody's. */
  @Nullable RingSight unmappedBefore(Pages pages) {
    return gone.get(pages);
  }

  /** Whose command was the last one of a queue that was made; null if of nobody. */
  @Nullable RingSight lastOf(int ctrl, int qid) {
    for (Command command : byTag.values()) {
      if (command.ctrl == ctrl && command.qid == qid && command.live != null) {
        return command.live.ring();
      }
    }
    return null;
  }

  int blockSize() {
    return blockSize;
  }

  @Nullable Command at(String tag) {
    return byTag.get(tag);
  }

  void put(String tag, Command command) {
    byTag.put(tag, command);
    if (command.live != null) {
      users.computeIfAbsent(command.ctrl, key -> new HashSet<>()).add(command.live.ring());
    }
  }

  /**
   * A command is made once more: what was mapped for it, and not unmapped, is of the try before.
   */
  void tryAgain(Command command, NvmeEvent.SetUp event) {
    if (command.pages != null) {
      byPages.remove(command.pages, command);
    }
    command.tryAgain(event);
  }

  /** Whether a ring has had a command on a controller. */
  boolean isUser(RingSight ring, int ctrl) {
    return users.getOrDefault(ctrl, Set.of()).contains(ring);
  }

  /** A task has made a command, and hands it on next. */
  void making(int task, Command command) {
    making.put(task, command);
  }

  /** What is handed on: the command that the task has made, or one that was handed on before. */
  @Nullable Command issued(BlockEvent.Issued event) {
    Extent extent = event.extent();
    Command made = making.get(event.at().pid());
    if (made != null && !made.issued && isSame(made, extent)) {
      made.issued = true;
      making.remove(event.at().pid());
      ArrayDeque<Command> all = byExtent.remove(extent);
      if (all == null) {
        all = new ArrayDeque<>(1);
      }
      all.removeIf(before -> before.over || before == made);
      if (all.size() == ALIKE) {
        all.removeFirst();
      }
      all.add(made);
      byExtent.put(extent, all);
      return made;
    }
    return of(extent);
  }

  /** Device blocks are a power of two of sectors; how large they are is seen where both are. */
  private boolean isSame(Command command, Extent extent) {
    if (command.slba < 0) {
      // The line does not tell what it is about.
      return true;
    }
    if (command.blocks > 0 && extent.sectors() % command.blocks == 0) {
      long ratio = extent.sectors() / command.blocks;
      if (command.slba * ratio == extent.sector()) {
        blockSize = (int) (ratio * SECTOR);
        return true;
      }
    }
    return false;
  }

  /** Of those for a range, the first that was answered; or the first issued; or the last. */
  @Nullable Command of(Extent extent) {
    ArrayDeque<Command> all = byExtent.get(extent);
    if (all == null) {
      return null;
    }
    Command next = null;
    for (Command each : all) {
      if (!each.over && each.answered) {
        return each;
      }
      next = next == null && !each.over ? each : next;
    }
    return next == null ? all.getLast() : next;
  }

  /**
   * Whose end it is: where answers are recorded, and none was given, that of a request that began
   * before the trace, unless it failed before a controller had it.
   */
  @Nullable Command ended(BlockEvent.Completed event) {
    Command command = of(event.extent());
    boolean isOlder =
        command != null
            && !completing.isEmpty()
            && event.error() == 0
            && !command.answered
            && !command.over;
    return isOlder ? null : command;
  }

  /** A command is answered, whosever it is. */
  void completing(int cpu, String disk, int qid) {
    completing.put(cpu, disk + "/" + qid + "/");
  }

  @Nullable Command putOn(int cpu, int tag) {
    return byTag.get(completing.getOrDefault(cpu, "") + tag);
  }

  /**
   * The request that a command is for: the one at this place of this disk; or the one that a probe
   * shows this task to issue; or the one that it has submitted first, of those that were not
   * refused. Nobody can tell what workers make a command for, without marks and probes.
   *
   * @param issued what the task is shown to issue
   */
  RingSight.@Nullable Live owner(
      Iterable<RingSight> rings,
      NvmeEvent.SetUp event,
      boolean read,
      RingSight.@Nullable Live issued) {
    alike = false;
    if (issued != null
        && !issued.ring().isSubmitter(event.at().pid())
        && issued.asked().place().forAll(place -> isAt(place, event))
        && issued.asked().read() == read
        && issued.ring().isAwaiting(issued)) {
      return served(issued, event);
    }
    RingSight.Live at = null;
    RingSight.Live next = null;
    int nearest = 0;
    for (RingSight ring : rings) {
      for (RingSight.Live live : ring.awaiting()) {
        String disk = live.fd() < 0 ? null : ring.disk(live.fd());
        if (!live.asked().isJudged() && !live.asked().fixedFile() && disk == null) {
          // It may be no file of a disk, as of an eventfd.
          continue;
        }
        if (live.asked().read() != read || disk != null && !disk.equals(event.disk())) {
          continue;
        }
        if (event.slba() >= 0 && live.asked().place().isDefined()) {
          int near = nearness(live.asked().place().get(), event);
          alike = near == nearest ? alike | at != null : alike & near < nearest;
          at = near > nearest ? live : at;
          nearest = Math.max(near, nearest);
        } else if (next == null
            && !live.isQueued()
            && !live.asked().fate().refused()
            && ring.isSubmitter(event.at().pid())) {
          next = live;
        }
      }
    }
    RingSight.Live of = at == null ? next : at;
    return of == null ? null : served(of, event);
  }

  /** Whether the last command may as well be that of another request at the same place. */
  boolean isAlike() {
    return alike;
  }

  /** 0 if a command is not at this place, more if it begins there, most if it is all of it. */
  private int nearness(Asked.Place place, NvmeEvent.SetUp event) {
    if (!isAt(place, event)) {
      return 0;
    }
    boolean begins = event.slba() * blockSize == place.offset();
    return !begins ? 1 : event.blocks() * blockSize == place.length() ? 3 : 2;
  }

  private boolean isAt(Asked.Place place, NvmeEvent.SetUp event) {
    return event.slba() < 0 || place.contains(event.slba() * blockSize);
  }

  private RingSight.Live served(RingSight.Live live, NvmeEvent.SetUp event) {
    if (live.fd() >= 0) {
      live.ring().behind(live.fd(), event.disk());
    }
    boolean last =
        event.slba() < 0
            || live.asked()
                .place()
                .forAll(place ->
                    (event.slba() + event.blocks()) * blockSize >= place.offset() + place.length());
    if (last) {
      live.ring().commanded(live);
    }
    return live;
  }
}
