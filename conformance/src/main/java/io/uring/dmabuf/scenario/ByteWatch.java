package io.uring.dmabuf.scenario;

import io.uring.dmabuf.dma.DmaSegment;
import io.uring.dmabuf.id.AreaId;
import io.uring.dmabuf.id.DeviceId;
import io.uring.dmabuf.id.DmabufId;
import io.uring.dmabuf.system.Drive;
import io.uring.dmabuf.system.DriveConfig.Reach;
import io.uring.dmabuf.system.Host;
import io.uring.dmabuf.system.RingRequest;
import io.uring.dmabuf.system.Transfer;
import io.uring.dmabuf.system.Transfer.Part;
import io.uring.dmabuf.uring.Op;
import io.uring.dmabuf.uring.Request;
import io.uring.dmabuf.uring.Request.State;
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
  void settle(Host before) {
    Host host = session.host();
    for (var entry : host.transfers()) {
      boolean was = before.transfers().get(entry._1).exists(t -> isMoving(before, entry._1, t));
      boolean is = isMoving(host, entry._1, entry._2);
      if (is && !was) {
        Drive drive = host.drives().get(entry._2.drive()).get();
        boolean lines = drive.config().reach() == Reach.NON_COHERENT;
        long length = entry._2.parts().map(Part::length).sum().longValue();
        started(entry._1, entry._2, length, lines ? host.bytes().lineSize() : 1);
      }
      Option<Integer> result = session.request(entry._1).flatMap(Request::result);
      if (was && !is) {
        int moved =
            result.getOrElseThrow(
                () -> new IllegalStateException("a request that ended has no result: " + entry._1));
        oracle.ended(entry._1, Math.max(0, moved), host.bytes());
      }
      if (entry._2.parts().isEmpty() && isIssuing(before, entry._1)) {
        result.filter(moved -> moved > 0).forEach(moved -> copied(entry._1, entry._2, moved));
      }
    }
  }

  private static boolean isIssuing(Host at, RingRequest id) {
    return at.rings().get(id.ring()).exists(table -> table.isRequest(id.req(), State.ISSUING));
  }

  /** A request whose bytes moved within its submission, by the CPU. */
  private void copied(RingRequest id, Transfer transfer, int moved) {
    started(id, transfer, moved, 1);
    oracle.ended(id, moved, session.host().bytes());
  }

  /** Whether a request has commands under way. */
  static boolean isMoving(Host at, RingRequest id, Transfer transfer) {
    return !transfer.parts().isEmpty()
        && at.rings().get(id.ring()).exists(table -> table.isRequest(id.req(), State.IN_FLIGHT));
  }

  private void started(RingRequest id, Transfer transfer, long length, int line) {
    Vector<DmaSegment> memory = session.host().physicalOf(id, transfer.offset(), length);
    oracle.started(
        id, transfer.op() == Op.READ_FIXED, transfer.drive(), transfer.position(), memory, line);
  }

  /** Compares every byte with what it must be. */
  void compare() {
    oracle
        .wrongByte(session.host().bytes())
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
      case Named.Buffer(DmabufId id) -> session.host().physical(id, offset, length);
      case Named.Pages(AreaId id) -> session.host().userPhysical(id, offset, length);
      case Named.Ring _, Named.File _, Named.Disk _ -> Vector.empty();
    };
  }

  /** The user writes to physical memory. */
  void fill(Vector<DmaSegment> memory, byte[] bytes) {
    session.change(host -> host.with(host.bytes().cpuWrite(memory, bytes)));
    oracle.wroteMemory(memory, bytes);
  }

  /** The user writes to a drive by other means. */
  void fillDrive(DeviceId drive, long position, byte[] bytes) {
    session.change(host -> host.writeDisk(drive, position, bytes));
    oracle.wroteDrive(drive, position, bytes);
  }
}
