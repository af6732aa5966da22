package io.uring.dmabuf.scenario;

import io.uring.dmabuf.dma.DmaSegment;
import io.uring.dmabuf.dma.Memory;
import io.uring.dmabuf.id.DeviceId;
import io.uring.dmabuf.system.RingRequest;
import io.uring.dmabuf.system.State;
import io.uring.dmabuf.uring.Request;
import io.vavr.collection.Vector;
import io.vavr.control.Option;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/**
 * The bytes of the machine, with the oracle beside them, which says which byte is wrong. Of the
 * machine it asks when a request gets its buffer, begins to move bytes, and ends with how many;
 * where they belong says the {@link Ledger}, which never asks the machine.
 */
final class ByteWatch {
  private final ByteOracle oracle = new ByteOracle();
  private final Ledger ledger = new Ledger();
  private final Session session;
  private final Map<RingRequest, Calling.Request> asked = new HashMap<>();

  /** The name of the memory that each works in, from when it has it; none from an empty slot. */
  private final Map<RingRequest, Option<String>> buffers = new HashMap<>();

  /** What the statement that is carried out asks for and the machine has not taken yet. */
  private final Deque<Calling.Request> asking = new ArrayDeque<>();

  /** The bytes of a machine. */
  ByteWatch(Session session) {
    this.session = session;
  }

  /** A statement is about to be carried out. */
  void carryingOut(Statement statement) {
    asking.clear();
    if (statement instanceof Calling.Request request) {
      asking.add(request);
    }
    if (statement instanceof Calling.SubmitAll all) {
      asking.addAll(all.requests().asJava());
    }
  }

  /** It was, and returned a value. */
  void carriedOut(Statement statement, String value) {
    ledger.carriedOut(statement, value);
  }

  /** Tells the oracle which requests began and ended with the last step. */
  void settle(State before) {
    State now = session.state();
    for (RingRequest id : session.requests()) {
      Option<Request> was = requestOf(before, id);
      Request is = requestOf(now, id).get();
      if (was.isEmpty()) {
        asked.put(id, asking(is));
        buffers.remove(id);
      }
      Calling.Request request = Objects.requireNonNull(asked.get(id));
      if (is.node().isDefined() && !buffers.containsKey(id)) {
        buffers.put(id, ledger.buffer(request));
      }
      boolean moved = was.exists(ByteWatch::isMoving);
      if (isMoving(is) && !moved && now.mapping().hasDevice(is.file().get())) {
        started(id, request, request.length(), true);
      }
      if (moved && !isMoving(is)) {
        int bytes =
            is.result()
                .getOrElseThrow(
                    () -> new IllegalStateException("a request that ended has no result: " + id));
        oracle.ended(id, Math.max(0, bytes), session.machine().bytes());
      }
      if (!moved && was.exists(r -> r.result().isEmpty())) {
        is.result().filter(bytes -> bytes > 0).forEach(bytes -> copied(id, request, bytes));
      }
    }
  }

  /**
   * The next of what the statement asks for that this is: what is refused before it is none. One
   * that is refused at once has forgotten what it asked for.
   */
  private Calling.Request asking(Request made) {
    Calling.Request next = asking.remove();
    while (made.result().isEmpty() && !next.window().equals(made.window())) {
      next = asking.remove();
    }
    return next;
  }

  private static Option<Request> requestOf(State at, RingRequest id) {
    return at.rings().get(id.ring()).requests().get(id.req());
  }

  /** A request whose bytes moved as it was imported, by the CPU. */
  private void copied(RingRequest id, Calling.Request request, int bytes) {
    started(id, request, bytes, false);
    oracle.ended(id, bytes, session.machine().bytes());
  }

  /** Whether parts of a request were handed on, and it has not ended. */
  private static boolean isMoving(Request request) {
    return request.parts().handedOn() > 0;
  }

  private void started(RingRequest id, Calling.Request request, long most, boolean byDrive) {
    oracle.started(id, ledger.belonging(request, bufferOf(id, request), most), byDrive);
  }

  private String bufferOf(RingRequest id, Calling.Request request) {
    return buffers
        .getOrDefault(id, Option.none())
        .getOrElseThrow(() ->
            ScenarioException.broken(
                "a request moves bytes, and its slot %d is empty".formatted(request.slot())));
  }

  /** Compares every byte with what it must be. */
  void compare() {
    oracle
        .wrongByte(session.machine().bytes())
        .forEach(wrong -> {
          throw ScenarioException.broken(
              "%s holds 0x%02x, expected 0x%02x"
                  .formatted(place(wrong), wrong.found(), wrong.expected()));
        });
  }

  private String place(ByteOracle.Wrong wrong) {
    if (wrong.drive().isDefined()) {
      return "%s at %#x"
          .formatted(session.names().nameOf(new Named.Disk(wrong.drive().get())), wrong.address());
    }
    String memory = "memory at %#x".formatted(wrong.address());
    for (Named what : session.names().all()) {
      Option<Long> offset = offsetIn(memoryOf(what, 0, Long.MAX_VALUE), wrong.address());
      if (offset.isDefined()) {
        return "%s (%s at %#x)".formatted(memory, session.names().nameOf(what), offset.get());
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
    return ledger.memory(session.names().nameOf(what), offset, length);
  }

  /** A request has got bytes from a pipe. */
  void received(RingRequest id, byte[] bytes) {
    Calling.Request request = Objects.requireNonNull(asked.get(id));
    oracle.wroteMemory(ledger.memory(request, bufferOf(id, request), bytes.length), bytes);
  }

  /** A request has given bytes of its buffer to a pipe. */
  void sent(RingRequest id, byte[] bytes) {
    Calling.Request request = Objects.requireNonNull(asked.get(id));
    Vector<DmaSegment> memory = ledger.memory(request, bufferOf(id, request), bytes.length);
    if (!Arrays.equals(bytes, oracle.memory(memory))) {
      throw ScenarioException.broken("a request gives other bytes than those of its buffer");
    }
  }

  /** The user writes to physical memory. */
  void fill(Vector<DmaSegment> memory, byte[] bytes) {
    session.change(m -> m.with(m.bytes().cpuWrite(memory, bytes)));
    oracle.wroteMemory(memory, bytes);
  }

  /** The user writes to a drive by other means. */
  void fillDrive(DeviceId drive, long position, byte[] bytes) {
    session.change(m -> {
      Memory disk = m.bytes().disk(drive).write(position, bytes).get();
      return m.with(m.bytes().withDisk(drive, disk));
    });
    oracle.wroteDrive(drive, position, bytes);
  }
}
