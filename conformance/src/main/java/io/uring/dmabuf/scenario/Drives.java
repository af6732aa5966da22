package io.uring.dmabuf.scenario;

import io.uring.dmabuf.block.OfTag;
import io.uring.dmabuf.id.DeviceId;
import io.uring.dmabuf.id.RequestId;
import io.uring.dmabuf.id.RingId;
import io.uring.dmabuf.id.TagId;
import io.uring.dmabuf.nvme.Iod.Stage;
import io.uring.dmabuf.nvme.NvmeSteps;
import io.uring.dmabuf.nvme.QueuePair;
import io.uring.dmabuf.step.Choice;
import io.uring.dmabuf.system.CommandInProgress;
import io.uring.dmabuf.system.CompletionSteps;
import io.uring.dmabuf.system.DeviceSteps;
import io.uring.dmabuf.system.Outside;
import io.uring.dmabuf.system.QueueSteps;
import io.uring.dmabuf.system.RingRequest;
import io.uring.dmabuf.system.State;
import io.uring.dmabuf.system.WorkerInProgress;
import io.vavr.collection.HashMap;
import io.vavr.collection.Map;
import io.vavr.collection.Vector;
import io.vavr.control.Option;

/**
 * What drives, their interrupts, kblockd and the worker threads of io-wq do while a scenario runs,
 * as far as it is told to.
 */
final class Drives {
  private final Session session;

  /** How many of the next allocations of descriptor pages fail. */
  private Map<DeviceId, Integer> starving = HashMap.empty();

  /** The drives of a machine. */
  Drives(Session session) {
    this.session = session;
  }

  /** The next allocations of descriptor pages of a drive fail. */
  void starve(DeviceId drive, int allocations) {
    starving = starving.put(drive, allocations);
  }

  /** Drives go on until nothing is left to do: kblockd, the controller, the interrupts. */
  void run(Iterable<DeviceId> drives) {
    State before;
    Map<DeviceId, Integer> starved;
    do {
      before = state();
      starved = starving;
      for (DeviceId drive : drives) {
        kblockd(drive);
        fetch(drive);
        for (TagId tag : executing(drive)) {
          move(drive, tag, Integer.MAX_VALUE);
          answer(drive, tag, true);
        }
        interrupt(drive);
      }
    } while (!state().equals(before) || !starving.equals(starved));
  }

  /** Commands that wait for a descriptor page are tried again, and workers go on. */
  void kblockd(DeviceId drive) {
    for (TagId tag : tags(drive)) {
      OfTag of = new OfTag(drive, tag);
      if (state().queue().stage(of) instanceof Stage.Requeued
          && take(new Choice<>(QueueSteps.REQUEUE, of))) {
        while (goesOn(of, CommandInProgress.queueing(state(), of))) {}
      }
    }
    workers();
  }

  /** Worker threads go on, each until it waits. */
  void workers() {
    boolean busy;
    do {
      busy = false;
      for (RingId ring : state().rings().all().ids()) {
        for (RequestId req : session.table(ring).queued().ids()) {
          busy |= works(ring, req);
        }
      }
    } while (busy);
  }

  private boolean works(RingId ring, RequestId req) {
    boolean worked = false;
    RingRequest id = new RingRequest(ring, req);
    if (session.streams().isHeld() && session.streams().has(session.userData().asked(id).file())) {
      return false;
    }
    if (session.table(ring).isForWorker(req)) {
      session.task().binds(id);
    }
    Option<Choice<State, ?>> next = WorkerInProgress.next(state().at(ring), req);
    while (next.isDefined() && take(ring, next.get())) {
      worked = true;
      next = WorkerInProgress.next(state().at(ring), req);
    }
    return worked;
  }

  /** Takes a step of a ring; in its place, where the next allocation is to fail, one that fails. */
  boolean take(RingId ring, Choice<State, ?> step) {
    if (step.step().equals(QueueSteps.BUILD_PRPS) && step.args() instanceof OfTag of) {
      int left = starving.getOrElse(of.device(), 0);
      if (left > 0 && session.take(ring, new Choice<>(Outside.POOL_FAILS, of))) {
        starve(of.device(), left - 1);
        return true;
      }
    }
    return session.take(ring, step);
  }

  private boolean goesOn(OfTag of, Option<Choice<State, ?>> step) {
    return step.exists(next -> take(state().ringOf(of).getOrElse(Session.NONE), next));
  }

  private boolean take(Choice<State, ?> step) {
    return session.take(Session.NONE, step);
  }

  /** Moves at most some pieces of a tag's command: how many there were. */
  int move(DeviceId drive, TagId tag, int most) {
    int moved = 0;
    State before = state();
    while (moved < most && take(new Choice<>(DeviceSteps.XFER, new OfTag(drive, tag)))) {
      if (state().equals(before)) {
        return moved;
      }
      before = state();
      moved++;
    }
    return moved;
  }

  /** The command of a tag is answered, unless the drive cannot say so yet. */
  boolean answer(DeviceId drive, TagId tag, boolean ok) {
    return take(new Choice<>(DeviceSteps.ANSWER, new NvmeSteps.Answer(new OfTag(drive, tag), ok)));
  }

  /** The interrupt handler looks at everything that was answered. */
  void interrupt(DeviceId drive) {
    while (take(new Choice<>(CompletionSteps.REAP, drive))) {
      for (int number = 0; number < state().queue().layout(drive).tags(); number++) {
        OfTag of = new OfTag(drive, TagId.of(number));
        while (goesOn(of, CommandInProgress.completing(state(), of))) {}
      }
    }
  }

  /** The controller takes in everything that was announced. */
  void fetch(DeviceId drive) {
    while (take(new Choice<>(DeviceSteps.FETCH, drive))) {}
  }

  /** The tags whose commands the controller works on. */
  Vector<TagId> executing(DeviceId drive) {
    QueuePair pair = state().queue().pair(drive);
    return tags(drive).filter(tag -> pair.controller().execution(tag).isDefined());
  }

  /** The tags that the parts of a request have, of those that the controller works on. */
  Vector<TagId> executing(RingRequest id, DeviceId drive) {
    return tags(id, drive).filter(executing(drive)::contains);
  }

  /** The tags that the parts of a request have, in the order of the parts. */
  Vector<TagId> tags(RingRequest id, DeviceId drive) {
    return state()
        .queue()
        .pair(drive)
        .tags()
        .serving(id.ring(), id.req())
        .sortBy(tag -> state().queue().request(drive, tag).get().owner().part())
        .toVector();
  }

  private Vector<TagId> tags(DeviceId drive) {
    return Vector.range(0, state().queue().layout(drive).tags())
        .map(TagId::of)
        .filter(tag -> state().queue().request(drive, tag).isDefined());
  }

  private State state() {
    return session.machine().state();
  }
}
