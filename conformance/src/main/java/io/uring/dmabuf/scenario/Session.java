package io.uring.dmabuf.scenario;

import io.uring.dmabuf.design.Design;
import io.uring.dmabuf.dma.Event;
import io.uring.dmabuf.dma.Event.FaultKind;
import io.uring.dmabuf.dmabuf.RegBuf;
import io.uring.dmabuf.id.DeviceId;
import io.uring.dmabuf.id.FileId;
import io.uring.dmabuf.id.RingId;
import io.uring.dmabuf.id.SlotId;
import io.uring.dmabuf.step.Choice;
import io.uring.dmabuf.step.Step;
import io.uring.dmabuf.system.Fd;
import io.uring.dmabuf.system.Kernel;
import io.uring.dmabuf.system.Machine;
import io.uring.dmabuf.system.Outside;
import io.uring.dmabuf.system.Returned;
import io.uring.dmabuf.system.RingRequest;
import io.uring.dmabuf.system.State;
import io.uring.dmabuf.system.StuckException;
import io.uring.dmabuf.system.Watch;
import io.uring.dmabuf.targets.MachineAudit;
import io.uring.dmabuf.told.Listener;
import io.uring.dmabuf.told.Told;
import io.uring.dmabuf.uring.Errno;
import io.uring.dmabuf.uring.Node;
import io.uring.dmabuf.uring.Request;
import io.uring.dmabuf.uring.RingContext;
import io.vavr.collection.List;
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
  private final ByteWatch bytes = new ByteWatch(this);
  private final Listener listener;
  private final boolean judged;
  private final Watch watch = new Judging();
  private Kernel kernel;
  private int steps;

  /** How many steps the machine has taken since the laws were evaluated. */
  private int unaudited;

  /** The last state of which all laws were evaluated, and held. */
  private Option<State> sound = Option.none();

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
    kernel = Kernel.of(Machine.empty(design, 4096, 64), watch);
  }

  boolean isJudged() {
    return judged;
  }

  /** What is there, and what was asked of it. */
  Kernel kernel() {
    return kernel;
  }

  Machine machine() {
    return kernel.machine();
  }

  State state() {
    return kernel.state();
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

  /** What the bytes must be. */
  ByteWatch bytes() {
    return bytes;
  }

  /** The number of a file that is a drive's: no end of a pipe, no event counter. */
  FileId driveFile(String name) {
    FileId file = names.file(name);
    if (kernel.isStream(file)) {
      throw ScenarioException.unusable("expected the file of a drive, \"" + name + "\" is none");
    }
    return file;
  }

  /** What a call gives that names its ring so: the name of a descriptor or of an index. */
  Fd fd(String name) {
    return switch (names.called(name)) {
      case Named.Ring(RingId id) -> new Fd.OfRing(id);
      case Named.Index(long number) -> new Fd.Registered(number);
      case Named.File(FileId id) -> new Fd.OfFile(id);
      case Named.Disk _, Named.Buffer _, Named.Pages _ ->
          throw ScenarioException.unusable("expected the name of a ring, \"" + name + "\" is none");
    };
  }

  /** The ring that a call is on, which was found. */
  RingId ring(String name) {
    return kernel.ringBehind(fd(name)).get();
  }

  // Steps.

  /** Another empty machine, before there is anything on it. */
  void replace(Machine empty) {
    kernel = Kernel.of(empty, watch);
  }

  /** Something appears, with a name of its own. */
  void appear(String name, UnaryOperator<Machine> change, Function<State, Named> what) {
    names.mustBeFree(name);
    change(change);
    names.give(name, what.apply(state()));
  }

  /** Something that is no step of the machine changes. */
  void change(UnaryOperator<Machine> change) {
    kernel = kernel.changed(change);
  }

  /** Makes a call: what it returns. */
  <R> R call(Function<Kernel, Returned<R>> call) {
    try {
      Returned<R> returned = call.apply(kernel);
      kernel = returned.kernel();
      return returned.value();
    } catch (StuckException stuck) {
      throw ScenarioException.broken(
          "a call of %s does not %s"
              .formatted(
                  names.nameOf(new Named.Ring(stuck.ring())),
                  stuck.hasBegun() ? "return" : "begin"));
    }
  }

  /** Does what returns nothing. */
  void does(UnaryOperator<Kernel> what) {
    call(before -> new Returned<>(what.apply(before), 0));
  }

  /** Looks on while calls are carried out: the machine is audited after every step. */
  private final class Judging implements Watch {
    @Override
    public void taken(RingId ring, Choice<State, ?> step, Machine before, Kernel after) {
      kernel = after;
      steps++;
      List<Event> told = before.events(step, after.machine().at(ring));
      if (!told.isEmpty()) {
        tell(ring, before.state(), told);
      }
      if (judged) {
        judge(before.state(), step.step(), told);
        bytes.settle(before.state());
      }
    }

    @Override
    public void changed(Kernel after) {
      kernel = after;
    }

    @Override
    public void received(RingRequest id, byte[] got, Kernel after) {
      kernel = after;
      bytes.received(id, got);
    }

    @Override
    public void sent(RingRequest id, byte[] given) {
      bytes.sent(id, given);
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
    MachineAudit.brokenLawSince(sound, state()).forEach(Session::fail);
    sound = Option.some(state());
  }

  private static void fail(String law) {
    throw ScenarioException.broken(law);
  }

  /** Carries out a statement: what it returns. */
  String carryOut(Statement statement) {
    bytes.carryingOut(statement);
    Option<Errno> refusal =
        statement instanceof Calling.OnRing call
            ? kernel.ringBehind(fd(call.ring())).swap().toOption()
            : Option.none();
    String value = refusal.map(Calling::refused).getOrElse(() -> statement.run(this));
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

  RingContext table(RingId ring) {
    return kernel.table(ring);
  }

  /** The requests of all rings that the user has not consumed. */
  Vector<RingRequest> requests() {
    return kernel.requests();
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

  /** The tag of the buffer that a request works in; none without one. */
  Option<Long> tagOf(RingRequest id) {
    return request(id)
        .flatMap(Request::node)
        .flatMap(table(id.ring()).nodes()::get)
        .flatMap(Node::tag);
  }

  Option<Request> request(RingRequest id) {
    return kernel.request(id);
  }
}
