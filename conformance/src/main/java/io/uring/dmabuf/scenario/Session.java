package io.uring.dmabuf.scenario;

import io.uring.dmabuf.design.Design;
import io.uring.dmabuf.dma.Event;
import io.uring.dmabuf.dma.Event.FaultKind;
import io.uring.dmabuf.dmabuf.RegBuf;
import io.uring.dmabuf.id.AreaId;
import io.uring.dmabuf.id.DeviceId;
import io.uring.dmabuf.id.FileId;
import io.uring.dmabuf.id.RequestId;
import io.uring.dmabuf.id.RingId;
import io.uring.dmabuf.id.SlotId;
import io.uring.dmabuf.step.Choice;
import io.uring.dmabuf.step.InRing;
import io.uring.dmabuf.step.NoArgs;
import io.uring.dmabuf.step.Step;
import io.uring.dmabuf.system.CallInProgress;
import io.uring.dmabuf.system.DeferredSteps;
import io.uring.dmabuf.system.Machine;
import io.uring.dmabuf.system.Outside;
import io.uring.dmabuf.system.RegistrationSteps;
import io.uring.dmabuf.system.RingRequest;
import io.uring.dmabuf.system.State;
import io.uring.dmabuf.targets.MachineAudit;
import io.uring.dmabuf.told.Listener;
import io.uring.dmabuf.told.Told;
import io.uring.dmabuf.uring.Call;
import io.uring.dmabuf.uring.Errno;
import io.uring.dmabuf.uring.LinkSteps;
import io.uring.dmabuf.uring.Node;
import io.uring.dmabuf.uring.Request;
import io.uring.dmabuf.uring.RingContext;
import io.uring.dmabuf.uring.Rings;
import io.vavr.collection.HashMap;
import io.vavr.collection.List;
import io.vavr.collection.Map;
import io.vavr.collection.Vector;
import io.vavr.control.Option;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * A machine while a scenario drives it, with what the scenario knows of it: names, user data and
 * bytes. The machine is audited after every step that it takes, and a large one at least after
 * every statement.
 */
final class Session {
  /** The ring of a step that is of none. */
  static final RingId NONE = Rings.FIRST;

  /**
   * What a step may cost, in objects that the laws look at. Of a larger machine the laws are
   * evaluated once in as many steps as make up for it, so that a call costs what it does and no
   * more.
   */
  private static final int LOOKED_AT = 64;

  /** How long a step takes, in nanoseconds. */
  private static final long STEP = 1_000;

  private final Names names = new Names();
  private final UserData userData = new UserData(this);
  private final Drives drives = new Drives(this);
  private final ByteWatch bytes = new ByteWatch(this);
  private final Streams streams = new Streams(this);
  private final UserTask task = new UserTask(this);
  private Map<RingId, RingKind> kinds = HashMap.empty();
  private final Listener listener;
  private final boolean judged;
  private Machine machine;
  private int steps;

  /** How many steps the machine has taken since the laws were evaluated. */
  private int unaudited;

  /** A machine with nothing in it, to which nobody listens. */
  Session(Design design) {
    this(design, Listener.NOBODY, true);
  }

  /**
   * A machine with nothing in it.
   *
   * @param listener is told what the steps tell
   * @param judged whether what is wrong ends the run; else it goes on, for those who look at what
   *     was told
   */
  Session(Design design, Listener listener, boolean judged) {
    this.listener = listener;
    this.judged = judged;
    machine = Machine.empty(design, 4096, 64);
  }

  boolean isJudged() {
    return judged;
  }

  Machine machine() {
    return machine;
  }

  State state() {
    return machine.state();
  }

  /** How many steps the machine has taken. */
  int steps() {
    return steps;
  }

  /** The names of everything. */
  Names names() {
    return names;
  }

  /** The user data of requests and tags. */
  UserData userData() {
    return userData;
  }

  /** What the drives do. */
  Drives drives() {
    return drives;
  }

  /** What the bytes must be. */
  ByteWatch bytes() {
    return bytes;
  }

  /** The files that are no drive's. */
  Streams streams() {
    return streams;
  }

  /** The task that submits. */
  UserTask task() {
    return task;
  }

  /** The number of a file that is a drive's: no end of a pipe, no event counter. */
  FileId driveFile(String name) {
    FileId file = names.file(name);
    if (streams.has(file)) {
      throw ScenarioException.unusable("expected the file of a drive, \"" + name + "\" is none");
    }
    return file;
  }

  /** When the task of a ring completes what has ended. */
  RingKind kind(RingId ring) {
    return kinds.getOrElse(ring, RingKind.PLAIN);
  }

  /** A ring is of some kind. */
  void isOf(RingId ring, RingKind kind) {
    kinds = kinds.put(ring, kind);
  }

  // Steps.

  /** Another empty machine, before there is anything on it. */
  void replace(Machine empty) {
    machine = empty;
  }

  /** Something appears, with a name of its own. */
  void appear(String name, UnaryOperator<Machine> change, Function<State, Named> what) {
    names.mustBeFree(name);
    change(change);
    names.give(name, what.apply(state()));
  }

  /** Something that is no step of the machine changes. */
  void change(UnaryOperator<Machine> change) {
    machine = change.apply(machine);
  }

  /**
   * Takes a step, if it can be taken, and audits the machine after it.
   *
   * @param ring the ring whose code takes it
   */
  <A> boolean take(RingId ring, Choice<State, A> step) {
    Machine before = machine.at(ring);
    Option<Machine> next = before.after(step);
    if (next.isEmpty()) {
      return false;
    }
    machine = next.get().at(NONE);
    steps++;
    List<Event> told = before.events(step, next.get());
    if (!told.isEmpty()) {
      tell(ring, before.state(), told);
    }
    if (judged) {
      judge(before.state(), step.step(), told);
      bytes.settle(before.state());
    }
    return true;
  }

  /** Takes the first step of a call that nothing refuses. */
  <A> void begin(RingId ring, Choice<State, A> step) {
    if (!take(ring, step)) {
      throw ScenarioException.broken(
          "a call of %s does not begin".formatted(names.nameOf(new Named.Ring(ring))));
    }
  }

  private void tell(RingId ring, State before, List<Event> told) {
    boolean changed = !state().rings().all().get(ring).equals(before.rings().all().get(ring));
    int number = changed ? ring.number() : 0;
    told.forEach(event -> listener.take(new Told(steps * STEP, number, "", event)));
  }

  /** Stale data shows in the bytes; a neighbour in the same cache line alone is no mistake. */
  private void judge(State before, Step<State, ?> step, List<Event> told) {
    told.find(event -> event instanceof Event.Fault fault && fault.kind() != FaultKind.STALE_DATA)
        .forEach(event -> {
          throw ScenarioException.broken(text((Event.Fault) event));
        });
    unaudited++;
    if (unaudited * (long) LOOKED_AT >= MachineAudit.size(state())) {
      audit();
      if (!Outside.has(step)) {
        MachineAudit.brokenLaw(before, state()).forEach(Session::fail);
      }
    }
  }

  private void audit() {
    unaudited = 0;
    MachineAudit.brokenLaw(state()).forEach(Session::fail);
  }

  private static void fail(String law) {
    throw ScenarioException.broken(law);
  }

  /** Carries out a statement: what it returns. */
  String carryOut(Statement statement) {
    bytes.carryingOut(statement);
    String value = statement.run(this);
    bytes.carriedOut(statement, value);
    return value;
  }

  /** A statement is carried out: the laws hold of what it has led to, and every byte is right. */
  void settled() {
    if (unaudited > 0) {
      audit();
    }
    bytes.compare();
  }

  private String text(Event.Fault fault) {
    String drive = names.nameOf(new Named.Disk(fault.device()));
    return switch (fault.kind()) {
      case IOMMU_FAULT -> "%s: IOMMU fault at %#x".formatted(drive, fault.address());
      case WILD_ACCESS ->
          "%s touches %#x, outside of its request".formatted(drive, fault.address());
      case STALE_DATA ->
          throw new IllegalStateException("stale data shows in the bytes alone: " + fault);
    };
  }

  // Calls.

  /** Carries the call that a ring is in to its return, or to where it waits: its errno, if any. */
  Option<Errno> finish(RingId ring) {
    Option<Errno> failure = failure(ring);
    while (settles(ring)
        || CallInProgress.goingOn(state().at(ring)).exists(next -> drives.take(ring, next))
        || installs(ring)) {
      failure = failure(ring).orElse(failure);
    }
    if (!table(ring).lockIsFree()) {
      throw ScenarioException.broken(
          "a call of %s does not return".formatted(names.nameOf(new Named.Ring(ring))));
    }
    return failure;
  }

  /** What is linked to the request of the call goes on if that one has moved all its bytes. */
  private boolean settles(RingId ring) {
    RingContext table = table(ring);
    Option<RequestId> behind = table.toSettle();
    return behind.exists(next -> {
      long asked = userData.asked(new RingRequest(ring, table.requestOfCall().get())).length();
      boolean all = table.resultOfCall().exists(res -> res == asked);
      return take(ring, new Choice<>(DeferredSteps.LINK_SETTLED, new LinkSteps.Settled(next, all)));
    });
  }

  /** A clone takes the place of the table that was there. */
  private boolean installs(RingId ring) {
    return table(ring).call() instanceof Call.Clone
        && take(
            ring, new Choice<>(RegistrationSteps.INSTALL_CLONE, new InRing<>(ring, NoArgs.NONE)));
  }

  /** The errno that the call in progress will return; none if it has not failed. */
  private Option<Errno> failure(RingId ring) {
    return table(ring).call() instanceof Call.Update update ? update.error() : Option.none();
  }

  RingContext table(RingId ring) {
    return state().rings().get(ring);
  }

  /** The requests of all rings that the user has not consumed. */
  Vector<RingRequest> requests() {
    return state()
        .rings()
        .all()
        .ids()
        .toVector()
        .flatMap(
            ring -> table(ring).requests().ids().map(req -> new RingRequest(ring, req)).toVector());
  }

  /** The drive behind the file of a request; none once it has given the file back. */
  Option<DeviceId> driveOf(RingRequest id) {
    return request(id)
        .flatMap(Request::file)
        .filter(state().mapping()::hasDevice)
        .map(state()::deviceOf);
  }

  /** The regbuf that the buffer in a slot of a ring keeps; none for an empty slot. */
  Option<RegBuf> regbufInSlot(RingId ring, SlotId slot) {
    RingContext table = table(ring);
    return table
        .nodeIn(slot)
        .flatMap(table::regbufOfNode)
        .flatMap(state().mapping().regbufs()::get);
  }

  /** The ordinary memory in a slot of a ring; none for a dma-buf and an empty slot. */
  Option<AreaId> areaInSlot(RingId ring, SlotId slot) {
    RingContext table = table(ring);
    return table.nodeIn(slot).flatMap(table::areaOfNode);
  }

  /** The tag of the buffer that a request works in; none without one. */
  Option<Long> tagOf(RingRequest id) {
    return request(id)
        .flatMap(Request::node)
        .flatMap(table(id.ring()).nodes()::get)
        .flatMap(Node::tag);
  }

  Option<Request> request(RingRequest id) {
    return table(id.ring()).requests().get(id.req());
  }
}
