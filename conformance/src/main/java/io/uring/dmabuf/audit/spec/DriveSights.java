package io.uring.dmabuf.audit.spec;

import io.uring.dmabuf.audit.event.BlockEvent;
import io.uring.dmabuf.audit.event.DmaEvent;
import io.uring.dmabuf.audit.event.NvmeEvent;
import io.uring.dmabuf.audit.spec.Shown.Answer;
import java.util.function.BooleanSupplier;

/**
 * Events of the block layer, of NVMe and of DMA, read as what they show of commands: what a command
 * is for is told by its place on the disk, or, where no mark tells that, by the order in which a
 * task makes commands; who ends it by the disk and the tag.
 */
final class DriveSights {
  /** Longer lists of pages may be missing, as they do not fit into the ring buffer. */
  private static final int SMALL = 256;

  private final Followed rings;
  private final Commands commands;
  private final Issuers issuers;
  private final Sights.Sink sink;
  private final Entries entries = new Entries();

  /** Whether it is recorded that entries of completion queues are taken. */
  private final BooleanSupplier areReaped;

  DriveSights(
      Followed rings,
      Commands commands,
      Issuers issuers,
      Sights.Sink sink,
      BooleanSupplier areReaped) {
    this.rings = rings;
    this.commands = commands;
    this.issuers = issuers;
    this.sink = sink;
    this.areReaped = areReaped;
  }

  void clear() {
    commands.clear();
    entries.clear();
  }

  void setUp(NvmeEvent.SetUp event) {
    if (event.qid() == 0) {
      ofAdmin(event);
      return;
    }
    boolean surplus = entries.made(event);
    boolean read = event.opcode().equals("nvme_cmd_read");
    String tag = Commands.tag(event.disk(), event.qid(), event.cid());
    Commands.Command before = commands.at(tag);
    if (before != null && before.isTriedAgain(event.slba())) {
      if (before.live() != null) {
        RingSight.Live live = before.live();
        live.ring()
            .tell(
                new Shown.SetUpAgain(
                    event, live.id(), tag, before.isIssued(), before.hasId(event.cid())));
      }
      commands.tryAgain(before, event);
      commands.making(event.at().pid(), before);
      return;
    }
    RingSight.Live live =
        read || event.opcode().equals("nvme_cmd_write")
            ? commands.owner(rings.all(), event, read, issuers.of(event.at().pid()))
            : null;
    if (live != null && commands.isAlike()) {
      sink.alike(live.ring());
    }
    if (live != null && !live.asked().isJudged()) {
      live = null;
    }
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

  /** A reset of a controller deletes its queues, if it answers, and makes them anew. */
  private void ofAdmin(NvmeEvent.SetUp event) {
    boolean makes = event.opcode().equals(NvmeEvent.SetUp.CREATE_SQ);
    if (!makes && !event.opcode().equals(NvmeEvent.SetUp.DELETE_SQ)) {
      return;
    }
    for (RingSight ring : rings.all()) {
      if (commands.isUser(ring, event.ctrl())) {
        ring.tell(
            makes
                ? new Shown.QueueMade(event, event.ctrl())
                : new Shown.QueueDeleted(event, event.ctrl()));
      }
    }
  }

  void answered(NvmeEvent.Ended event) {
    if (event.qid() == 0 || event.mayBeUnsent()) {
      return;
    }
    String tag = Commands.tag(event.disk(), event.qid(), event.cid());
    commands.completing(event.at().cpu(), event.disk(), event.qid());
    Commands.Command command = commands.at(tag);
    boolean hasEntry = entries.ended(event, command != null && !command.isEnded());
    DmaEvent unmapping = commands.unmappedBy(event.at().cpu(), command);
    if (command == null) {
      return;
    }
    RingSight.Live live = command.live();
    if (live != null && unmapping != null) {
      live.ring().tell(new Shown.Unmapped(unmapping, live.id(), tag));
    }
    if (live == null) {
      command.answer(event.status() == 0);
      if (event.status() == 0) {
        command.end();
      }
      return;
    }
    if (!command.isOf(event.cid()) || !hasEntry && areReaped.getAsBoolean()) {
      live.ring().tell(new Shown.Stray(event));
    } else {
      command.answer(event.status() == 0);
      live.ring().tell(new Shown.Answered(event, live.id(), tag, how(event), event.retries()));
    }
  }

  private static Answer how(NvmeEvent.Ended event) {
    return event.status() == 0
        ? Answer.SUCCESS
        : event.isTakenBack()
            ? Answer.TAKEN_BACK
            : event.forbidsRetry() ? Answer.FINAL : Answer.ERROR;
  }

  /** An entry of a completion queue that is taken for no command. */
  void reaped(NvmeEvent.Reaped event) {
    sink.reaped();
    if (event.qid() != 0 && entries.taken(event)) {
      RingSight last = commands.lastOf(event.ctrl(), event.qid());
      if (last != null) {
        last.tell(new Shown.Stray(event));
      }
    }
  }

  void take(DmaEvent event) {
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
    Commands.Command command = commands.unmapped(event, pages);
    if (command != null && command.live() != null) {
      RingSight.Live live = command.live();
      live.ring().tell(new Shown.Unmapped(event, live.id(), command.tag()));
    }
  }

  void take(BlockEvent event) {
    if (event.extent().isPassthrough()) {
      return;
    }
    Commands.Command command =
        switch (event) {
          case BlockEvent.Issued issued -> commands.issued(issued);
          case BlockEvent.Completed completed -> commands.ended(completed);
          case BlockEvent.Requeued requeued -> commands.of(requeued.extent());
        };
    if (command == null || command.live() == null) {
      if (command != null && event instanceof BlockEvent.Completed) {
        command.isOver();
      }
      return;
    }
    RingSight.Live live = command.live();
    if (event.extent().rwbs().indexOf('A') >= 0) {
      sink.readsAhead(live.ring());
    }
    switch (event) {
      case BlockEvent.Issued issued ->
          live.ring().tell(new Shown.Issued(issued, live.id(), command.tag()));
      case BlockEvent.Requeued requeued -> {
        if (command.isAtDevice()) {
          live.ring().tell(new Shown.Requeued(requeued, live.id(), command.tag()));
        }
      }
      case BlockEvent.Completed completed -> {
        command.isOver();
        live.ring().tell(new Shown.Ended(completed, live.id(), command.tag(), completed.error()));
      }
    }
  }
}
