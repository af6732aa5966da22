package io.uring.dmabuf.live.chain;

import static io.uring.dmabuf.live.chain.LiveDeviation.*;
import static io.uring.dmabuf.uring.ByteRange.WELL_FORMED;

import io.uring.dmabuf.design.Design;
import io.uring.dmabuf.live.Alternative;
import io.uring.dmabuf.live.Answer;
import io.uring.dmabuf.live.Entry;
import io.uring.dmabuf.live.Files;
import io.uring.dmabuf.live.Memory;
import io.uring.dmabuf.live.Operation.AtOnce;
import io.uring.dmabuf.live.Operation.Ending;
import io.uring.dmabuf.live.Operation.Finish;
import io.uring.dmabuf.live.Operation.Hold;
import io.uring.dmabuf.live.Operation.Lane;
import io.uring.dmabuf.live.Operation.Link;
import io.uring.dmabuf.live.Operation.OfRing;
import io.uring.dmabuf.live.Operation.OnPipe;
import io.uring.dmabuf.live.Operation.Ready;
import io.uring.dmabuf.live.Operation.Register;
import io.uring.dmabuf.live.Operation.RegisterRaw;
import io.uring.dmabuf.live.Operation.RegisterSparse;
import io.uring.dmabuf.live.Operation.Release;
import io.uring.dmabuf.live.Operation.Submit;
import io.uring.dmabuf.live.Operation.Unregister;
import io.uring.dmabuf.live.Operation.Update;
import io.uring.dmabuf.live.Operation.UpdateRaw;
import io.uring.dmabuf.live.Operation.Work;
import io.uring.dmabuf.live.Pipes;
import io.uring.dmabuf.live.RingKind;
import io.uring.dmabuf.live.uapi.Iovec;
import io.uring.dmabuf.step.NoArgs;
import io.uring.dmabuf.step.Step;
import io.uring.dmabuf.uring.BufferKind;
import io.uring.dmabuf.uring.BufferTable;
import io.uring.dmabuf.uring.BufferTableAudit;
import io.uring.dmabuf.uring.BufferTableConfig;
import io.uring.dmabuf.uring.Call;
import io.uring.dmabuf.uring.CallRunner;
import io.uring.dmabuf.uring.CancelSteps;
import io.uring.dmabuf.uring.CloneSteps;
import io.uring.dmabuf.uring.ClonedTables;
import io.uring.dmabuf.uring.ClonedTablesAudit;
import io.uring.dmabuf.uring.CompletionQueue;
import io.uring.dmabuf.uring.Cqe;
import io.uring.dmabuf.uring.CqeSteps;
import io.uring.dmabuf.uring.DeferredIssue;
import io.uring.dmabuf.uring.DeferredIssueAudit;
import io.uring.dmabuf.uring.Errno;
import io.uring.dmabuf.uring.LinkSteps;
import io.uring.dmabuf.uring.Op;
import io.uring.dmabuf.uring.Queued.Issuer;
import io.uring.dmabuf.uring.RawBuffer;
import io.uring.dmabuf.uring.RawClone;
import io.uring.dmabuf.uring.RawRegister;
import io.uring.dmabuf.uring.RawSqe;
import io.uring.dmabuf.uring.RawUpdate;
import io.uring.dmabuf.uring.Request;
import io.uring.dmabuf.uring.SubmitSteps;
import io.uring.dmabuf.uring.TableSteps;
import io.uring.dmabuf.uring.TeardownSteps;
import io.uring.dmabuf.uring.UpdateArgs;
import io.uring.dmabuf.uring.WorkerSteps;
import io.vavr.Tuple2;
import io.vavr.collection.LinkedHashMap;
import io.vavr.collection.List;
import io.vavr.collection.Map;
import io.vavr.control.Option;
import java.util.BitSet;
import java.util.function.IntPredicate;
import java.util.function.LongSupplier;

/**
 * The model's side: the implementation's buffer table with its deferred requests, driven call by
 * call. It holds what the user and the other ends of the files know (which buffer a node stands
 * for, who waits on which pipe), and nothing of what the table decides.
 */
final class ModelRing {
  /** Requests that can be in use at once: one for each lane, and some that end at once. */
  static final int REQUESTS = 2 * Lane.PIPES + 5;

  /** Requests for the worker thread beyond which none is added that does not wait on a lane. */
  private static final int AT_ONCE_FOR_WORKER = 3;

  /** The number of the only file in the table's eyes. */
  private static final int FILE = 1;

  /** On every how manieth operation the laws of the model are evaluated: it costs the most. */
  private static final int AUDIT_EVERY = 16;

  private final Memory memory;
  private final Design design;
  private final List<Alternative> alternatives;
  private final RingKind kind;

  /** A design that is wrong on purpose is for the kernel to notice, not for its own audit. */
  private final boolean isIntended;

  private DeferredIssue state;

  /** The ring whose table can be cloned: imus are numbered across both. */
  private Option<ModelRing> other = Option.none();

  private Map<Integer, RawBuffer> bufferOf = LinkedHashMap.empty();
  private Map<Integer, Asked> asked = LinkedHashMap.empty();
  private Map<Lane, Ended> ready = LinkedHashMap.empty();
  private List<Integer> forWorker = List.empty();

  /** What a task that defers does when it works next: it issues or completes them. */
  private List<Integer> deferred = List.empty();

  private boolean held;
  private final BitSet numbers = new BitSet();
  private List<Cqe> posted = List.empty();
  private List<Integer> moved = List.empty();
  private List<Integer> ended = List.empty();
  private int seen;
  private int bytes;
  private int operations;

  /** How many tags the ring was given; the next one is the next number. */
  private int tagsGiven;

  /**
   * What the user asked for, with a request that is in use.
   *
   * @param number that its user gave it
   * @param submit what it is
   * @param address of its first byte
   */
  private record Asked(int number, Submit submit, long address) {
    boolean isAll(int res) {
      return res == submit.span().length();
    }
  }

  /**
   * A request that waited on a lane and has ended: its task has not worked since.
   *
   * @param req its number in the table
   * @param toMove the first byte that it will have moved, if any
   */
  private record Ended(int req, Option<Integer> toMove) {}

  /**
   * A ring without a table.
   *
   * @param memory the buffers that both sides register
   * @param design the decisions that the model follows
   * @param alternatives which of the kernel's behaviours
   * @param kind of the ring
   */
  ModelRing(Memory memory, Design design, List<Alternative> alternatives, RingKind kind) {
    this.memory = memory;
    this.alternatives = alternatives;
    this.design = design;
    this.kind = kind;
    this.isIntended = design.equals(Design.intended());
    this.state = DeferredIssue.initial(new BufferTableConfig(0, REQUESTS, design));
  }

  private BufferTable table() {
    return state.table();
  }

  /** The lanes on which a request waits, and has not been told to go on. */
  List<Lane> waiting() {
    return lanes(req -> isInFlight(req));
  }

  /** The lanes whose request a user may try to cancel: it waits there, or is not issued yet. */
  List<Lane> cancellable() {
    return lanes(req -> isInFlight(req) || state.queued().containsKey(req));
  }

  private List<Lane> lanes(IntPredicate which) {
    return asked
        .filter(entry -> which.test(entry._1))
        .values()
        .flatMap(request -> request.submit().lane())
        .toList();
  }

  private boolean isInFlight(int req) {
    return table().isRequest(req, Request.State.IN_FLIGHT);
  }

  /** Whether completions wait for the task to ask for them. */
  boolean isDeferred() {
    return kind == RingKind.DEFERRED;
  }

  /** Whether a worker thread has to begin with something, or is kept busy. */
  boolean needsWorker(OfRing operation) {
    return switch (operation) {
      case Submit submit -> submit.async();
      case Hold hold -> true;
      case Finish finish -> !finish.ending().cancels() && isAsync(finish.lane());
      case Ready ready -> isAsync(ready.lane());
      case RegisterSparse sparse -> false;
      case Register register -> false;
      case RegisterRaw raw -> false;
      case Update update -> false;
      case UpdateRaw raw -> false;
      case Unregister unregister -> false;
      case Link link -> false;
      case Work work -> false;
      case Release release -> false;
    };
  }

  /** Whether the worker thread is kept busy. */
  boolean isHeld() {
    return held;
  }

  /** Whether there is a table. */
  boolean hasTable() {
    return table().table().isDefined();
  }

  /** Whether a request is ready, or a linked one can go on, and the task has not worked since. */
  boolean hasReady() {
    return ready.nonEmpty() || deferred.nonEmpty();
  }

  /**
   * Whether the operation completes several requests in one go: the order of their completions is
   * not said by the model.
   */
  boolean isBatch(OfRing operation) {
    boolean several = ready.size() > 1 || deferred.nonEmpty() && readyAtWorker();
    return operation instanceof Work && several
        || operation instanceof Release && forWorker.size() > 1;
  }

  /** Whether the operation makes sense now: nobody can finish what does not wait. */
  boolean allows(OfRing operation) {
    return switch (operation) {
      case RegisterSparse sparse -> true;
      case Register register -> true;
      case RegisterRaw raw -> true;
      case Update update -> true;
      case UpdateRaw raw -> true;
      case Unregister unregister ->
          asked.isEmpty() || !alternatives.contains(Alternative.UNREGISTER_WAITS);
      case Submit submit -> allowsSubmit(submit);
      case Link link ->
          !hasReady()
              && link.lanes().forAll(this::isFree)
              && link.lanes().distinct().size() == link.lanes().size();
      case Finish finish -> allowsFinish(finish);
      case Ready ready -> isDeferred() && waiting().contains(ready.lane()) && canGoOn(ready.lane());
      case Work work -> isDeferred();
      case Hold hold -> !held && !hasReady();
      case Release release -> held && !hasReady();
    };
  }

  /** What another thread of the kernel does is awaited, and then all that is ready is completed. */
  private boolean allowsSubmit(Submit submit) {
    boolean alone = submit.target() != AtOnce.FILE && !submit.async() || !hasReady();
    boolean room = submit.lane().isDefined() || forWorker.size() < AT_ONCE_FOR_WORKER;
    return submit.lane().forAll(this::isFree) && alone && (!submit.async() || room);
  }

  private boolean allowsFinish(Finish finish) {
    boolean waits =
        finish.ending().cancels()
            ? cancellable().contains(finish.lane())
            : waiting().contains(finish.lane()) && canGoOn(finish.lane());
    return waits
        && !hasReady()
        && (finish.ending() != Ending.END_OF_FILE || finish.lane().op() == Op.READ_FIXED);
  }

  /** A request of a worker thread goes to one again when it need not wait any longer. */
  private boolean canGoOn(Lane lane) {
    return !held || !isAsync(lane);
  }

  private boolean isAsync(Lane lane) {
    return asked.get(waitingOn(lane)).get().submit().async();
  }

  /** Whether nobody waits on a lane, or will. */
  private boolean isFree(Lane lane) {
    return !asked.values().exists(request -> request.submit().lane().contains(lane));
  }

  /** Does the operation and tells what it answers. */
  Answer apply(OfRing operation) {
    return answer(() -> perform(operation));
  }

  private Answer answer(LongSupplier call) {
    posted = List.empty();
    moved = List.empty();
    try {
      long result = call.getAsLong();
      other.forEach(this::shareImus);
      Option<String> law = Option.none();
      if (isIntended && operations++ % AUDIT_EVERY == 0) {
        law = law();
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

  private Option<String> law() {
    return other
        .map(ring -> ClonedTablesAudit.audit(new ClonedTables(table(), ring.table())))
        .getOrElse(() -> BufferTableAudit.audit(table()))
        .orElse(() -> DeferredIssueAudit.auditQueue(state));
  }

  // Cloning.

  /** From now on each of the two can clone the other's table; both are without one. */
  void pairWith(ModelRing ring) {
    other = Option.some(ring);
    ring.other = Option.some(this);
  }

  /** Whether the table of another ring can be cloned now. */
  boolean allowsClone() {
    return alternatives.contains(Alternative.CLONE_UNTAGGED)
        && (asked.isEmpty() || !alternatives.contains(Alternative.UNREGISTER_WAITS));
  }

  /** Clones the table of another ring and tells what it answers. */
  Answer cloneFrom(ModelRing source, RawClone clone) {
    return answer(
        () -> cloned(source, deviates(CLONE_REPLACES_UNASKED) ? clone.replacing() : clone));
  }

  private long cloned(ModelRing source, RawClone clone) {
    ClonedTables rings = new ClonedTables(table(), source.table());
    Option<Errno> refusal = rings.refusal(clone);
    if (refusal.isDefined()) {
      return failed(refusal.get());
    }
    ClonedTables done =
        CloneSteps.START_CLONE
            .from(rings, clone)
            .flatMap(new CallRunner(node -> Option.none())::finish)
            .getOrElseThrow(() -> new IllegalStateException("it refuses a step of a clone"));
    replaceTable(done.here());
    source.replaceTable(done.away());
    int many = clone.count() == 0 ? source.slots() : (int) clone.count();
    for (int i = 0; i < many; i++) {
      Option<RawBuffer> buffer = source.bufferIn((int) clone.from() + i);
      Option<Integer> node = table().nodeIn((int) clone.to() + i);
      buffer.forEach(shared -> node.forEach(id -> bufferOf = bufferOf.put(id, shared)));
    }
    collect();
    return 0;
  }

  /** The other ring sees what this one did to the imus that they share. */
  private void shareImus(ModelRing ring) {
    BufferTable mine = table();
    if (mine.imus() != ring.table().imus()) {
      ClonedTables seen = ClonedTables.HERE.set().apply(new ClonedTables(mine, ring.table()), mine);
      ring.replaceTable(seen.away());
    }
  }

  private void replaceTable(BufferTable next) {
    state = DeferredIssue.TABLE.set().apply(state, next);
  }

  /** What the table has posted since, with the numbers that the user gave; all is consumed. */
  private void collect() {
    for (Cqe cqe : table().completions().entries().drop(seen)) {
      if (Answer.isTag(cqe)) {
        posted = posted.append(cqe);
      } else {
        int req = (int) cqe.userData();
        asked.get(req).forEach(request -> completed(request, cqe.res()));
        asked = asked.remove(req);
        state = onTable(CqeSteps.REAP_CQE, req).getOrElse(state);
      }
    }
    seen = table().completions().entries().size();
  }

  private void completed(Asked request, int res) {
    ended = ended.append(request.number());
    if (!request.submit().quiet() || !request.isAll(res)) {
      posted = posted.append(new Cqe(request.number(), res));
    }
  }

  private long perform(OfRing operation) {
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
      case Hold hold -> {
        held = true;
        yield 0;
      }
      case Release release -> release();
    };
  }

  private boolean deviates(LiveDeviation deviation) {
    return design.deviates(deviation);
  }

  private static long failed(Errno errno) {
    return -errno.number();
  }

  /** The call that was begun, run to its end; then what it leaves to others. */
  private void run(Option<DeferredIssue> begun) {
    state =
        begun
            .flatMap(started -> runner(started).finish(started, res -> isAll(started, res)))
            .getOrElseThrow(() -> new IllegalStateException("it refuses a step of this call"));
    collect();
    settle();
  }

  private <A> void runOnTable(Step<BufferTable, A> call, A args) {
    run(onTable(call, args));
  }

  /** After a step of the table that takes no notice of queued requests. */
  private <A> Option<DeferredIssue> onTable(Step<BufferTable, A> step, A args) {
    return step.from(table(), args).map(next -> DeferredIssue.TABLE.set().apply(state, next));
  }

  private CallRunner runner(DeferredIssue begun) {
    return new CallRunner(node -> carried(begun).flatMap(request -> importOf(node, request)));
  }

  private boolean isAll(DeferredIssue begun, int res) {
    return carried(begun).exists(request -> request.isAll(res));
  }

  /** What the call is about. */
  private Option<Asked> carried(DeferredIssue begun) {
    return begun.table().call() instanceof Call.OnRequest carrier
        ? asked.get(carrier.req())
        : Option.none();
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
    boolean hasTable = !TableSteps.REGISTER_SPARSE.isEnabled(table(), 0);
    return new RawRegister(count, (flags & ~1) != 0, flags == 1).refusal(hasTable);
  }

  private long registerSparse(int slots) {
    Option<Errno> refusal = registerRefusal(slots, 0);
    if (refusal.isDefined()) {
      return failed(refusal.get());
    }
    runOnTable(TableSteps.REGISTER_SPARSE, slots);
    return 0;
  }

  /** All or nothing: with one bad buffer there is neither a table nor a tag. */
  private long register(List<RawBuffer> buffers) {
    DeferredIssue before = state;
    int given = tagsGiven;
    long result = registerSparse(buffers.size());
    Installed installed = result < 0 ? Installed.NOTHING : install(0, buffers);
    if (installed.stopped().isDefined() && !deviates(FAILED_REGISTRATION_KEEPS_TABLE)) {
      state = before;
      tagsGiven = given;
    }
    return installed.stopped().map(ModelRing::failed).getOrElse(result);
  }

  private Option<Errno> updateRefusal(UpdateRaw raw) {
    if (raw.flags() != 0 && alternatives.contains(Alternative.UPDATE_WORD_RESERVED)) {
      return Option.some(Errno.EINVAL);
    }
    return new RawUpdate(raw.offset(), raw.count(), raw.flags() != 0, raw.readable())
        .refusal(table().slots());
  }

  private long update(int offset, List<RawBuffer> buffers) {
    Option<Errno> refusal = updateRefusal(new UpdateRaw(offset, buffers.size(), 0, true));
    if (refusal.isDefined()) {
      return failed(refusal.get());
    }
    DeferredIssue before = state;
    int given = tagsGiven;
    Installed installed = install(offset, buffers);
    if (installed.stopped().isDefined() && deviates(UPDATE_ALL_OR_NOTHING)) {
      state = before;
      tagsGiven = given;
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
      Option<DeferredIssue> begun =
          started(
              new UpdateArgs(
                  slot,
                  buffer.isEmpty() ? BufferKind.EMPTY : BufferKind.PAGES,
                  Option.none(),
                  Option.none(),
                  Option.when(buffer.tagged(), () -> CompletionQueue.userDataOfTag(tagsGiven + 1)),
                  Option.none()));
      Option<Errno> stopped = buffer.refusal().orElse(Option.when(begun.isEmpty(), Errno.EINVAL));
      if (stopped.isDefined()) {
        return new Installed(done, stopped);
      }
      run(begun);
      tagsGiven += buffer.tagged() ? 1 : 0;
      table().nodeIn(slot).forEach(node -> bufferOf = bufferOf.put(node, buffer));
      done++;
    }
    return new Installed(done, Option.none());
  }

  private Option<DeferredIssue> started(UpdateArgs args) {
    return onTable(TableSteps.START_UPDATE, args);
  }

  private long unregister() {
    Option<DeferredIssue> begun = onTable(TeardownSteps.START_UNREGISTER, NoArgs.NONE);
    if (begun.isEmpty()) {
      return failed(Errno.ENXIO);
    }
    if (!asked.isEmpty() && deviates(UNREGISTER_IS_BUSY)) {
      return failed(Errno.EBUSY);
    }
    if (ascends()) {
      RawBuffer none = new RawBuffer(0, 0, false, true);
      install(0, List.fill(slots(), () -> none));
      begun = onTable(TeardownSteps.START_UNREGISTER, NoArgs.NONE);
    }
    run(begun);
    return 0;
  }

  private boolean ascends() {
    return alternatives.contains(Alternative.TEARDOWN_ASCENDING)
        != deviates(UNREGISTER_IN_DISORDER);
  }

  private int slots() {
    return table().slots().getOrElse(0);
  }

  // Requests.

  private Option<RawBuffer> bufferIn(int slot) {
    return table().nodeIn(slot).flatMap(bufferOf::get);
  }

  private long submit(Submit submit) {
    if (submit.async()) {
      int req = queue(submit, WorkerSteps.START_ASYNC.from(state, sqe(submit)));
      forWorker = forWorker.append(req);
      if (!held) {
        workerWorks();
      }
      return 1;
    }
    begin(submit);
    run(Option.some(state));
    return 1;
  }

  /** All name their ranges now, and look their buffers up when they are issued. */
  private long link(Link link) {
    begin(link.requests().head());
    for (Submit next : link.requests().tail()) {
      queue(next, LinkSteps.PREPARE_LINKED.from(state, sqe(next)));
    }
    run(Option.some(state));
    work();
    return link.requests().size();
  }

  /** The submission of a request is in progress. */
  private void begin(Submit submit) {
    state =
        onTable(SubmitSteps.START_SUBMIT, new SubmitSteps.Submission(sqe(submit), isOpen(submit)))
            .getOrElseThrow(() -> new IllegalStateException("it refuses a submission"));
    ask(((Call.Submit) table().call()).req(), submit);
  }

  private static RawSqe sqe(Submit submit) {
    return new RawSqe(submit.slot(), submit.op(), FILE, WELL_FORMED);
  }

  /** A request is queued: its number in the table. */
  private int queue(Submit submit, Option<DeferredIssue> queued) {
    DeferredIssue before = state;
    state = queued.getOrElseThrow(() -> new IllegalStateException("it refuses a submission"));
    int req = state.queued().keySet().diff(before.queued().keySet()).head();
    ask(req, submit);
    return req;
  }

  private void ask(int req, Submit submit) {
    asked = asked.put(req, new Asked(nextNumber(), submit, addressOf(submit)));
  }

  private static boolean isOpen(Submit submit) {
    return submit.target() != AtOnce.CLOSED;
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

  /**
   * Task work issues what is linked to a success, and completes what has ended; whoever waits on a
   * lane is left to wait, and whoever was there waits for its task. A task that defers does it when
   * it works the next time.
   */
  private void settle() {
    if (!table().lockIsFree()) {
      return;
    }
    for (int req : List.ofAll(asked.keySet())) {
      if (isInFlight(req)) {
        atOnce(req, asked.get(req).get().submit());
      } else if (isLeftToTask(req) && !isDeferred()) {
        taskWork(req);
      } else if (isLeftToTask(req) && !deferred.contains(req)) {
        deferred = deferred.append(req);
      }
    }
  }

  private boolean isLeftToTask(int req) {
    return state.isQueuedFor(req, Issuer.TASK_WORK)
        || isDone(req) && !ready.values().exists(end -> end.req() == req);
  }

  private void taskWork(int req) {
    if (state.isQueuedFor(req, Issuer.TASK_WORK)) {
      boolean gotFile = isOpen(asked.get(req).get().submit());
      run(LinkSteps.ISSUE_LINKED.from(state, new LinkSteps.Issued(req, gotFile)));
    } else {
      endChain(req);
    }
  }

  /** What is behind a request that was not issued ends with it. */
  private void endChain(int req) {
    List<Integer> others = deferred;
    runOnTable(CqeSteps.START_TASK_WORK, req);
    List<Integer> behind = deferred.removeAll(others);
    deferred = others;
    behind.forEach(this::endChain);
  }

  private boolean isDone(int req) {
    return table().isRequest(req, Request.State.DONE);
  }

  private Option<Errno> importOf(int node, Asked request) {
    int length = request.submit().span().length();
    if (length == 0 && deviates(EMPTY_RANGE_IS_REFUSED)) {
      return Option.some(Errno.EFAULT);
    }
    int more = length > 0 && deviates(LAST_BYTE_IS_OUTSIDE) ? 1 : 0;
    return bufferOf.get(node).flatMap(buffer -> buffer.refusal(request.address(), length + more));
  }

  /** The request has its buffer: the other end of its file answers at once, or it waits. */
  private void atOnce(int req, Submit submit) {
    int length = submit.span().length();
    switch (submit.target()) {
      case OnPipe pipe when length > 0 -> {}
      case OnPipe empty -> complete(req, 0);
      case AtOnce.FILE -> {
        boolean reads = submit.op() == Op.READ_FIXED && length > 0;
        moved = reads ? moved.append(Files.BYTE) : moved;
        complete(req, length);
      }
      case AtOnce.WRONG_END -> complete(req, -Errno.EBADF.number());
      case AtOnce.EVENTFD -> complete(req, -Errno.EINVAL.number());
      case AtOnce.CLOSED -> throw new IllegalStateException("a request without a file is issued");
    }
  }

  /** The request ends, and its task completes it. */
  private void complete(int req, int res) {
    state = done(req, res).get();
    runOnTable(CqeSteps.START_TASK_WORK, req);
  }

  // The worker thread.

  private long release() {
    held = false;
    workerWorks();
    return 0;
  }

  /** The worker thread issues all that is in its list, in order. */
  private void workerWorks() {
    List<Integer> all = forWorker.filter(req -> state.isQueuedFor(req, Issuer.WORKER));
    forWorker = List.empty();
    all.forEach(this::workerIssues);
    settle();
    workToTheEnd();
  }

  private void workerIssues(int req) {
    Asked request = asked.get(req).get();
    Option<DeferredIssue> begun =
        (isOpen(request.submit()) ? WorkerSteps.WORKER_LOOKUP : WorkerSteps.WORKER_FINDS_NO_FILE)
            .from(state, req);
    state = begun.getOrElseThrow(() -> new IllegalStateException("it refuses a worker's step"));
    if (state.isAtWorker(req)) {
      Option<Errno> refusal =
          table().requests().get(req).flatMap(Request::node).flatMap(n -> importOf(n, request));
      state = WorkerSteps.WORKER_ISSUE.from(state, new WorkerSteps.Imported(req, refusal)).get();
    }
  }

  // The end of requests that wait.

  private int waitingOn(Lane lane) {
    return asked.find(entry -> entry._2.submit().lane().contains(lane)).get()._1;
  }

  /** The other end of the pipe lets the request go on, or it is cancelled. */
  private long end(Lane lane, Ending ending) {
    int req = waitingOn(lane);
    if (ending.cancels()) {
      return cancel(req, lane, ending);
    }
    int length = asked.get(req).get().submit().span().length();
    boolean moves = ending == Ending.DATA;
    state = done(req, moves ? (lane.op() == Op.READ_FIXED ? 1 : length) : 0).get();
    ready = ready.put(lane, new Ended(req, Option.when(moves, this::nextByte)));
    return 0;
  }

  /** By a call, which returns whether there is such a request, or by a request that tells it. */
  private long cancel(int req, Lane lane, Ending ending) {
    if (state.isQueuedFor(req, Issuer.WORKER) && !seesWorker(ending)) {
      return failed(Errno.ENOENT);
    }
    boolean found = isInFlight(req) || state.isQueuedFor(req, Issuer.WORKER);
    Step<DeferredIssue, Integer> step =
        isInFlight(req)
            ? CancelSteps.CANCEL_IN_FLIGHT
            : found ? CancelSteps.CANCEL_QUEUED : CancelSteps.CANCEL_NOT_FOUND;
    state =
        step.from(state, req)
            .getOrElseThrow(() -> new IllegalStateException("it refuses a cancellation"));
    if (found) {
      forWorker = forWorker.remove(req);
      ready = ready.put(lane, new Ended(req, Option.none()));
    }
    long result = found || deviates(LINKED_IS_FOUND) ? 0 : failed(Errno.ENOENT);
    if (ending == Ending.CANCEL) {
      return result;
    }
    int number = nextNumber();
    posted = posted.append(new Cqe(number, (int) result));
    ended = ended.append(number);
    return 0;
  }

  /**
   * Worker threads belong to the task that submits: a call looks into the lists of its own task's,
   * and those of a polled ring are its thread's.
   */
  private boolean seesWorker(Ending ending) {
    return kind != RingKind.POLLED || ending == Ending.CANCEL_REQUEST;
  }

  private Option<DeferredIssue> done(int req, int res) {
    return onTable(CqeSteps.DONE, new CqeSteps.Ended(req, res));
  }

  private int nextByte() {
    bytes = bytes % Pipes.LAST_BYTE_VALUE + 1;
    return bytes;
  }

  private long finish(Lane lane, Ending ending) {
    long result = end(lane, ending);
    work();
    return result;
  }

  /** What was left to the task before what is ready since; what they leave is for the next time. */
  private long work() {
    boolean forWorkerAgain = readyAtWorker();
    for (int req : deferred) {
      deferred = deferred.remove(req);
      taskWork(req);
    }
    for (Tuple2<Lane, Ended> end : ready) {
      ready = ready.remove(end._1);
      moved = moved.appendAll(end._2.toMove());
      runOnTable(CqeSteps.START_TASK_WORK, end._2.req());
    }
    if (forWorkerAgain || deviates(LINKED_IN_THE_SAME_ROUND)) {
      workToTheEnd();
    }
    return 0;
  }

  private boolean readyAtWorker() {
    return ready.values().exists(end -> asked.get(end.req()).get().submit().async());
  }

  /** Whoever waits for a worker thread works as often as it takes. */
  private void workToTheEnd() {
    while (deferred.nonEmpty()) {
      work();
    }
  }
}
