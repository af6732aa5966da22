package io.uring.dmabuf.live.chain;

import io.uring.dmabuf.live.Alternative;
import io.uring.dmabuf.live.Alternative.Question;
import io.uring.dmabuf.live.Answer;
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
import io.uring.dmabuf.uring.Op;
import io.uring.dmabuf.uring.RawClone;
import io.vavr.collection.List;
import io.vavr.control.Option;
import java.util.function.LongSupplier;

/**
 * The model's side of a ring, driven operation by operation: which ones make sense now, and what
 * each answers. It holds nothing of what the table decides.
 */
final class ModelRing {
  /** On every how manieth operation the laws of the model are evaluated: it costs the most. */
  private static final int AUDIT_EVERY = 16;

  private final ModelSetup setup;
  private final ModelTable table;
  private final TaskWork task;
  private final WorkerThread worker;
  private final Registrations registrations;
  private final Submissions submissions;
  private final Endings endings;
  private final Clones clones;
  private int operations;

  /**
   * A ring with nothing in use.
   *
   * @param table its own
   * @param other that of the ring whose table it can clone
   */
  ModelRing(ModelSetup setup, ModelTable table, ModelTable other) {
    this.setup = setup;
    this.table = table;
    this.task = new TaskWork(setup, table);
    this.worker = new WorkerThread(table, task);
    this.registrations = new Registrations(setup, table, task);
    this.submissions = new Submissions(table, task, worker);
    this.endings = new Endings(setup, table, task, worker);
    this.clones = new Clones(setup, table, other);
  }

  // What makes sense.

  /** The lanes on which a request waits, and has not been told to go on. */
  List<Lane> waiting() {
    return table.lanes(table::isInFlight);
  }

  /** The lanes whose request a user may try to cancel: it waits there, or is not issued yet. */
  List<Lane> cancellable() {
    return table.lanes(req -> table.isInFlight(req) || table.table().queued().has(req));
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
    return worker.isHeld();
  }

  /** Whether there is a table. */
  boolean hasTable() {
    return table.table().table().isDefined();
  }

  /** Whether a request is ready, or a linked one can go on, and the task has not worked since. */
  boolean hasReady() {
    return task.hasReady();
  }

  /**
   * Whether the operation completes several requests in one go: the order of their completions is
   * not said by the model.
   */
  boolean isBatch(OfRing operation) {
    return operation instanceof Work && task.completesSeveral()
        || operation instanceof Release && worker.hasSeveral();
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
    return table.inUse().isEmpty() || setup.isDecided(Question.TAG_ORDER);
  }

  private boolean allowsUnregister() {
    boolean inOrder =
        setup.isDecided(Question.TEARDOWN_ORDER)
            || table.table().nodes().values().count(node -> node.tag().isDefined()) <= 1;
    boolean idle = table.inUse().isEmpty() || setup.follows(Alternative.UNREGISTER_DETACHES);
    return inOrder && idle && allowsOldNodes();
  }

  /** What another thread of the kernel does is awaited, and then all that is ready is completed. */
  private boolean allowsSubmit(Submit submit) {
    boolean alone = submit.target() != AtOnce.FILE && !submit.async() || !hasReady();
    boolean room = submit.lane().isDefined() || worker.hasRoom();
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
    return table.asked(table.waitingOn(lane)).submit().async();
  }

  /** Whether nobody waits on a lane, or will. */
  private boolean isFree(Lane lane) {
    return !table.lanes(req -> true).contains(lane);
  }

  /** Whether the table of the other ring can be cloned now. */
  boolean allowsClone() {
    return clones.allowsClone();
  }

  // What is answered.

  /** Does the operation and tells what it answers. */
  Answer apply(OfRing operation) {
    return answer(() -> perform(operation));
  }

  /** Clones the table of the other ring and tells what it answers. */
  Answer cloneOther(RawClone clone) {
    return answer(() -> clones.cloneAway(clone));
  }

  private Answer answer(LongSupplier call) {
    table.replies().begin();
    try {
      long result = call.getAsLong();
      clones.shareImus();
      boolean audited = setup.design().isIntended() && operations++ % AUDIT_EVERY == 0;
      Option<String> law = audited ? clones.brokenLaw() : Option.none();
      return law.map(broken -> Answer.trouble("breaks a law: " + broken))
          .getOrElse(() -> table.replies().answer(result));
    } catch (StuckException stuck) {
      return Answer.trouble("could not go on: " + stuck.getMessage());
    }
  }

  private long perform(OfRing operation) {
    return switch (operation) {
      case RegisterSparse sparse -> registrations.registerSparse(sparse.slots());
      case Register register -> registrations.register(register.entries());
      case RegisterRaw raw -> registrations.register(raw);
      case Update update -> registrations.update(update.offset(), update.entries());
      case UpdateRaw raw -> registrations.update(raw);
      case Unregister unregister -> registrations.unregister();
      case Submit submit -> submissions.submit(submit);
      case Link link -> submissions.link(link);
      case Finish finish -> endings.finish(finish.lane(), finish.ending());
      case Ready ready -> endings.ready(ready.lane());
      case Work work -> {
        task.work();
        yield 0;
      }
      case Hold hold -> {
        worker.hold();
        yield 0;
      }
      case Release release -> {
        worker.release();
        yield 0;
      }
    };
  }
}
