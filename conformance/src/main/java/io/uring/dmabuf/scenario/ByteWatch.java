package io.uring.dmabuf.scenario;

import io.uring.dmabuf.dma.DmaSegment;
import io.uring.dmabuf.dma.Memory;
import io.uring.dmabuf.id.AreaId;
import io.uring.dmabuf.id.DeviceId;
import io.uring.dmabuf.id.DmabufId;
import io.uring.dmabuf.system.DriveConfig.Reach;
import io.uring.dmabuf.system.RingRequest;
import io.uring.dmabuf.system.State;
import io.uring.dmabuf.uring.Op;
import io.uring.dmabuf.uring.Request;
import io.vavr.collection.Vector;
import io.vavr.control.Option;

/**
 * The bytes of the machine, with the oracle beside them: it is told what the user writes and which
 * requests begin and end, and says which byte is wrong.
 */
final class ByteWatch {
  private final ByteOracle oracle = new ByteOracle();
  private final Session session;

  /** The bytes of a machine. */
  ByteWatch(Session session) {
    this.session = session;
  }

  /** Tells the oracle which requests began and ended with the last step. */
  void settle(State before) {
    State now = session.state();
    for (RingRequest id : session.requests()) {
      Option<Request> was = requestOf(before, id);
      Request is = requestOf(now, id).get();
      boolean moved = was.exists(ByteWatch::isMoving);
      if (isMoving(is) && !moved) {
        DeviceId drive = now.deviceOf(is.file().get());
        boolean lines = now.platform().drive(drive).reach() == Reach.NON_COHERENT;
        started(now, id, is, is.window().length(), lines ? now.platform().lineSize() : 1);
      }
      if (moved && !isMoving(is)) {
        int bytes =
            is.result()
                .getOrElseThrow(
                    () -> new IllegalStateException("a request that ended has no result: " + id));
        oracle.ended(id, Math.max(0, bytes), session.machine().bytes());
      }
      if (!moved && was.exists(r -> r.result().isEmpty())) {
        is.result()
            .filter(bytes -> bytes > 0)
            .forEach(bytes -> copied(before, id, was.get(), bytes));
      }
    }
  }

  private static Option<Request> requestOf(State at, RingRequest id) {
    return at.rings().get(id.ring()).requests().get(id.req());
  }

  /** A request whose bytes moved as it was imported, by the CPU. */
  private void copied(State before, RingRequest id, Request request, int bytes) {
    started(before, id, request, bytes, 1);
    oracle.ended(id, bytes, session.machine().bytes());
  }

  /** Whether parts of a request were handed on, and it has not ended. */
  private static boolean isMoving(Request request) {
    return request.parts().handedOn() > 0;
  }

  private void started(State at, RingRequest id, Request request, long length, int line) {
    State seen = at.at(id.ring());
    oracle.started(
        id,
        request.op() == Op.READ_FIXED,
        at.deviceOf(request.file().get()),
        seen.positionOf(id.req()),
        seen.memory(id.req(), 0, length),
        line);
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
    return switch (what) {
      case Named.Buffer(DmabufId id) ->
          memory(session.state().mapping().dmabufs().get(id).get().segments(), offset, length);
      case Named.Pages(AreaId id) -> memory(session.state().platform().area(id), offset, length);
      case Named.Ring _, Named.File _, Named.Disk _ -> Vector.empty();
    };
  }

  private static Vector<DmaSegment> memory(Vector<DmaSegment> all, long offset, long length) {
    return DmaSegment.range(all, offset, length);
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
