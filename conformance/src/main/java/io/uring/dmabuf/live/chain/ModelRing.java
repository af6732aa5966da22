package io.uring.dmabuf.live.chain;

import io.uring.dmabuf.id.RingId;
import io.uring.dmabuf.live.Alternative;
import io.uring.dmabuf.live.Alternative.Question;
import io.uring.dmabuf.live.Answer;
import io.uring.dmabuf.live.Entry;
import io.uring.dmabuf.live.Operation.AtOnce;
import io.uring.dmabuf.live.Operation.Ending;
import io.uring.dmabuf.live.Operation.Finish;
import io.uring.dmabuf.live.Operation.Hold;
import io.uring.dmabuf.live.Operation.Lane;
import io.uring.dmabuf.live.Operation.Link;
import io.uring.dmabuf.live.Operation.OfRing;
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
import io.uring.dmabuf.system.Descriptor;
import io.uring.dmabuf.system.Fd;
import io.uring.dmabuf.system.Kernel;
import io.uring.dmabuf.system.RingRequest;
import io.uring.dmabuf.system.StuckException;
import io.uring.dmabuf.system.UringSqe;
import io.uring.dmabuf.uring.Op;
import io.uring.dmabuf.uring.Queued.Issuer;
import io.uring.dmabuf.uring.RawCancel;
import io.uring.dmabuf.uring.RawClone;
import io.uring.dmabuf.uring.RawRegister;
import io.uring.dmabuf.uring.RawUpdate;
import io.uring.dmabuf.uring.Request;
import io.uring.dmabuf.uring.RingContext;
import io.uring.dmabuf.uring.RingsAudit;
import io.vavr.collection.List;
import io.vavr.collection.Vector;
import io.vavr.control.Option;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/**
 * The model's side of a ring, driven operation by operation: which ones make sense now, and what
 * each answers. What calls do is the machine's.
 */
final class ModelRing {
  /** On every how manieth operation the laws of the model are evaluated: it costs the most. */
  private static final int AUDIT_EVERY = 16;

  /** Requests in the worker's list beyond which none is added that does not wait on a lane. */
  private static final int AT_ONCE = 3;

  private final ModelSetup setup;
  private final ModelMachine machine;
  private final RingId ring;
  private final ModelUser user;
  private boolean held;
  private int bytes;
  private int operations;

  /** A ring with nothing in use. */
  ModelRing(ModelSetup setup, ModelMachine machine, RingId ring) {
    this.setup = setup;
    this.machine = machine;
    this.ring = ring;
    this.user = new ModelUser(setup, machine, ring);
  }

  // What is there.

  private Kernel kernel() {
    return machine.kernel();
  }

  private RingContext table() {
    return kernel().table(ring);
  }

  private boolean isQueuedFor(RingRequest id, Issuer issuer) {
    return table().isQueuedFor(id.req(), issuer);
  }

  private boolean isDone(RingRequest id) {
    return table().isRequest(id.req(), Request.State.DONE);
  }

  /** Whether a request waits for its file, and has not been told to go on. */
  private boolean waits(RingRequest id) {
    return table().isRequest(id.req(), Request.State.IN_FLIGHT) && !kernel().streams().isWoken(id);
  }

  /** The requests that have waited and can end now: their task has not worked since. */
  private Vector<RingRequest> ready() {
    return user.requests()
        .filter(id -> kernel().streams().isWoken(id) || isDone(id) && kernel().asked(id).waited());
  }

  /** The lanes of the requests in use that are of some kind. */
  private List<Lane> lanes(Predicate<RingRequest> which) {
    return user.requests().filter(which).flatMap(id -> user.submit(id).lane()).toList();
  }

  private int listed() {
    return user.requests().count(id -> isQueuedFor(id, Issuer.WORKER));
  }

  // What makes sense.

  /** The lanes on which a request waits, and has not been told to go on. */
  List<Lane> waiting() {
    return lanes(this::waits);
  }

  /** The lanes whose request a user may try to cancel: it waits there, or is not issued yet. */
  List<Lane> cancellable() {
    return lanes(id -> waits(id) || table().queued().has(id.req()));
  }

  /** Whether completions wait for the task to ask for them. */
  boolean isDeferred() {
    return setup.isDeferred();
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
    return user.requests()
        .exists(id ->
            kernel().streams().isWoken(id) || isDone(id) || isQueuedFor(id, Issuer.TASK_WORK));
  }

  /**
   * Whether the operation completes several requests in one go: the order of their completions is
   * not said by the model.
   */
  boolean isBatch(OfRing operation) {
    return operation instanceof Work && completesSeveral()
        || operation instanceof Release && listed() > 1;
  }

  private boolean completesSeveral() {
    Vector<RingRequest> ready = ready();
    boolean more = user.requests().exists(id -> isQueuedFor(id, Issuer.TASK_WORK));
    return ready.size() > 1 || more && ready.exists(id -> user.submit(id).async());
  }

  /** Whether the operation makes sense now: nobody can finish what does not wait. */
  boolean allows(OfRing operation) {
    return switch (operation) {
      case RegisterSparse sparse -> true;
      case Register register -> true;
      case RegisterRaw raw -> true;
      case Update update -> allowsOldNodes();
      case UpdateRaw raw -> raw.flags() == 0 || setup.isDecided(Question.UPDATE_WORD);
      case Unregister unregister -> allowsUnregister();
      case Submit submit -> allowsSubmit(submit);
      case Link link ->
          !hasReady()
              && link.lanes().forAll(this::isFree)
              && link.lanes().distinct().size() == link.lanes().size();
      case Finish finish -> allowsFinish(finish);
      case Ready ready -> isDeferred() && waiting().contains(ready.lane()) && canGoOn(ready.lane());
      case Work work -> isDeferred();
      case Hold hold -> !isHeld() && !hasReady();
      case Release release -> isHeld() && !hasReady();
    };
  }

  /** Nodes that requests still use may be replaced where it is known when they post their tags. */
  private boolean allowsOldNodes() {
    return user.requests().isEmpty() || setup.isDecided(Question.TAG_ORDER);
  }

  private boolean allowsUnregister() {
    boolean inOrder =
        setup.isDecided(Question.TEARDOWN_ORDER)
            || table().nodes().values().count(node -> node.tag().isDefined()) <= 1;
    boolean idle = user.requests().isEmpty() || setup.follows(Alternative.UNREGISTER_DETACHES);
    return inOrder && idle && allowsOldNodes();
  }

  /** What another thread of the kernel does is awaited, and then all that is ready is completed. */
  private boolean allowsSubmit(Submit submit) {
    boolean alone = submit.target() != AtOnce.FILE && !submit.async() || !hasReady();
    boolean room = submit.lane().isDefined() || listed() < AT_ONCE;
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
    return !isHeld() || !isAsync(lane);
  }

  private boolean isAsync(Lane lane) {
    return user.on(lane).exists(id -> user.submit(id).async());
  }

  /** Whether nobody waits on a lane, or will. */
  private boolean isFree(Lane lane) {
    return user.on(lane).isEmpty();
  }

  /** Whether the table of another ring can be cloned now. */
  boolean allowsClone(RawClone asked) {
    return setup.follows(Alternative.CLONE_UNTAGGED)
        && (asked.count() == 0
            || setup.follows(Alternative.CLONE_KEEPS_SLOTS_BEHIND)
            || setup.follows(Alternative.CLONE_LOSES_SLOTS_BEHIND))
        && (user.requests().isEmpty() || setup.follows(Alternative.UNREGISTER_DETACHES));
  }

  // What is answered.

  /** Does the operation and tells what it answers. */
  Answer apply(OfRing operation) {
    return answer(() -> perform(operation));
  }

  /** Clones the table of another ring and tells what it answers. */
  Answer cloneFrom(ModelRing source, RawClone asked) {
    return answer(() -> cloned(source, asked));
  }

  private Answer answer(LongSupplier call) {
    user.replies().begin();
    try {
      long result = call.getAsLong();
      user.collect();
      boolean audited = setup.design().isIntended() && operations++ % AUDIT_EVERY == 0;
      Option<String> law = audited ? RingsAudit.audit(kernel().state().rings()) : Option.none();
      return law.map(broken -> Answer.trouble("breaks a law: " + broken))
          .getOrElse(() -> user.replies().answer(result));
    } catch (StuckException stuck) {
      return Answer.trouble("could not go on: " + stuck.getMessage());
    }
  }

  private long perform(OfRing operation) {
    return switch (operation) {
      case RegisterSparse(int slots) -> registered(RawRegister.of(slots), List.empty());
      case Register(List<Entry> entries) -> registered(RawRegister.of(entries.size()), entries);
      case RegisterRaw(long count, int flags) ->
          registered(new RawRegister(count, (flags & ~1) != 0, flags == 1), List.empty());
      case Update(int offset, List<Entry> entries) -> updated(offset, entries);
      case UpdateRaw raw ->
          machine.call(kernel ->
              kernel.update(
                  ring,
                  new RawUpdate(raw.offset(), raw.count(), raw.flags() != 0, raw.readable()),
                  Vector.empty()));
      case Unregister unregister -> {
        int result = machine.call(kernel -> kernel.unregister(ring));
        if (result == 0) {
          user.emptied();
        }
        yield result;
      }
      case Submit submit -> submitted(new Link(List.of(submit), List.empty()));
      case Link link -> {
        long result = submitted(link);
        work();
        yield result;
      }
      case Finish finish -> finished(finish.lane(), finish.ending());
      case Ready ready -> {
        goesOn(ready.lane());
        yield 0;
      }
      case Work work -> {
        work();
        yield 0;
      }
      case Hold hold -> held(true);
      case Release release -> held(false);
    };
  }

  // Registration.

  private long registered(RawRegister raw, List<Entry> entries) {
    Vector<Descriptor> descriptors = user.descriptors(entries);
    int result = machine.call(kernel -> kernel.register(ring, raw, descriptors));
    if (result == 0) {
      user.emptied();
      user.put(0, entries);
    }
    return result;
  }

  private long updated(int offset, List<Entry> entries) {
    Vector<Descriptor> descriptors = user.descriptors(entries);
    RawUpdate raw = new RawUpdate(offset, entries.size(), false, true);
    int result = machine.call(kernel -> kernel.update(ring, raw, descriptors));
    user.put(offset, entries.take(Math.max(0, result)));
    return result;
  }

  private long cloned(ModelRing source, RawClone asked) {
    int slots = source.table().slots().getOrElse(0);
    int result =
        machine.call(kernel ->
            switch (asked.source()) {
              case RING -> kernel.cloneTable(ring, new Fd.OfRing(source.ring), asked);
              case NO_RING -> kernel.cloneTable(ring, new Fd.OfFile(machine.file()), asked);
              case CLOSED -> kernel.cloneTable(ring, new Fd.OfFile(machine.closed()), asked);
            });
    if (result == 0) {
      user.cloned(source.user, asked, slots);
    }
    return result;
  }

  // Requests.

  private long submitted(Link chain) {
    Vector<UringSqe> all = chain.linked().toVector().map(one -> user.sqe(one._1, one._2));
    return machine.call(kernel -> kernel.submit(ring, all));
  }

  private long finished(Lane lane, Ending ending) {
    long result =
        switch (ending) {
          case DATA -> {
            goesOn(lane);
            yield 0;
          }
          case END_OF_FILE -> user.pipes().closeWriteEnd(lane);
          case CANCEL -> {
            long number = user.numberOn(lane);
            yield machine.call(kernel -> kernel.cancel(ring, RawCancel.of(number)));
          }
          case CANCEL_REQUEST -> {
            long number = user.numberOn(lane);
            long own = user.cancelling();
            yield machine.call(kernel -> kernel.cancel(ring, RawCancel.of(number), own)) - 1;
          }
        };
    work();
    if (ending == Ending.END_OF_FILE) {
      user.pipes().renew(lane);
    }
    return result;
  }

  /** A reader finds a byte where there was none; a writer has one to write, and room for it. */
  private void goesOn(Lane lane) {
    bytes = bytes % Pipes.LAST_BYTE_VALUE + 1;
    if (lane.op() == Op.READ_FIXED) {
      user.stores(lane, 0);
      user.pipes().feed(lane, bytes);
    } else {
      user.stores(lane, bytes);
      user.pipes().drain(lane);
    }
  }

  /** The task lets the kernel do what it has deferred; on other rings nothing is. */
  private void work() {
    if (setup.isDeferred()) {
      machine.call(kernel -> kernel.work(ring, id -> true));
    }
  }

  private long held(boolean busy) {
    held = busy;
    machine.does(kernel -> kernel.hold(ring, busy));
    return 0;
  }
}
