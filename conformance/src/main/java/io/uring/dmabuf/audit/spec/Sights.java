package io.uring.dmabuf.audit.spec;

import io.uring.dmabuf.audit.event.At;
import io.uring.dmabuf.audit.event.Began;
import io.uring.dmabuf.audit.event.BlockEvent;
import io.uring.dmabuf.audit.event.DmaEvent;
import io.uring.dmabuf.audit.event.Event;
import io.uring.dmabuf.audit.event.Lost;
import io.uring.dmabuf.audit.event.MarkEvent;
import io.uring.dmabuf.audit.event.NvmeEvent;
import io.uring.dmabuf.audit.event.ProbeEvent;
import io.uring.dmabuf.audit.event.UringEvent;
import io.uring.dmabuf.audit.spec.Asked.Fate;
import io.uring.dmabuf.audit.spec.Asked.Place;
import io.vavr.control.Option;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.LongFunction;

/**
 * Events, read as what they show of rings: who issues is known by the task, who ends by the disk
 * and the tag, and what a command is for by its place on the disk, or, where no mark tells that, by
 * the order in which a task makes commands.
 */
final class Sights {
  /** Told what is shown, in order. */
  interface Sink {
    /** A ring is made. */
    void created(RingSight ring, UringEvent.RingCreated event);

    /** Something is shown of a ring. */
    void shown(RingSight ring, Shown shown);

    /** Nothing more can be said of a ring. */
    void stopped(RingSight ring, String why);

    /** A command is made for a request on a descriptor, of so many bytes, under a tag of a disk. */
    default void commanded(RingSight ring, long id, int fd, String disk, String tag, long bytes) {}

    /** An entry of a completion queue is taken. */
    default void reaped() {}

    /** Something that is not judged. */
    void leftOut(String what);
  }

  static final String BEFORE = "requests of rings that were made before the trace began";
  static final String OTHERS = "requests of other kinds";

  private static final int BLK_STS_AGAIN = 12;

  /** Longer lists of pages may be missing, as they do not fit into the ring buffer. */
  private static final int SMALL = 256;

  private final Sink sink;
  private final LongFunction<Fate> fates;
  private final Commands commands = new Commands();
  private final Entries entries = new Entries();
  private final Issuers issuers = new Issuers();

  /** Whether it is recorded that entries of completion queues are taken. */
  private final BooleanSupplier areReaped;

  private final Map<Long, RingSight> rings = new HashMap<>();
  private final Map<Long, MarkEvent.Sqe> written = new HashMap<>();

  /** The latest request with some user data that is under way, or whose CQE was not taken. */
  private final Map<Long, RingSight.Live> byData = new HashMap<>();

  /** Why nothing of this recording can be judged; empty if it can. */
  private String lossy = "";

  private int ringCount;
  private long requestCount;

  /**
   * What is told to somebody.
   *
   * @param fates what becomes of each request
   * @param areReaped whether it is recorded that entries of completion queues are taken
   */
  Sights(Sink sink, LongFunction<Fate> fates, BooleanSupplier areReaped) {
    this.sink = sink;
    this.fates = fates;
    this.areReaped = areReaped;
  }

  void take(Event event) {
    for (RingSight ring : rings.values()) {
      ring.table().passes(event);
    }
    switch (event) {
      case UringEvent uring -> take(uring);
      case NvmeEvent.SetUp setUp -> setUp(setUp);
      case NvmeEvent.Ended ended -> answered(ended);
      case NvmeEvent.Reaped reaped -> reaped(reaped);
      case DmaEvent dma -> take(dma);
      case BlockEvent block -> take(block);
      case MarkEvent mark -> take(mark);
      case ProbeEvent probe -> take(probe);
      case Lost lost -> stop(lost.why());
      case Began began -> {
        stop(began.lossy() ? began.why() : "another recording begins");
        lossy = began.lossy() ? began.why() : "";
      }
      default -> {}
    }
    for (RingSight ring : rings.values()) {
      ring.flush(sink);
    }
  }

  /** Nothing comes any more. */
  void end() {
    for (RingSight ring : rings.values()) {
      ring.table().give();
      ring.flush(sink);
    }
  }

  private void stop(String why) {
    for (RingSight ring : rings.values()) {
      ring.table().give();
      ring.flush(sink);
      sink.stopped(ring, why);
    }
    rings.clear();
    written.clear();
    byData.clear();
    commands.clear();
    entries.clear();
    issuers.clear();
  }

  // ---- io_uring.

  private void take(UringEvent event) {
    RingSight ring = rings.get(event.ring());
    if (event instanceof UringEvent.RingCreated created) {
      if (ring != null) {
        ring.table().give();
        ring.flush(sink);
        byData.values().removeIf(live -> live.ring() == ring);
        commands.forget(ring);
      }
      if (!lossy.isEmpty()) {
        sink.leftOut("rings of a recording that lacks events: " + lossy);
        return;
      }
      RingSight next = new RingSight(ringCount++);
      for (RingSight other : rings.values()) {
        if (other.isSubmitter(created.at().pid())) {
          other.madeBefore();
        }
      }
      next.submits(created.at().pid());
      rings.put(created.ring(), next);
      sink.created(next, created);
      return;
    }
    if (ring == null) {
      if (event instanceof UringEvent.Submitted submitted && isFixed(submitted.opcode())) {
        sink.leftOut(BEFORE);
      }
      return;
    }
    switch (event) {
      case UringEvent.RingCreated _ -> {}
      case UringEvent.Submitted submitted -> submitted(ring, submitted);
      case UringEvent.Failed failed -> failed(ring, failed);
      case UringEvent.FileGot got -> {
        RingSight.Live live = ring.live(got.req());
        if (live != null) {
          live.got(got.fd());
          ring.tell(new Shown.FileGot(got, live.id(), ring.isSubmitter(got.at().pid())));
        }
      }
      case UringEvent.AsyncQueued queued -> {
        RingSight.Live live = ring.live(queued.req());
        if (live != null) {
          live.queue();
          ring.tell(new Shown.Queued(queued, live.id()));
        }
      }
      case UringEvent.Completed completed -> completed(ring, completed);
      case UringEvent.Registered registered -> ring.table().registered(registered);
      case UringEvent.Overflowed _ -> {
        ring.flush(sink);
        sink.stopped(ring, "a CQE overflows");
        rings.remove(event.ring());
      }
    }
  }

  private static boolean isFixed(String opcode) {
    return isRead(opcode) || opcode.equals("WRITE_FIXED") || opcode.equals("5");
  }

  private static boolean isRead(String opcode) {
    return opcode.equals("READ_FIXED") || opcode.equals("4");
  }

  private void submitted(RingSight ring, UringEvent.Submitted event) {
    ring.submits(event.at().pid());
    if (!isFixed(event.opcode())) {
      ring.other(event.req());
      sink.leftOut(OTHERS);
      return;
    }
    RingSight.Live live = ring.live(event.req());
    if (live == null) {
      live = ring.begin(event.req(), asked(ring, event.userData(), event.opcode(), event.flags()));
      byData.put(event.userData(), live);
    }
    ring.tell(new Shown.Submitted(event, live.asked()));
  }

  private void failed(RingSight ring, UringEvent.Failed event) {
    if (!isFixed(event.opcode()) || ring.live(event.req()) != null) {
      return;
    }
    RingSight.Live live = ring.begin(event.req(), asked(ring, event.userData(), event.opcode(), 0));
    byData.put(event.userData(), live);
    ring.tell(new Shown.Failed(event, live.asked()));
  }

  private Asked asked(RingSight ring, long userData, String opcode, long flags) {
    MarkEvent.Sqe mark = written.remove(userData);
    long id = ++requestCount;
    boolean placed = mark != null && mark.offset() >= 0 && mark.length() > 0;
    return new Asked(
        id,
        userData,
        isRead(opcode),
        (flags & 1 << 4) != 0,
        (flags & 1) != 0,
        (flags & (1 << 2 | 1 << 3)) != 0,
        Option.of(mark).map(MarkEvent.Sqe::buffer).filter(slot -> slot >= 0),
        Option.when(placed, mark).map(sqe -> new Place(sqe.offset(), sqe.length())),
        Option.of(mark).flatMap(ring.table()::holds),
        fates.apply(id));
  }

  private void completed(RingSight ring, UringEvent.Completed event) {
    ring.posted(event.at().pid());
    if (event.req() == 0) {
      if (!event.isNotification()) {
        ring.table().tag(event, ring.isSubmitter(event.at().pid()));
      }
      return;
    }
    RingSight.Live live = ring.live(event.req());
    if (live != null) {
      ring.end(event.req());
      ring.tell(new Shown.Completed(event, live.id(), event.result()));
    } else if (!ring.endsOther(event.req(), event.isPartial())) {
      ring.tell(new Shown.Stray(event));
    }
  }

  // ---- Commands.

  private void setUp(NvmeEvent.SetUp event) {
    if (event.qid() == 0) {
      return;
    }
    boolean surplus = entries.made(event);
    boolean read = event.opcode().equals("nvme_cmd_read");
    String tag = Commands.tag(event.disk(), event.qid(), event.cid());
    Commands.Command before = commands.at(tag);
    if (before != null && before.isTriedAgain(event.slba())) {
      sink.leftOut("commands that were made again, as after a reset");
      before.tryAgain(event);
      commands.making(event.at().pid(), before);
      return;
    }
    RingSight.Live live =
        read || event.opcode().equals("nvme_cmd_write")
            ? commands.owner(rings.values(), event, read, issuers.of(event.at().pid()))
            : null;
    long had = before == null || before.live() == null ? 0 : before.live().id();
    if (live == null) {
      if (before != null && before.live() != null && !before.isEnded()) {
        before.live().ring().tell(new Shown.Foreign(event, had, tag));
      }
      Commands.Command others = new Commands.Command(null, tag, event);
      commands.put(tag, others);
      commands.making(event.at().pid(), others);
      return;
    }
    boolean isOthers = before != null && before.live() == null && !before.isEnded();
    boolean same = before != null && before.live() != null && before.live().ring() == live.ring();
    Commands.Command command = new Commands.Command(live, tag, event);
    commands.put(tag, command);
    commands.making(event.at().pid(), command);
    sink.commanded(
        live.ring(),
        live.id(),
        live.fd(),
        event.disk(),
        tag,
        event.blocks() * commands.blockSize());
    if (surplus) {
      live.ring().tell(new Shown.Stray(event));
    }
    live.ring().tell(new Shown.SetUp(event, live.id(), tag, isOthers ? -1 : same ? had : 0));
  }

  private void answered(NvmeEvent.Ended event) {
    if (event.qid() == 0) {
      return;
    }
    String tag = Commands.tag(event.disk(), event.qid(), event.cid());
    commands.completing(event.at().cpu(), event.disk(), event.qid());
    Commands.Command command = commands.at(tag);
    boolean hasEntry = entries.ended(event, command != null && !command.isEnded());
    if (command == null) {
      return;
    }
    RingSight.Live live = command.live();
    if (live == null) {
      command.answer(event.status() == 0);
      if (event.status() == 0) {
        command.end();
      }
      return;
    }
    if (!command.isOf(event.cid()) || !hasEntry && areReaped.getAsBoolean()) {
      live.ring().tell(new Shown.Stray(event));
    } else if (event.status() == 0) {
      command.answer(true);
      live.ring().tell(new Shown.Answered(event, live.id(), tag, true));
    } else {
      command.answer(false);
    }
  }

  /** An entry of a completion queue that is taken for no command. */
  private void reaped(NvmeEvent.Reaped event) {
    sink.reaped();
    if (event.qid() != 0 && entries.taken(event)) {
      RingSight last = commands.lastOf(event.ctrl(), event.qid());
      if (last != null) {
        last.tell(new Shown.Stray(event));
      }
    }
  }

  private void take(DmaEvent event) {
    switch (event) {
      case DmaEvent.SgMapped sg ->
          mapped(sg, new Commands.Pages(sg.device(), sg.dir(), sg.phys()), sg.pieces());
      case DmaEvent.Mapped one ->
          mapped(one, new Commands.Pages(one.device(), one.dir(), one.addr()), 1);
      case DmaEvent.SgUnmapped sg ->
          unmapped(sg, new Commands.Pages(sg.device(), sg.dir(), sg.phys()));
      case DmaEvent.Unmapped one ->
          unmapped(one, new Commands.Pages(one.device(), one.dir(), one.addr()));
      case DmaEvent.IommuUnmapped _ -> {}
    }
  }

  private void mapped(DmaEvent event, Commands.Pages pages, int pieces) {
    Commands.Command command = commands.mapped(event.at().pid(), pages);
    if (command != null && command.live() != null) {
      RingSight.Live live = command.live();
      boolean small = pieces > 0 && pieces < SMALL;
      live.ring().tell(new Shown.Mapped(event, live.id(), command.tag(), small));
    }
  }

  private void unmapped(DmaEvent event, Commands.Pages pages) {
    RingSight before = commands.unmappedBefore(pages);
    if (before != null) {
      before.tell(new Shown.Stray(event));
      return;
    }
    Commands.Command command = commands.unmapped(pages);
    if (command != null && command.live() != null) {
      RingSight.Live live = command.live();
      live.ring().tell(new Shown.Unmapped(event, live.id(), command.tag()));
    }
  }

  private void take(BlockEvent event) {
    if (event.extent().isPassthrough()) {
      return;
    }
    Commands.Command command =
        event instanceof BlockEvent.Issued issued
            ? commands.issued(issued)
            : commands.of(event.extent());
    if (command == null || command.live() == null) {
      if (command != null && event instanceof BlockEvent.Completed) {
        command.end();
      }
      return;
    }
    RingSight.Live live = command.live();
    switch (event) {
      case BlockEvent.Issued issued when command.isRetried() -> {}
      case BlockEvent.Issued issued ->
          live.ring().tell(new Shown.Issued(issued, live.id(), command.tag()));
      case BlockEvent.Requeued _ -> command.requeue();
      case BlockEvent.Completed completed -> {
        if (completed.error() != 0) {
          live.ring().tell(new Shown.Answered(completed, live.id(), command.tag(), false));
        }
        command.end();
        live.ring().tell(new Shown.Ended(completed, live.id(), command.tag()));
      }
    }
  }

  // ---- Marks.

  private void take(MarkEvent event) {
    for (RingSight ring : rings.values()) {
      ring.outside(event);
    }
    switch (event) {
      case MarkEvent.Sqe sqe -> written.put(sqe.userData(), sqe);
      case MarkEvent.Cqe cqe -> {
        RingSight.Live live = byData.get(cqe.userData());
        if (live != null) {
          live.ring().tell(new Shown.Seen(cqe, live.id()));
          byData.remove(cqe.userData());
        }
      }
      case MarkEvent.SlotFilled _,
          MarkEvent.UpdateBegun _,
          MarkEvent.UnregisterBegun _,
          MarkEvent.Unregistered _ -> {}
    }
  }

  // ---- Probes.

  private void take(ProbeEvent event) {
    At at = event.at();
    switch (event) {
      case ProbeEvent.IssueBegun begun -> {
        RingSight.Live live = byData.get(begun.userData());
        if (live == null) {
          issuers.stop(at.pid());
        } else {
          boolean inline = live.ring().isSubmitter(at.pid());
          issuers.begin(at.pid(), live);
          live.ring().tell(new Shown.IssueBegun(begun, live.id(), inline));
        }
      }
      case ProbeEvent.TagAsked _, ProbeEvent.TagGot _, ProbeEvent.QueueRun _, ProbeEvent.Slept _ ->
          issuers.take(event);
      case ProbeEvent.WorkerBegun begun -> {
        RingSight.Live live = byData.get(begun.userData());
        if (live != null) {
          live.ring().tell(new Shown.WorkerBegun(begun, live.id()));
        }
      }
      case ProbeEvent.WorkerReturned returned -> {
        RingSight.Live live = byData.get(returned.userData());
        if (live != null) {
          live.ring().tell(new Shown.WorkerReturned(returned, live.id()));
        }
      }
      case ProbeEvent.WorkDone done -> {
        RingSight.Live live = byData.get(done.userData());
        if (live != null && done.refs() > 1) {
          live.ring().tell(new Shown.HeldTwice(done, live.id()));
        }
      }
      case ProbeEvent.TagPut put -> {
        Commands.Command command = commands.putOn(at.cpu(), put.tag());
        if (command != null && command.live() != null) {
          RingSight.Live live = command.live();
          live.ring().tell(new Shown.TagPut(put, live.id(), command.tag()));
        }
      }
      case ProbeEvent.BioEnded ended -> {
        RingSight.Live live = byData.get(ended.userData());
        if (live != null && (ended.status() == 0 || ended.status() == BLK_STS_AGAIN)) {
          live.ring().tell(new Shown.BioEnded(ended, live.id(), ended.status() == 0));
        }
      }
      case ProbeEvent.RequestUpdated _, ProbeEvent.DmabufReleased _, ProbeEvent.RingFreed _ -> {}
    }
  }
}
