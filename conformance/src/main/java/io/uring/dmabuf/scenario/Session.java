package io.uring.dmabuf.scenario;

import io.uring.dmabuf.design.Design;
import io.uring.dmabuf.dma.Event;
import io.uring.dmabuf.id.RingId;
import io.uring.dmabuf.system.Host;
import io.uring.dmabuf.system.HostAudit;
import io.uring.dmabuf.system.RingRequest;
import io.uring.dmabuf.told.Listener;
import io.uring.dmabuf.told.Told;
import io.uring.dmabuf.uring.BufferTable;
import io.uring.dmabuf.uring.Errno;
import io.uring.dmabuf.uring.Request;
import io.vavr.collection.List;
import io.vavr.control.Option;
import java.util.function.Function;

/**
 * A machine while a scenario drives it, with what the scenario knows of it: names, user data and
 * bytes. The machine is audited after every step that it takes.
 */
final class Session {
  /** How long a step takes, in nanoseconds. */
  private static final long STEP = 1_000;

  private final Names names = new Names();
  private final UserData userData = new UserData(this);
  private final Drives drives = new Drives(this);
  private final ByteWatch bytes = new ByteWatch(this);
  private final Listener listener;
  private final boolean judged;
  private Host host;
  private int steps;

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
    host = Host.empty(design, 4096, 64);
  }

  boolean isJudged() {
    return judged;
  }

  Host host() {
    return host;
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

  // Steps.

  /** Another empty machine, before there is anything on it. */
  void replace(Host empty) {
    host = empty;
  }

  /** Something appears, with a name of its own. */
  void appear(String name, Function<Host, Host> change, Function<Host, Named> what) {
    names.mustBeFree(name);
    change(change);
    names.give(name, what.apply(host));
  }

  /** Something that is no step of the machine changes. */
  void change(Function<Host, Host> change) {
    host = change.apply(host);
  }

  /** Takes a step, if it can be taken, and audits the machine after it. */
  boolean take(Option<Host> step) {
    if (step.isEmpty()) {
      return false;
    }
    Host before = host;
    host = step.get();
    steps++;
    List<Event> told = host.log().take(host.log().size() - before.log().size());
    if (!told.isEmpty()) {
      tell(before, told.reverse());
    }
    if (judged) {
      judge(before, told);
    }
    return true;
  }

  private void tell(Host before, List<Event> told) {
    int ring =
        host.rings()
            .ids()
            .find(id -> host.rings().getOrNull(id) != before.rings().getOrNull(id))
            .fold(() -> 0, RingId::number);
    told.forEach(event -> listener.take(new Told(steps * STEP, ring, "", event)));
  }

  private void judge(Host before, List<Event> told) {
    told.find(event -> event instanceof Event.Fault)
        .forEach(event -> {
          throw ScenarioException.broken(text((Event.Fault) event));
        });
    HostAudit.brokenLaw(host)
        .forEach(law -> {
          throw ScenarioException.broken(law);
        });
    bytes.settle(before);
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
    Option<Errno> failure = host.failure(ring);
    while (take(host.step(ring))) {
      failure = host.failure(ring).orElse(failure);
    }
    if (!table(ring).lockIsFree()) {
      throw new IllegalStateException("a call of ring " + ring + " that does not return");
    }
    return failure;
  }

  BufferTable table(RingId ring) {
    return host.rings().get(ring).get();
  }

  Option<Request> request(RingRequest id) {
    return table(id.ring()).requests().get(id.req());
  }
}
