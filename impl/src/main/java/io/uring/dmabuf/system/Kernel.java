package io.uring.dmabuf.system;

import io.uring.dmabuf.block.OfTag;
import io.uring.dmabuf.id.AreaId;
import io.uring.dmabuf.id.DeviceId;
import io.uring.dmabuf.id.DmabufId;
import io.uring.dmabuf.id.FileId;
import io.uring.dmabuf.id.RequestId;
import io.uring.dmabuf.id.RingId;
import io.uring.dmabuf.id.SlotId;
import io.uring.dmabuf.step.Choice;
import io.uring.dmabuf.step.InRing;
import io.uring.dmabuf.step.NoArgs;
import io.uring.dmabuf.step.Step;
import io.uring.dmabuf.uring.Call;
import io.uring.dmabuf.uring.Errno;
import io.uring.dmabuf.uring.LinkSteps;
import io.uring.dmabuf.uring.Malformed;
import io.uring.dmabuf.uring.Queued;
import io.uring.dmabuf.uring.RawCancel;
import io.uring.dmabuf.uring.RawClone;
import io.uring.dmabuf.uring.RawRegister;
import io.uring.dmabuf.uring.RawUpdate;
import io.uring.dmabuf.uring.Request;
import io.uring.dmabuf.uring.RingContext;
import io.uring.dmabuf.uring.Rings;
import io.uring.dmabuf.uring.UpdateStage;
import io.vavr.collection.HashMap;
import io.vavr.collection.Map;
import io.vavr.collection.Vector;
import io.vavr.control.Either;
import io.vavr.control.Option;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * What the user of a machine calls. A call is carried out, step after step, to its return or to
 * where its requests wait, and so is what it leaves to task work and to worker threads; drives do
 * what they are told. Immutable.
 *
 * <p>By purpose: {@link #register}, {@link #update}, {@link #unregister}, {@link #cloneTable};
 * {@link #submit}, {@link #cancel}, {@link #work}, {@link #reap}; {@link #close}; {@link #pipe},
 * {@link #put}, {@link #take}, {@link #hold}; {@link #drives}. A call is on a ring, which is found
 * first ({@link #ringBehind}); {@link #registerRing} lets an index stand for it. What a call
 * refuses is in {@link Calls}; {@link #malformed} where its argument is not well-formed.
 *
 * @param machine what its steps change
 * @param kinds of the rings that are not {@link RingKind#PLAIN}
 * @param fds the rings that the task has registered
 * @param memLock how much memory rings may pin
 * @param streams the files that are no drive's
 * @param submissions what the requests that are in use ask for
 * @param hindrances what keeps drives and worker threads from going on
 * @param watch who looks on
 */
public record Kernel(
    Machine machine,
    Map<RingId, RingKind> kinds,
    RingFds fds,
    MemLock memLock,
    Streams streams,
    SubmittedRequests submissions,
    Hindrances hindrances,
    Watch watch) {
  /** The ring of a step that is of none. */
  static final RingId NONE = Rings.FIRST;

  /** A machine on which nothing was called. */
  public static Kernel of(Machine machine, Watch watch) {
    return new Kernel(
        machine,
        HashMap.empty(),
        RingFds.empty(),
        MemLock.none(),
        Streams.none(),
        SubmittedRequests.none(),
        Hindrances.none(),
        watch);
  }

  // Questions.

  /** The control of the machine. */
  public State state() {
    return machine.state();
  }

  /** A ring. */
  public RingContext table(RingId ring) {
    return state().rings().get(ring);
  }

  /** When the task of a ring completes what has ended. */
  public RingKind kind(RingId ring) {
    return kinds.getOrElse(ring, RingKind.PLAIN);
  }

  /** A request; none where the object is free. */
  public Option<Request> request(RingRequest id) {
    return table(id.ring()).requests().get(id.req());
  }

  /** The requests of all rings that the user has not consumed. */
  public Vector<RingRequest> requests() {
    return rings()
        .flatMap(
            ring -> table(ring).requests().ids().map(req -> new RingRequest(ring, req)).toVector());
  }

  /** The request whose entry carries some user data; none for that of a tag or a cancellation. */
  public Option<RingRequest> requestOf(RingId ring, long userData) {
    return Option.when(
            userData >= 1 && userData <= Integer.MAX_VALUE,
            () -> new RingRequest(ring, RequestId.of((int) userData)))
        .filter(id -> request(id).isDefined());
  }

  /** What a request asks for. */
  public Asked asked(RingRequest id) {
    return submissions.of(id);
  }

  /** How many requests there were. */
  public int submitted() {
    return submissions.submitted();
  }

  /** Whether the only worker thread for requests that wait is kept busy. */
  public boolean held() {
    return hindrances.held();
  }

  /** The requests of a ring, not consumed yet, the oldest first. */
  public Vector<RingRequest> requests(RingId ring) {
    return requests(ring, req -> true)
        .map(req -> new RingRequest(ring, req))
        .sortBy(id -> asked(id).number());
  }

  /** The ordinary memory in a slot of a ring; none for a dma-buf and an empty slot. */
  public Option<AreaId> areaInSlot(RingId ring, SlotId slot) {
    RingContext table = table(ring);
    return table.nodeIn(slot).flatMap(table::areaOfNode);
  }

  /** Whether a file is no drive's. */
  public boolean isStream(FileId file) {
    return !state().mapping().hasDevice(file);
  }

  /** The ring that a call is on, or why it is on none ({@link RingFds#behind}). */
  public Either<Errno, RingId> ringBehind(Fd fd) {
    return fds.behind(state(), fd);
  }

  /** Why an entry of a registration or an update is refused before anything is made for it. */
  public Option<Errno> refusal(RingId ring, Descriptor entry) {
    return Registering.refusal(this, ring, entry);
  }

  /** Whether nobody can say which request a cancellation takes: it may be any of several. */
  public boolean isOpen(RingId ring, RawCancel asked) {
    return Cancelling.isOpen(this, ring, asked);
  }

  /** All rings. */
  public Vector<RingId> rings() {
    return state().rings().all().ids().toVector();
  }

  // Calls. What each refuses is in Calls.

  /**
   * {@code IORING_REGISTER_BUFFERS2}: 0, or a negated errno.
   *
   * @param entries one for each slot; none for a sparse table
   */
  public Returned<Integer> register(RingId ring, RawRegister raw, Vector<Descriptor> entries) {
    return Registering.register(this, ring, raw, entries);
  }

  /**
   * {@code IORING_REGISTER_BUFFERS_UPDATE}: how many slots it has changed, or a negated errno where
   * it has changed none.
   *
   * @param entries as many as it says; they matter only where nothing refuses it as a whole
   */
  public Returned<Integer> update(RingId ring, RawUpdate raw, Vector<Descriptor> entries) {
    return Registering.update(this, ring, raw, entries);
  }

  /** {@code IORING_UNREGISTER_BUFFERS}: 0, or a negated errno. */
  public Returned<Integer> unregister(RingId ring) {
    return Registering.unregister(this, ring);
  }

  /** {@code IORING_REGISTER_CLONE_BUFFERS} of the table of a ring: 0, or a negated errno. */
  public Returned<Integer> cloneTable(RingId ring, Fd source, RawClone raw) {
    return Cloning.clone(this, ring, source, raw);
  }

  /**
   * Another call that {@code io_uring_register} makes on a ring, with an argument that is not
   * well-formed: a negated errno.
   */
  public Returned<Integer> malformed(RingId ring, Malformed what) {
    return Returned.of(this, Calls.malformed(table(ring), what));
  }

  /** A clone whose argument is not well-formed: a negated errno. */
  public Returned<Integer> malformed(RingId ring, RawClone raw, Malformed what) {
    return Cloning.malformed(this, ring, raw, what);
  }

  /**
   * {@code IORING_REGISTER_RING_FDS}: the index that stands for a ring now, or the errno.
   *
   * @param descriptor what is registered
   * @param asked the index that is asked for; none for the lowest that is free
   */
  public Returned<Either<Errno, Integer>> registerRing(Fd descriptor, Option<Long> asked) {
    return Indexing.register(this, descriptor, asked);
  }

  /** {@code IORING_UNREGISTER_RING_FDS}: 1, the index stands for nothing, or a negated errno. */
  public Returned<Integer> unregisterRing(long index) {
    return Indexing.drop(this, index);
  }

  /** {@code io_uring_enter}: how many entries were consumed, or a negated errno. */
  public Returned<Integer> submit(RingId ring, Vector<UringSqe> entries) {
    return Submitting.submit(this, ring, entries);
  }

  /**
   * {@code IORING_REGISTER_SYNC_CANCEL}: 0, or how many it has found where it counts, or a negated
   * errno.
   */
  public Returned<Integer> cancel(RingId ring, RawCancel asked) {
    return Cancelling.byCall(this, ring, asked);
  }

  /**
   * {@code IORING_OP_ASYNC_CANCEL}: 1, an entry was consumed, or a negated errno.
   *
   * @param own the user data of the request that cancels
   */
  public Returned<Integer> cancel(RingId ring, RawCancel asked, long own) {
    return Cancelling.byRequest(this, ring, asked, own);
  }

  /**
   * The task of a ring lets the kernel work ({@code IORING_ENTER_GETEVENTS}): how many requests are
   * complete now.
   *
   * @param named which of the requests, as far as the order is the user's to choose
   */
  public Returned<Integer> work(RingId ring, Predicate<RingRequest> named) {
    return TaskWork.work(this, ring, named);
  }

  /** The user consumes an entry of a completion queue ({@code io_uring_cqe_seen}). */
  public Kernel reap(RingId ring, long userData) {
    return Reaping.reap(this, ring, userData);
  }

  /** Successes that their users asked not to be told of have no entries. */
  public Kernel dropQuiet() {
    return Reaping.dropQuiet(this);
  }

  /** {@code close} of a ring: 0, or a negated errno. */
  public Returned<Integer> close(RingId ring) {
    return Closing.close(this, ring);
  }

  /** {@code close} of a file: 0, or a negated errno. */
  public Returned<Integer> close(FileId file) {
    return Closing.close(this, file);
  }

  /** {@code close} of a dma-buf: 0, or a negated errno. */
  public Returned<Integer> close(DmabufId buf) {
    return Closing.close(this, buf);
  }

  // Files that are no drive's, and worker threads.

  /** {@code pipe}: the next two files are its ends, the first one that to read. */
  public Kernel pipe() {
    Kernel one = stream();
    FileId readEnd = one.lastFile();
    Kernel both = one.stream();
    return both.with(both.streams.with(Pipe.empty(readEnd, both.lastFile())));
  }

  /** {@code eventfd}: the next file is an event counter, which refuses to be read in pieces. */
  public Kernel counter() {
    return stream();
  }

  /** The next file answers at once, full of some byte: what is in the page cache. */
  public Kernel regular(byte content) {
    Kernel made = stream();
    return made.with(made.streams.withRegular(made.lastFile(), content));
  }

  private Kernel stream() {
    return changed(Outside::pipe);
  }

  /** The file that has appeared last. */
  public FileId lastFile() {
    return FileId.of(state().mapping().files().size());
  }

  /** {@code write} of bytes that have room: how many, or a negated errno. */
  public Returned<Integer> put(FileId end, byte[] bytes) {
    return Piping.put(this, end, bytes);
  }

  /** {@code read} of a pipe with something in it: the bytes, or the errno. */
  public Returned<Either<Errno, byte[]>> take(FileId end, int most) {
    return Piping.take(this, end, most);
  }

  /** The only worker thread for requests that wait is kept busy, or let go. */
  public Kernel hold(RingId ring, boolean busy) {
    Kernel next = with(hindrances.held(busy));
    return busy ? next : TaskWork.released(next, ring);
  }

  /** Its drives, which do what they are told. */
  public Drives drives() {
    return new Drives(this);
  }

  // Other values.

  /** The same with something that is no step: what appears, and what the CPU writes. */
  public Kernel changed(UnaryOperator<Machine> change) {
    Kernel next = with(change.apply(machine));
    watch.changed(next);
    return next;
  }

  /** The same with a ring of a kind. */
  public Kernel withKind(RingId ring, RingKind kind) {
    return new Kernel(
        machine, kinds.put(ring, kind), fds, memLock, streams, submissions, hindrances, watch);
  }

  /** The same where so much may be pinned. */
  public Kernel with(MemLock next) {
    return new Kernel(machine, kinds, fds, next, streams, submissions, hindrances, watch);
  }

  /** The same where the task has registered these rings. */
  Kernel with(RingFds next) {
    return new Kernel(machine, kinds, next, memLock, streams, submissions, hindrances, watch);
  }

  /** The same where the next allocations of descriptor pages of a drive fail. */
  public Kernel starving(DeviceId drive, int allocations) {
    return with(hindrances.starving(drive, allocations));
  }

  private Kernel with(Hindrances next) {
    return new Kernel(machine, kinds, fds, memLock, streams, submissions, next, watch);
  }

  /** The same with another machine. */
  public Kernel with(Machine next) {
    return new Kernel(next, kinds, fds, memLock, streams, submissions, hindrances, watch);
  }

  Kernel with(Streams next) {
    return new Kernel(machine, kinds, fds, memLock, next, submissions, hindrances, watch);
  }

  /** A request is submitted. */
  Kernel asking(RingRequest id, UringSqe sqe) {
    return with(submissions.with(id, sqe));
  }

  /** A request has found no answer of its file. */
  Kernel waiting(RingRequest id) {
    return with(submissions.waiting(id));
  }

  private Kernel with(SubmittedRequests next) {
    return new Kernel(machine, kinds, fds, memLock, streams, next, hindrances, watch);
  }

  // Steps.

  /**
   * After a step; none where it cannot be taken. Where the next allocation of descriptor pages is
   * to fail, after one that fails.
   *
   * @param ring the ring whose code takes it
   */
  Option<Kernel> after(RingId ring, Choice<State, ?> step) {
    if (step.step().equals(QueueSteps.BUILD_PRPS) && step.args() instanceof OfTag of) {
      int left = hindrances.starving(of.device());
      Option<Kernel> failed =
          left > 0 ? taking(ring, new Choice<>(Outside.POOL_FAILS, of)) : Option.none();
      if (failed.isDefined()) {
        return failed.map(next -> next.starving(of.device(), left - 1));
      }
    }
    return taking(ring, step);
  }

  private <A> Option<Kernel> taking(RingId ring, Choice<State, A> step) {
    Machine before = machine.at(ring);
    return before
        .after(step)
        .map(next -> {
          Kernel after = with(next.at(NONE)).listing(state());
          watch.taken(ring, step, before, after);
          return after;
        });
  }

  /** What is left to task work has its place in its list, behind what was left to it before. */
  private Kernel listing(State before) {
    SubmittedRequests listed = submissions;
    for (RingId ring : state().rings().all().ids()) {
      RingContext table = table(ring);
      if (mayHaveLeft(before.rings().get(ring), table)) {
        for (RequestId req : table.requests().ids()) {
          listed = listed.listing(new RingRequest(ring, req), TaskWork.isLeft(table, req));
        }
      }
    }
    return with(listed);
  }

  @SuppressWarnings("ReferenceEquality") // Identity is what tells that nothing has changed.
  private static boolean mayHaveLeft(RingContext was, RingContext is) {
    return was.requests() != is.requests() || was.queued() != is.queued();
  }

  /** The same of a step with its arguments. */
  <A> Option<Kernel> after(RingId ring, Step<State, A> step, A args) {
    return after(ring, new Choice<>(step, args));
  }

  /** After the first step of a call that nothing refuses. */
  <A> Kernel begun(RingId ring, Step<State, A> step, A args) {
    return after(ring, step, args)
        .getOrElseThrow(() -> StuckException.beginning(ring, step.action()));
  }

  /**
   * When the call that a ring is in has returned, or has come to where its user is to give the next
   * entry: what a call with entries returns; 0 for another one.
   */
  Returned<Integer> finished(RingId ring) {
    Kernel at = this;
    int result = at.result(ring);
    for (Option<Kernel> next = at.goneOn(ring); next.isDefined(); next = at.goneOn(ring)) {
      at = next.get();
      result = at.table(ring).lockIsFree() ? result : at.result(ring);
    }
    if (!at.table(ring).lockIsFree() && !at.table(ring).isAt(UpdateStage.NEXT_ENTRY)) {
      String step =
          CallInProgress.goingOn(at.state().at(ring)).fold(() -> "", next -> next.step().action());
      throw StuckException.goingOn(ring, step);
    }
    return new Returned<>(at, result);
  }

  private Option<Kernel> goneOn(RingId ring) {
    RingContext table = table(ring);
    if (table.dropsDeadNode()) {
      return Option.some(
          with(
              new Machine(
                  state().with(state().rings().with(ring, table.withoutDrop())), machine.bytes())));
    }
    return settled(ring)
        .orElse(() -> CallInProgress.goingOn(state().at(ring)).flatMap(next -> after(ring, next)))
        .orElse(() -> installed(ring));
  }

  /** What is linked to the request of the call goes on if that one has moved all its bytes. */
  private Option<Kernel> settled(RingId ring) {
    RingContext table = table(ring);
    return table
        .toSettle()
        .flatMap(behind -> {
          long length = asked(new RingRequest(ring, table.requestOfCall().get())).length();
          boolean all = table.resultOfCall().exists(res -> res == length);
          return after(ring, DeferredSteps.LINK_SETTLED, new LinkSteps.Settled(behind, all));
        });
  }

  /** A clone takes the place of the table that was there. */
  private Option<Kernel> installed(RingId ring) {
    return table(ring).call() instanceof Call.Clone
        ? after(ring, RegistrationSteps.INSTALL_CLONE, new InRing<>(ring, NoArgs.NONE))
        : Option.none();
  }

  private int result(RingId ring) {
    return table(ring).call() instanceof Call.Update update ? update.result() : 0;
  }

  /**
   * A request that is about to take the buffer that is in its slot now: what it was written for are
   * addresses of the memory that its user thinks is there, and no others.
   */
  Kernel binding(RingRequest id) {
    RingContext table = table(id.ring());
    Option<SlotId> slot =
        table
            .queued()
            .get(id.req())
            .map(Queued::slot)
            .orElse(() ->
                table.call() instanceof Call.Submit submit
                    ? Option.some(submit.slot())
                    : Option.none());
    Option<AreaId> now = slot.flatMap(at -> areaInSlot(id.ring(), at));
    return now.isDefined() && !now.equals(asked(id).sqe().area())
        ? changed(machine -> Outside.nowhere(machine, id.ring(), id.req()))
        : this;
  }

  /** The same of a request that its submission issues. */
  Kernel bindingInline(RingRequest id) {
    boolean issues =
        table(id.ring()).call() instanceof Call.Submit submit
            && submit.req().equals(id.req())
            && request(id).exists(request -> request.result().isEmpty());
    return issues ? binding(id) : this;
  }

  /** The same where nobody has told a request that it can go on. */
  Kernel forgetting(RingRequest id) {
    return streams.isWoken(id) ? with(streams.without(id)) : this;
  }

  /** The requests of a ring that are so, by number. */
  Vector<RequestId> requests(RingId ring, Predicate<RequestId> so) {
    return table(ring).requests().ids().toVector().filter(so);
  }
}
