package io.uring.dmabuf.live.chain;

import io.uring.dmabuf.id.FileId;
import io.uring.dmabuf.id.RingId;
import io.uring.dmabuf.id.SlotId;
import io.uring.dmabuf.live.Entry;
import io.uring.dmabuf.live.Operation.AtOnce;
import io.uring.dmabuf.live.Operation.Lane;
import io.uring.dmabuf.live.Operation.OnPipe;
import io.uring.dmabuf.live.Operation.Submit;
import io.uring.dmabuf.live.uapi.Iovec;
import io.uring.dmabuf.system.Descriptor;
import io.uring.dmabuf.system.Pipe;
import io.uring.dmabuf.system.RingRequest;
import io.uring.dmabuf.system.UringSqe;
import io.uring.dmabuf.uring.BufferKind;
import io.uring.dmabuf.uring.CompletionQueue;
import io.uring.dmabuf.uring.Cqe;
import io.uring.dmabuf.uring.Op;
import io.uring.dmabuf.uring.RawBuffer;
import io.uring.dmabuf.uring.RawClone;
import io.uring.dmabuf.uring.RawSqe;
import io.uring.dmabuf.uring.UpdateArgs;
import io.uring.dmabuf.uring.Window;
import io.vavr.collection.LinkedHashMap;
import io.vavr.collection.List;
import io.vavr.collection.Map;
import io.vavr.collection.Vector;
import io.vavr.control.Option;

/**
 * What the user of a ring knows: the buffers that he put into its slots, the tags and the numbers
 * that he gave, and what each of his requests is. He consumes all completions.
 */
final class ModelUser {
  /** The user data of a request that cancels is its number beyond this: no request has it. */
  private static final long CANCELS = 1L << 32;

  /** An offset that no buffer has. */
  private static final long NOWHERE = -1;

  private final ModelSetup setup;
  private final ModelMachine machine;
  private final RingId ring;
  private final ModelPipes pipes;
  private final Replies replies = new Replies();
  private Map<Integer, Integer> inSlots = LinkedHashMap.empty();
  private Map<Integer, Submit> submitted = LinkedHashMap.empty();
  private int tagsGiven;

  /** One who has done nothing. */
  ModelUser(ModelSetup setup, ModelMachine machine, RingId ring) {
    this.setup = setup;
    this.machine = machine;
    this.ring = ring;
    this.pipes = new ModelPipes(machine);
  }

  /** What the operation in progress has brought. */
  Replies replies() {
    return replies;
  }

  /** The pipes of his requests. */
  ModelPipes pipes() {
    return pipes;
  }

  // Buffers.

  /** What he asks for each of the slots; every tag is the next number. */
  Vector<Descriptor> descriptors(List<Entry> entries) {
    int next = tagsGiven;
    Vector<Descriptor> all = Vector.empty();
    for (Entry entry : entries) {
      next += entry.tagged() ? 1 : 0;
      all = all.append(descriptor(entry, next));
    }
    return all;
  }

  private Descriptor descriptor(Entry entry, int tag) {
    return switch (entry.kind()) {
      case BUFFER -> whole(BufferKind.PAGES, entry, tag);
      case EMPTY -> whole(BufferKind.EMPTY, entry, tag);
      case ZERO_LENGTH, NULL_BASE, TOO_LONG, WRAPPING, UNMAPPED -> {
        Iovec iovec = setup.memory().iovec(entry);
        boolean mapped = entry.kind() != Entry.Kind.UNMAPPED;
        yield new Descriptor.Bad(new RawBuffer(iovec.base(), iovec.len(), mapped));
      }
    };
  }

  private static Descriptor whole(BufferKind kind, Entry entry, int tag) {
    return new Descriptor.Whole(
        new UpdateArgs(
            SlotId.of(0),
            kind,
            Option.none(),
            Option.none(),
            Option.when(entry.tagged(), () -> CompletionQueue.userDataOfTag(tag)),
            Option.none(),
            Option.when(kind == BufferKind.PAGES, () -> ModelMachine.area(entry.buffer()))));
  }

  /** His buffers are in the slots from one on. */
  void put(int offset, List<Entry> entries) {
    int slot = offset;
    for (Entry entry : entries) {
      put(slot++, Option.when(entry.kind() == Entry.Kind.BUFFER, entry.buffer()));
      tagsGiven += entry.tagged() ? 1 : 0;
    }
  }

  private void put(int slot, Option<Integer> buffer) {
    inSlots = buffer.fold(() -> inSlots.remove(slot), put -> inSlots.put(slot, put));
  }

  /** There is nothing in any slot. */
  void emptied() {
    inSlots = LinkedHashMap.empty();
  }

  /** The buffers of another one are in the slots that he has cloned. */
  void cloned(ModelUser other, RawClone asked, int sourceSlots) {
    int many = asked.count() == 0 ? sourceSlots : (int) asked.count();
    for (int i = 0; i < many; i++) {
      put((int) asked.to() + i, other.inSlots.get((int) asked.from() + i));
    }
  }

  // Requests.

  /** An entry to be submitted: in an empty slot it names an address of the first buffer. */
  UringSqe sqe(Submit submit, Option<Boolean> hard) {
    int buffer = inSlots.getOrElse(submit.slot(), 0);
    long base = setup.memory().base(buffer);
    long offset = offset(submit, base);
    if (submit.op() == Op.READ_FIXED && submit.target() == AtOnce.FILE && isIn(offset)) {
      machine.set(ModelMachine.area(buffer), offset, 0);
    }
    int number = replies.nextNumber();
    submitted = submitted.put(number, submit);
    return new UringSqe(
        new RawSqe(
            SlotId.of(submit.slot()),
            submit.op(),
            file(submit),
            new Window(offset, submit.span().length())),
        number,
        Option.some(ModelMachine.area(buffer)),
        new UringSqe.Flags(
            hard.contains(false), hard.contains(true), submit.async(), submit.quiet()));
  }

  /** Where a range begins in the buffer at an address; in no buffer for an address of its own. */
  private static long offset(Submit submit, long base) {
    long offset = submit.span().address(base) - base;
    return Math.abs(offset) > 2L * Pipe.CAPACITY ? NOWHERE : offset;
  }

  private static boolean isIn(long offset) {
    return offset >= 0 && offset < Pipe.CAPACITY;
  }

  private FileId file(Submit submit) {
    return switch (submit.target()) {
      case OnPipe(int pipe) -> pipes.used(new Lane(submit.op(), pipe));
      case AtOnce.FILE -> machine.file();
      case AtOnce.EVENTFD -> machine.counter();
      case AtOnce.CLOSED -> machine.closed();
      case AtOnce.WRONG_END -> pipes.wrongEnd(submit.op());
    };
  }

  /** What a request is. */
  Submit submit(RingRequest id) {
    return submitted
        .get(number(id))
        .getOrElseThrow(() -> new IllegalStateException("nobody submitted " + id));
  }

  private int number(RingRequest id) {
    return (int) machine.kernel().asked(id).sqe().userData();
  }

  /** The request on a lane on which one waits, or will; none where nobody does. */
  Option<RingRequest> on(Lane lane) {
    return requests().find(id -> submit(id).lane().contains(lane));
  }

  /** His requests that are in use, the oldest first. */
  Vector<RingRequest> requests() {
    return machine.kernel().requests(ring);
  }

  /** The number of the request on a lane. */
  long numberOn(Lane lane) {
    return number(on(lane).get());
  }

  /** The user data of a request that cancels. */
  long cancelling() {
    return CANCELS + replies.nextNumber();
  }

  /** What a request that waits writes is this, from its first byte on. */
  void stores(Lane lane, int value) {
    UringSqe sqe = machine.kernel().asked(on(lane).get()).sqe();
    machine.set(sqe.area().get(), sqe.raw().window().offset(), value);
  }

  // Completions.

  /** All completions are consumed: those that are told, and then those that are not. */
  void collect() {
    Vector<Cqe> all = machine.kernel().table(ring).completions().entries();
    all.reject(this::isQuiet).forEach(this::consume);
    all.filter(this::isQuiet).forEach(this::consume);
  }

  private Option<RingRequest> requestOf(Cqe cqe) {
    return machine.kernel().requestOf(ring, cqe.userData());
  }

  private boolean isQuiet(Cqe cqe) {
    return requestOf(cqe).exists(id -> machine.kernel().asked(id).isQuiet(cqe.res()));
  }

  private void consume(Cqe cqe) {
    Option<RingRequest> request = requestOf(cqe);
    if (request.isDefined()) {
      completed(request.get(), cqe);
    } else if (cqe.userData() > CANCELS) {
      int number = (int) (cqe.userData() - CANCELS);
      replies.post(new Cqe(number, cqe.res()));
      replies.end(number);
    } else {
      replies.post(cqe);
    }
    machine.does(kernel -> kernel.reap(ring, cqe.userData()));
  }

  private void completed(RingRequest id, Cqe cqe) {
    int number = number(id);
    Submit submit = submit(id);
    replies.end(number);
    submitted = submitted.remove(number);
    if (!isQuiet(cqe)) {
      replies.post(new Cqe(number, cqe.res()));
    }
    if (cqe.res() > 0) {
      moved(machine.kernel().asked(id).sqe(), submit, cqe.res());
    }
  }

  private void moved(UringSqe sqe, Submit submit, int bytes) {
    if (submit.op() == Op.READ_FIXED) {
      replies.move(machine.get(sqe.area().get(), sqe.raw().window().offset()));
    } else {
      submit.lane().forEach(lane -> replies.move(pipes.refill(lane, bytes)));
    }
  }
}
