package io.uring.dmabuf.scenario;

import io.uring.dmabuf.design.Design;
import io.uring.dmabuf.dma.DmaSegment;
import io.uring.dmabuf.dma.Event;
import io.uring.dmabuf.nvme.Iod.Stage;
import io.uring.dmabuf.nvme.NvmeQueue;
import io.uring.dmabuf.scenario.Carried.Posted;
import io.uring.dmabuf.system.Drive;
import io.uring.dmabuf.system.DriveConfig.Reach;
import io.uring.dmabuf.system.Host;
import io.uring.dmabuf.system.HostAudit;
import io.uring.dmabuf.system.RequestId;
import io.uring.dmabuf.system.Transfer;
import io.uring.dmabuf.system.Transfer.Part;
import io.uring.dmabuf.system.Transfer.Progress;
import io.uring.dmabuf.uring.BufferTable;
import io.uring.dmabuf.uring.CompletionQueue;
import io.uring.dmabuf.uring.Cqe;
import io.uring.dmabuf.uring.Errno;
import io.uring.dmabuf.uring.Op;
import io.uring.dmabuf.uring.Request;
import io.uring.dmabuf.uring.Request.State;
import io.vavr.Tuple;
import io.vavr.collection.HashSet;
import io.vavr.collection.LinkedHashMap;
import io.vavr.collection.List;
import io.vavr.collection.Map;
import io.vavr.collection.Set;
import io.vavr.collection.Stream;
import io.vavr.collection.Vector;
import io.vavr.control.Option;
import java.util.function.Function;

/**
 * A machine while a scenario drives it: the names, the user data of requests and tags, and the
 * oracle of the bytes beside it. The machine is audited after every step that it takes, and its
 * bytes are compared after every statement.
 */
final class Session {
  private final ByteOracle oracle = new ByteOracle();
  private Host host;
  private Map<String, Named> names = LinkedHashMap.empty();
  private Map<RequestId, Long> userData = LinkedHashMap.empty();
  private Map<List<Long>, Long> tagData = LinkedHashMap.empty();
  private Set<List<Long>> tagsSeen = HashSet.empty();
  private int steps;

  /** A machine with nothing in it. */
  Session(Design design) {
    host = Host.empty(design, 4096, 64);
  }

  Host host() {
    return host;
  }

  /** How many steps the machine has taken. */
  int steps() {
    return steps;
  }

  // Names.

  /** Something appears, with a name of its own. */
  void appear(String name, Function<Host, Host> change, Function<Host, Named> what) {
    if (names.containsKey(name)) {
      throw ScenarioException.unusable("expected a name that is not taken: " + name);
    }
    host = change.apply(host);
    names = names.put(name, what.apply(host));
  }

  int ring(String name) {
    return named(name, Named.Ring.class, "a ring");
  }

  int drive(String name) {
    return named(name, Named.Disk.class, "a drive");
  }

  int file(String name) {
    return named(name, Named.File.class, "a file");
  }

  int buffer(String name) {
    return named(name, Named.Buffer.class, "a dma-buf");
  }

  int memory(String name) {
    return named(name, Named.Pages.class, "memory");
  }

  Named named(String name) {
    return names
        .get(name)
        .getOrElseThrow(
            () -> ScenarioException.unusable("expected a name, \"" + name + "\" is none"));
  }

  private int named(String name, Class<? extends Named> kind, String what) {
    return names
        .get(name)
        .filter(kind::isInstance)
        .map(Named::id)
        .getOrElseThrow(() ->
            ScenarioException.unusable(
                "expected the name of " + what + ", \"" + name + "\" is none"));
  }

  /** The names, in the order in which they appeared. */
  Map<String, Named> names() {
    return names;
  }

  /** The name of something. */
  String nameOf(Named what) {
    return names.find(entry -> entry._2.equals(what)).map(entry -> entry._1).getOrElse("?");
  }

  // Steps.

  /** Another empty machine, before there is anything on it. */
  void replace(Host empty) {
    if (!names.isEmpty()) {
      throw ScenarioException.unusable("expected this statement before everything else");
    }
    host = empty;
  }

  /** Takes a step, if it can be taken, and audits the machine after it. */
  boolean take(Option<Host> step) {
    if (step.isEmpty()) {
      return false;
    }
    Host before = host;
    host = step.get();
    steps++;
    host.log()
        .take(host.log().size() - before.log().size())
        .find(event -> event instanceof Event.Fault)
        .forEach(event -> {
          throw ScenarioException.broken(text((Event.Fault) event));
        });
    HostAudit.brokenLaw(host)
        .forEach(law -> {
          throw ScenarioException.broken(law);
        });
    settle(before);
    return true;
  }

  private String text(Event.Fault fault) {
    String drive = nameOf(new Named.Disk(fault.device()));
    return switch (fault.kind()) {
      case IOMMU_FAULT -> "%s: IOMMU fault at %#x".formatted(drive, fault.address());
      case WILD_ACCESS ->
          "%s touches %#x, outside of its request".formatted(drive, fault.address());
      case STALE_DATA ->
          throw new IllegalStateException("stale data shows in the bytes alone: " + fault);
    };
  }

  /** Tells the oracle which requests began and ended with the last step. */
  private void settle(Host before) {
    for (var entry : host.transfers()) {
      boolean was = before.transfers().get(entry._1).exists(t -> isMoving(before, entry._1, t));
      boolean is = isMoving(host, entry._1, entry._2);
      if (is && !was) {
        Drive drive = host.drives().get(entry._2.drive()).get();
        boolean lines = drive.config().reach() == Reach.NON_COHERENT;
        long length = entry._2.parts().map(Part::length).sum().longValue();
        started(entry._1, entry._2, length, lines ? host.memory().lineSize() : 1);
      }
      int moved = request(entry._1).flatMap(Request::result).getOrElse(0);
      if (was && !is) {
        oracle.ended(entry._1, Math.max(0, moved), host);
      }
      if (moved > 0 && entry._2.parts().isEmpty() && isIssuing(before, entry._1)) {
        copied(entry._1, entry._2, moved);
      }
    }
  }

  private static boolean isIssuing(Host at, RequestId id) {
    return at.rings().get(id.ring()).exists(table -> table.isRequest(id.req(), State.ISSUING));
  }

  /** A request whose bytes moved within its submission, by the CPU. */
  private void copied(RequestId id, Transfer transfer, int moved) {
    started(id, transfer, moved, 1);
    oracle.ended(id, moved, host);
  }

  private static boolean isMoving(Host at, RequestId id, Transfer transfer) {
    return !transfer.parts().isEmpty()
        && at.rings().get(id.ring()).exists(table -> table.isRequest(id.req(), State.IN_FLIGHT));
  }

  private void started(RequestId id, Transfer transfer, long length, int line) {
    Vector<DmaSegment> memory = host.physicalOf(id, transfer.offset(), length);
    oracle.started(
        id, transfer.op() == Op.READ_FIXED, transfer.drive(), transfer.position(), memory, line);
  }

  /** Compares every byte of the machine with what it must be. */
  void compareBytes() {
    oracle
        .wrongByte(host)
        .forEach(wrong -> {
          throw ScenarioException.broken(
              "%s holds 0x%02x, expected 0x%02x"
                  .formatted(place(wrong), wrong.found(), wrong.expected()));
        });
  }

  private String place(ByteOracle.Wrong wrong) {
    if (wrong.drive() > 0) {
      return "%s at %#x".formatted(nameOf(new Named.Disk(wrong.drive())), wrong.address());
    }
    String memory = "memory at %#x".formatted(wrong.address());
    for (Named what : names.values()) {
      Option<Long> offset = offsetIn(memoryOf(what, 0, Long.MAX_VALUE), wrong.address());
      if (offset.isDefined()) {
        return "%s (%s at %#x)".formatted(memory, nameOf(what), offset.get());
      }
    }
    return memory + " (no dma-buf, no memory of the user)";
  }

  private static Option<Long> offsetIn(Vector<DmaSegment> memory, long address) {
    long start = 0;
    for (DmaSegment s : memory) {
      if (s.address() <= address && address < s.end()) {
        return Option.some(start + address - s.address());
      }
      start += s.length();
    }
    return Option.none();
  }

  /** The physical memory behind a range of what the user can write to; none of anything else. */
  Vector<DmaSegment> memoryOf(Named what, long offset, long length) {
    return switch (what) {
      case Named.Buffer(int id) -> host.physical(id, offset, length);
      case Named.Pages(int id) -> host.userPhysical(id, offset, length);
      case Named.Ring _, Named.File _, Named.Disk _ -> Vector.empty();
    };
  }

  // Calls.

  /** Carries the call that a ring is in to its return, or to where it waits: its errno, if any. */
  Option<Errno> finish(int ring) {
    Option<Errno> failure = host.failure(ring);
    while (take(host.step(ring))) {
      failure = host.failure(ring).orElse(failure);
    }
    if (!table(ring).lockIsFree()) {
      throw new IllegalStateException("a call of ring " + ring + " that does not return");
    }
    return failure;
  }

  BufferTable table(int ring) {
    return host.rings().get(ring).get();
  }

  Option<Request> request(RequestId id) {
    return table(id.ring()).requests().get(id.req());
  }

  // Bytes.

  /** The user writes to physical memory. */
  void fill(Vector<DmaSegment> memory, byte[] bytes) {
    host = host.write(memory, bytes);
    oracle.wroteMemory(memory, bytes);
  }

  /** The user writes to a drive by other means. */
  void fillDrive(int drive, long position, byte[] bytes) {
    host = host.writeDisk(drive, position, bytes);
    oracle.wroteDrive(drive, position, bytes);
  }

  /** Something that is no step of the machine changes. */
  void change(Function<Host, Host> change) {
    host = change.apply(host);
  }

  // Requests and tags by user data.

  void name(RequestId id, long data) {
    userData = userData.put(id, data);
  }

  /**
   * The tag that the machine is given for one of the scenario: no other has it, nor a request.
   *
   * @param data the scenario's user data of the tag
   */
  long tag(int ring, long data) {
    long tag = CompletionQueue.userDataOfTag(tagData.size() + 1);
    tagData = tagData.put(List.of((long) ring, tag), data);
    return tag;
  }

  long userDataOf(RequestId id) {
    return userData.get(id).getOrElse(0L);
  }

  /** The request of a ring with some user data, not consumed yet. */
  RequestId requestOf(int ring, long data) {
    return host.transfers()
        .keySet()
        .find(id -> id.ring() == ring && userDataOf(id) == data)
        .getOrElseThrow(
            () -> ScenarioException.unusable("expected a request with user_data=" + data));
  }

  /** The user data of a request that a ring has not used yet, as a scenario without one gets it. */
  long nextUserData(int ring) {
    return Stream.from(1).map(n -> (long) n).find(n -> isUnused(ring, n)).get();
  }

  boolean isUnused(int ring, long data) {
    return !host.transfers().keySet().exists(id -> id.ring() == ring && userDataOf(id) == data);
  }

  /** The user data of a CQE as the user knows it. */
  long userDataOf(int ring, Cqe cqe) {
    Option<Long> request = Option.when(cqe.userData() <= Integer.MAX_VALUE, cqe.userData());
    return tagData
        .get(List.of((long) ring, cqe.userData()))
        .orElse(() -> request.flatMap(r -> userData.get(new RequestId(ring, r.intValue()))))
        .getOrElse(cqe.userData());
  }

  /** The completions of a ring that the user has not consumed, the oldest first. */
  Vector<Cqe> completions(int ring) {
    return table(ring)
        .completions()
        .entries()
        .filter(cqe -> !tagsSeen.contains(List.of((long) ring, cqe.userData())));
  }

  /** What each ring has posted and the user not consumed, by the name of the ring. */
  Map<String, Vector<Posted>> posted() {
    return host.rings()
        .toLinkedMap(ring -> {
          String name = nameOf(new Named.Ring(ring._1));
          return Tuple.of(
              name,
              completions(ring._1)
                  .map(cqe -> new Posted(name, userDataOf(ring._1, cqe), cqe.res())));
        });
  }

  /** The user has consumed the CQE of a tag. */
  void sawTag(int ring, Cqe cqe) {
    tagsSeen = tagsSeen.add(List.of((long) ring, cqe.userData()));
  }

  // The drives.

  /** Drives go on until nothing is left to do: kblockd, the controller, the interrupts. */
  void run(Iterable<Integer> drives) {
    Host before;
    do {
      before = host;
      for (int drive : drives) {
        kblockd(drive);
        fetch(drive);
        for (int tag : executing(drive)) {
          move(drive, tag, Integer.MAX_VALUE);
          take(host.answer(drive, tag, true));
        }
        interrupt(drive);
      }
    } while (!host.drives().equals(before.drives()));
  }

  /** Block requests that wait for a tag or a descriptor page are tried again. */
  void kblockd(int drive) {
    NvmeQueue queue = queue(drive);
    for (int tag : tags(drive)) {
      if (queue.pair(Drive.SELF).stage(tag) instanceof Stage.Requeued) {
        take(host.requeue(drive, tag));
      }
    }
    for (RequestId id : moving(drive)) {
      while (take(host.advance(id))) {}
    }
  }

  /** Moves at most some pieces of a tag's command: how many there were. */
  int move(int drive, int tag, int most) {
    int moved = 0;
    while (moved < most && take(host.xfer(drive, tag))) {
      moved++;
    }
    return moved;
  }

  /** The interrupt handler looks at everything that was answered. */
  void interrupt(int drive) {
    while (take(host.reap(drive))) {
      for (int tag : tags(drive)) {
        if (take(host.syncForCpu(drive, tag))) {
          take(host.freeDescriptors(drive, tag));
          take(host.endRequest(drive, tag));
        }
      }
    }
  }

  /** The controller takes in everything that was announced. */
  void fetch(int drive) {
    while (take(host.fetch(drive))) {}
  }

  /** The tags whose commands the controller works on. */
  Vector<Integer> executing(int drive) {
    return tags(drive)
        .filter(tag -> queue(drive).pair(Drive.SELF).controller().execution(tag).isDefined());
  }

  /** The tags that a request's block requests have, of those that the controller works on. */
  Vector<Integer> executing(RequestId id) {
    Transfer transfer = host.transfers().get(id).get();
    return transfer
        .parts()
        .flatMap(part ->
            part.progress() instanceof Progress.Tagged(int tag)
                ? Option.some(tag)
                : Option.<Integer>none())
        .filter(executing(transfer.drive())::contains);
  }

  private Vector<RequestId> moving(int drive) {
    return host.transfers()
        .filter(t -> t._2.drive() == drive && isMoving(host, t._1, t._2))
        .keySet()
        .toVector();
  }

  private Vector<Integer> tags(int drive) {
    int all = host.drives().get(drive).get().config().layout().tags();
    return Vector.range(0, all).filter(tag -> queue(drive).request(Drive.SELF, tag).isDefined());
  }

  private NvmeQueue queue(int drive) {
    return host.drives().get(drive).get().queue();
  }
}
