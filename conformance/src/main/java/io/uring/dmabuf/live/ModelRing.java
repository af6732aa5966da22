package io.uring.dmabuf.live;

import static io.uring.dmabuf.live.LiveDeviation.*;

import io.uring.dmabuf.design.Design;
import io.uring.dmabuf.live.Operation.AtOnce;
import io.uring.dmabuf.live.Operation.Ending;
import io.uring.dmabuf.live.Operation.Finish;
import io.uring.dmabuf.live.Operation.Lane;
import io.uring.dmabuf.live.Operation.Link;
import io.uring.dmabuf.live.Operation.OnPipe;
import io.uring.dmabuf.live.Operation.Ready;
import io.uring.dmabuf.live.Operation.Register;
import io.uring.dmabuf.live.Operation.RegisterRaw;
import io.uring.dmabuf.live.Operation.RegisterSparse;
import io.uring.dmabuf.live.Operation.Submit;
import io.uring.dmabuf.live.Operation.Unregister;
import io.uring.dmabuf.live.Operation.Update;
import io.uring.dmabuf.live.Operation.UpdateRaw;
import io.uring.dmabuf.live.Operation.Work;
import io.uring.dmabuf.live.uapi.Iovec;
import io.uring.dmabuf.uring.BufferKind;
import io.uring.dmabuf.uring.BufferTable;
import io.uring.dmabuf.uring.BufferTableAudit;
import io.uring.dmabuf.uring.BufferTableConfig;
import io.uring.dmabuf.uring.ByteRange;
import io.uring.dmabuf.uring.Call;
import io.uring.dmabuf.uring.CallRunner;
import io.uring.dmabuf.uring.Cqe;
import io.uring.dmabuf.uring.Errno;
import io.uring.dmabuf.uring.Op;
import io.uring.dmabuf.uring.RawBuffer;
import io.uring.dmabuf.uring.RawRegister;
import io.uring.dmabuf.uring.RawUpdate;
import io.uring.dmabuf.uring.Request;
import io.uring.dmabuf.uring.UpdateArgs;
import io.vavr.Tuple2;
import io.vavr.collection.LinkedHashMap;
import io.vavr.collection.List;
import io.vavr.collection.Map;
import io.vavr.control.Option;
import java.util.BitSet;

/**
 * The model's side: the implementation's buffer table, driven call by call. It holds what the user
 * and the other ends of the files know (which buffer a node stands for, who waits on which pipe),
 * and nothing of what the table decides.
 */
final class ModelRing {
  /** Requests that can be in use at once: one for each lane, and one that ends at once. */
  static final int REQUESTS = 2 * Lane.PIPES + 1;

  /** On every how manieth operation the laws of the model are evaluated: it costs the most. */
  private static final int AUDIT_EVERY = 16;

  /** What the temporary file is full of. */
  static final int FILE_BYTE = 0x5A;

  /** The bytes that go through pipes are 1, 2, 3, up to this one, and 1 again. */
  static final int LAST_BYTE_VALUE = 80;

  private final Memory memory;
  private final Design design;
  private final List<Alternative> alternatives;
  private final boolean deferred;

  /** A design that is wrong on purpose is for the kernel to notice, not for its own audit. */
  private final boolean isIntended;

  private BufferTable table;
  private Map<Integer, RawBuffer> bufferOf = LinkedHashMap.empty();
  private Map<Lane, Waiting> lanes = LinkedHashMap.empty();
  private Map<Integer, Tail> tails = LinkedHashMap.empty();
  private Map<Integer, Integer> numberOf = LinkedHashMap.empty();
  private final BitSet numbers = new BitSet();
  private List<Cqe> posted = List.empty();
  private List<Integer> moved = List.empty();
  private List<Integer> ended = List.empty();
  private int seen;
  private int bytes;
  private int operations;

  /**
   * A request on its lane.
   *
   * @param req its number in the table
   * @param number that its user gave it
   * @param submit what it is
   * @param res its result, once it has ended
   * @param toMove the first byte that it will have moved, once it is ready and moves any
   */
  private record Waiting(
      int req, int number, Submit submit, Option<Integer> res, Option<Integer> toMove) {

    /** Whether it has ended and waits for its task. */
    boolean ready() {
      return res.isDefined();
    }
  }

  /** A request that is not issued before the one that it is linked to has succeeded. */
  private record Tail(int number, Submit submit, long address) {}

  /**
   * A ring without a table.
   *
   * @param memory the buffers that both sides register
   * @param design the decisions that the model follows
   * @param alternatives which of the kernel's behaviours
   * @param deferred whether completions wait for the task to ask for them
   */
  ModelRing(Memory memory, Design design, List<Alternative> alternatives, boolean deferred) {
    this.memory = memory;
    this.alternatives = alternatives;
    this.design = design;
    this.deferred = deferred;
    this.isIntended = design.equals(Design.intended());
    this.table = BufferTable.initial(new BufferTableConfig(0, REQUESTS, design));
  }

  /** The lanes on which a request waits, and has not been told to go on. */
  List<Lane> waiting() {
    return lanes.filter(lane -> !lane._2.ready()).keySet().toList();
  }

  /** Whether completions wait for the task to ask for them. */
  boolean isDeferred() {
    return deferred;
  }

  /** Whether there is a table. */
  boolean hasTable() {
    return table.table().isDefined();
  }

  /** Whether a request is ready, and its task has not worked since. */
  boolean hasReady() {
    return ready() > 0;
  }

  /** How many requests are ready. */
  int ready() {
    return lanes.values().count(Waiting::ready);
  }

  /** Whether the operation makes sense now: nobody can finish what does not wait. */
  boolean allows(Operation operation) {
    return switch (operation) {
      case RegisterSparse sparse -> true;
      case Register register -> true;
      case RegisterRaw raw -> true;
      case Update update -> true;
      case UpdateRaw raw -> true;
      case Unregister unregister ->
          lanes.isEmpty() || !alternatives.contains(Alternative.UNREGISTER_WAITS);
      case Submit submit ->
          submit.lane().forAll(this::isFree) && (submit.target() != AtOnce.FILE || !hasReady());
      case Link link ->
          !deferred
              && link.head().lane().forAll(this::isFree)
              && link.tail().lane().forAll(this::isFree)
              && !link.head().lane().equals(link.tail().lane());
      case Finish finish ->
          waiting().contains(finish.lane())
              && !hasReady()
              && (finish.ending() != Ending.END_OF_FILE || finish.lane().op() == Op.READ_FIXED);
      case Ready ready -> deferred && waiting().contains(ready.lane());
      case Work work -> deferred;
    };
  }

  /** Whether nobody waits on a lane, or will. */
  private boolean isFree(Lane lane) {
    return !lanes.containsKey(lane)
        && !tails.values().exists(tail -> tail.submit().lane().contains(lane));
  }

  /** Does the operation and tells what it answers. */
  Answer apply(Operation operation) {
    posted = List.empty();
    moved = List.empty();
    try {
      long result = perform(operation);
      Option<String> law = Option.none();
      if (isIntended && operations++ % AUDIT_EVERY == 0) {
        law = BufferTableAudit.audit(table);
      }
      if (law.isDefined()) {
        return Answer.trouble("breaks a law: " + law.get());
      }
      ended.forEach(numbers::clear);
      ended = List.empty();
      return new Answer(result, posted, moved, "");
    } catch (RuntimeException broken) {
      return Answer.trouble("has no answer: " + broken.getMessage());
    }
  }

  /** What the table has posted since, with the numbers that the user gave; all is consumed. */
  private void collect() {
    for (Cqe cqe : table.completions().entries().drop(seen)) {
      if (Answer.isTag(cqe)) {
        posted = posted.append(cqe);
      } else {
        int req = (int) cqe.userData();
        int number = numberOf.get(req).getOrElse(0);
        posted = quietly(number, cqe.res()) ? posted : posted.append(new Cqe(number, cqe.res()));
        ended = ended.append(number);
        table = table.reapCqe(req).getOrElse(table);
      }
    }
    seen = table.completions().entries().size();
  }

  private boolean quietly(int number, int res) {
    return lanes
        .values()
        .exists(waiting ->
            waiting.number() == number
                && waiting.submit().quiet()
                && res == waiting.submit().span().length());
  }

  private long perform(Operation operation) {
    return switch (operation) {
      case RegisterSparse sparse -> registerSparse(sparse.slots());
      case Register register -> register(register.entries().map(this::raw));
      case RegisterRaw raw -> refused(registerRefusal(raw.count(), raw.flags()));
      case Update update -> update(update.offset(), update.entries().map(this::raw));
      case UpdateRaw raw -> refused(updateRefusal(raw));
      case Unregister unregister -> unregister();
      case Submit submit -> submit(submit);
      case Link link -> link(link);
      case Finish finish -> finish(finish.lane(), finish.ending());
      case Ready ready -> end(ready.lane(), Ending.DATA);
      case Work work -> work();
    };
  }

  private boolean deviates(LiveDeviation deviation) {
    return design.deviates(deviation);
  }

  private static long failed(Errno errno) {
    return -errno.number();
  }

  /** The call that was begun, run to its end. */
  private void run(Option<BufferTable> begun, CallRunner runner) {
    table =
        begun
            .flatMap(runner::finish)
            .getOrElseThrow(() -> new IllegalStateException("it refuses a step of this call"));
    collect();
  }

  private void run(Option<BufferTable> begun) {
    run(begun, new CallRunner(node -> Option.none()));
  }

  private static long refused(Option<Errno> refusal) {
    return refusal
        .map(ModelRing::failed)
        .getOrElseThrow(() -> new IllegalStateException("it refuses none of the arguments"));
  }

  // Registration.

  private RawBuffer raw(Entry entry) {
    Iovec iovec = memory.iovec(entry);
    boolean mapped = entry.kind() != Entry.Kind.UNMAPPED;
    return new RawBuffer(iovec.base(), iovec.len(), entry.tagged(), mapped);
  }

  private Option<Errno> registerRefusal(long count, int flags) {
    boolean hasTable = table.registerSparse().isEmpty();
    return new RawRegister(count, (flags & ~1) != 0, flags == 1).refusal(hasTable);
  }

  private long registerSparse(int slots) {
    Option<Errno> refusal = registerRefusal(slots, 0);
    if (refusal.isDefined()) {
      return failed(refusal.get());
    }
    run(table.registerSparse(slots));
    return 0;
  }

  /** All or nothing: with one bad buffer there is neither a table nor a tag. */
  private long register(List<RawBuffer> buffers) {
    BufferTable before = table;
    long result = registerSparse(buffers.size());
    Installed installed = result < 0 ? Installed.NOTHING : install(0, buffers);
    if (installed.stopped().isDefined() && !deviates(FAILED_REGISTRATION_KEEPS_TABLE)) {
      table = before;
    }
    return installed.stopped().map(ModelRing::failed).getOrElse(result);
  }

  private Option<Errno> updateRefusal(UpdateRaw raw) {
    if (raw.flags() != 0 && alternatives.contains(Alternative.UPDATE_WORD_RESERVED)) {
      return Option.some(Errno.EINVAL);
    }
    return new RawUpdate(raw.offset(), raw.count(), raw.flags() != 0, raw.readable())
        .refusal(table.table().map(slots -> slots.nodes().size()));
  }

  private long update(int offset, List<RawBuffer> buffers) {
    Option<Errno> refusal = updateRefusal(new UpdateRaw(offset, buffers.size(), 0, true));
    if (refusal.isDefined()) {
      return failed(refusal.get());
    }
    BufferTable before = table;
    Installed installed = install(offset, buffers);
    if (installed.stopped().isDefined() && deviates(UPDATE_ALL_OR_NOTHING)) {
      table = before;
      return failed(installed.stopped().get());
    }
    boolean nothing = installed.done() == 0 || deviates(PARTIAL_UPDATE_REPORTS_ERROR);
    return installed
        .stopped()
        .filter(errno -> nothing)
        .map(ModelRing::failed)
        .getOrElse((long) installed.done());
  }

  /**
   * How far an update came.
   *
   * @param done how many slots were changed
   * @param stopped why it went no further, if it did not
   */
  private record Installed(int done, Option<Errno> stopped) {
    static final Installed NOTHING = new Installed(0, Option.none());
  }

  /** One slot after the other, until a buffer is refused. */
  private Installed install(int offset, List<RawBuffer> buffers) {
    int done = 0;
    for (RawBuffer buffer : buffers) {
      int slot = offset + done;
      Option<BufferTable> begun =
          table.startUpdate(
              new UpdateArgs(
                  slot,
                  buffer.isEmpty() ? BufferKind.EMPTY : BufferKind.PAGES,
                  Option.none(),
                  Option.none(),
                  buffer.tagged(),
                  Option.none()));
      Option<Errno> stopped = buffer.refusal().orElse(Option.when(begun.isEmpty(), Errno.EINVAL));
      if (stopped.isDefined()) {
        return new Installed(done, stopped);
      }
      run(begun);
      table.nodeIn(slot).forEach(node -> bufferOf = bufferOf.put(node, buffer));
      done++;
    }
    return new Installed(done, Option.none());
  }

  private long unregister() {
    Option<BufferTable> begun = table.startUnregister();
    if (begun.isEmpty()) {
      return failed(Errno.ENXIO);
    }
    if (!lanes.isEmpty() && deviates(UNREGISTER_IS_BUSY)) {
      return failed(Errno.EBUSY);
    }
    if (ascends()) {
      RawBuffer none = new RawBuffer(0, 0, false, true);
      install(0, List.fill(slots(), () -> none));
      begun = table.startUnregister();
    }
    run(begun);
    return 0;
  }

  private boolean ascends() {
    return alternatives.contains(Alternative.TEARDOWN_ASCENDING)
        != deviates(UNREGISTER_IN_DISORDER);
  }

  private int slots() {
    return table.table().map(held -> held.nodes().size()).getOrElse(0);
  }

  // Requests.

  private Option<RawBuffer> bufferIn(int slot) {
    return table.nodeIn(slot).flatMap(bufferOf::get);
  }

  private long submit(Submit submit) {
    issue(submit, nextNumber(), addressOf(submit));
    return 1;
  }

  /** The second one names its range now, and looks its buffer up when it is issued. */
  private long link(Link link) {
    int number = nextNumber();
    Tail tail = new Tail(nextNumber(), link.tail(), addressOf(link.tail()));
    tails = tails.put(number, tail);
    if (deviates(LINKED_REQUEST_BINDS_EARLY)) {
      issue(tail.submit(), tail.number(), tail.address());
      tails = tails.remove(number);
    }
    issue(link.head(), number, addressOf(link.head()));
    return 2;
  }

  private int nextNumber() {
    int number = numbers.nextClearBit(1);
    numbers.set(number);
    return number;
  }

  private long addressOf(Submit submit) {
    long base = bufferIn(submit.slot()).map(RawBuffer::base).getOrElse(memory.base(0));
    return submit.span().address(base);
  }

  private void issue(Submit submit, int number, long address) {
    boolean open = submit.target() != AtOnce.CLOSED;
    Option<BufferTable> begun =
        table.startSubmit(submit.slot(), submit.op(), 1, ByteRange.WELL_FORMED, open);
    int req = begun.map(started -> ((Call.Submit) started.call()).req()).getOrElse(0);
    numberOf = numberOf.put(req, number);
    run(begun, new CallRunner(node -> importOf(node, address, submit.span().length())));
    boolean inFlight =
        table.requests().get(req).exists(request -> request.state() == Request.State.IN_FLIGHT);
    if (inFlight) {
      issued(submit, req, number);
    } else {
      goOn(number, false);
    }
  }

  /** A request is complete: the one that is linked to it is issued, or cancelled. */
  private void goOn(int number, boolean succeeded) {
    Option<Tail> next = tails.get(number);
    tails = tails.remove(number);
    for (Tail tail : next) {
      if (succeeded) {
        issue(tail.submit(), tail.number(), tail.address());
      } else {
        posted = posted.append(new Cqe(tail.number(), -Errno.ECANCELED.number()));
        ended = ended.append(tail.number());
      }
    }
  }

  private Option<Errno> importOf(int node, long address, int length) {
    if (length == 0 && deviates(EMPTY_RANGE_IS_REFUSED)) {
      return Option.some(Errno.EFAULT);
    }
    int more = length > 0 && deviates(LAST_BYTE_IS_OUTSIDE) ? 1 : 0;
    return bufferOf.get(node).flatMap(buffer -> buffer.refusal(address, length + more));
  }

  /** The request has its buffer: the other end of its file answers at once, or it waits. */
  private void issued(Submit submit, int req, int number) {
    int length = submit.span().length();
    switch (submit.target()) {
      case OnPipe(int pipe) when length > 0 ->
          lanes =
              lanes.put(
                  new Lane(submit.op(), pipe),
                  new Waiting(req, number, submit, Option.none(), Option.none()));
      case OnPipe empty -> complete(req, 0);
      case AtOnce.FILE -> {
        complete(req, length);
        boolean reads = submit.op() == Op.READ_FIXED && length > 0;
        moved = reads ? moved.append(FILE_BYTE) : moved;
      }
      case AtOnce.WRONG_END -> complete(req, -Errno.EBADF.number());
      case AtOnce.EVENTFD -> complete(req, -Errno.EINVAL.number());
      case AtOnce.CLOSED -> throw new IllegalStateException("a request without a file is issued");
    }
  }

  /** The request ends, and its task completes it. */
  private void complete(int req, int res) {
    run(table.done(req, res).flatMap(done -> done.startTaskWork(req)));
  }

  /** The other end of the pipe lets the request go on. */
  private long end(Lane lane, Ending ending) {
    Waiting waiting = lanes.get(lane).get();
    int res =
        switch (ending) {
          case DATA -> lane.op() == Op.READ_FIXED ? 1 : waiting.submit().span().length();
          case END_OF_FILE -> 0;
          case CANCEL -> -Errno.ECANCELED.number();
        };
    table = table.done(waiting.req(), res).get();
    Option<Integer> toMove = Option.when(ending == Ending.DATA, this::nextByte);
    lanes =
        lanes.put(
            lane,
            new Waiting(
                waiting.req(), waiting.number(), waiting.submit(), Option.some(res), toMove));
    return 0;
  }

  private int nextByte() {
    bytes = bytes % LAST_BYTE_VALUE + 1;
    return bytes;
  }

  private long finish(Lane lane, Ending ending) {
    end(lane, ending);
    return work();
  }

  private long work() {
    lanes.filter(lane -> lane._2.ready()).forEach(this::worked);
    return 0;
  }

  private void worked(Tuple2<Lane, Waiting> ready) {
    Waiting waiting = ready._2;
    run(table.startTaskWork(waiting.req()));
    moved = moved.appendAll(waiting.toMove());
    lanes = lanes.remove(ready._1);
    goOn(waiting.number(), waiting.res().contains(waiting.submit().span().length()));
  }
}
