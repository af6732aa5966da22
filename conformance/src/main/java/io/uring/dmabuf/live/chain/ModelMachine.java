package io.uring.dmabuf.live.chain;

import io.uring.dmabuf.dma.DmaSegment;
import io.uring.dmabuf.id.AreaId;
import io.uring.dmabuf.id.FileId;
import io.uring.dmabuf.id.RingId;
import io.uring.dmabuf.live.Files;
import io.uring.dmabuf.live.Operation.Lane;
import io.uring.dmabuf.live.UserBuffers;
import io.uring.dmabuf.system.Kernel;
import io.uring.dmabuf.system.Machine;
import io.uring.dmabuf.system.Outside;
import io.uring.dmabuf.system.Returned;
import io.uring.dmabuf.system.Watch;
import io.vavr.collection.Vector;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * The machine on which the model's side of a run makes its calls: two rings, the user's buffers,
 * and the files that answer at once.
 */
final class ModelMachine {
  static final RingId FIRST = RingId.of(1);
  static final RingId SECOND = RingId.of(2);

  /** Requests of a ring that can be in use: one for each lane, and some that end at once. */
  private static final int REQUESTS = 2 * Lane.PIPES + 5;

  private static final int PAGE = 4096;
  private static final int LINE = 64;
  private static final long MEMORY = 0x10000;

  private final FileId file;
  private final FileId counter;
  private final FileId closed;
  private Kernel kernel;

  /**
   * A machine whose rings have no tables.
   *
   * @param watch who looks on from now on
   */
  ModelMachine(ModelSetup setup, Watch watch) {
    kernel = Kernel.of(Machine.empty(setup.kernel(), PAGE, LINE), watch);
    for (int buffer = 0; buffer < UserBuffers.BUFFERS; buffer++) {
      DmaSegment page = new DmaSegment(MEMORY + 2L * PAGE * buffer, PAGE);
      does(at -> at.changed(machine -> Outside.memory(machine, Vector.of(page), Vector.of(PAGE))));
    }
    for (RingId ring : Vector.of(FIRST, SECOND)) {
      does(at ->
          at.changed(machine -> Outside.ring(machine, 0, REQUESTS)).withKind(ring, setup.kind()));
    }
    does(at -> at.regular((byte) Files.BYTE));
    file = kernel.lastFile();
    does(Kernel::counter);
    counter = kernel.lastFile();
    does(Kernel::counter);
    closed = kernel.lastFile();
    call(at -> at.close(closed));
  }

  /** What is there. */
  Kernel kernel() {
    return kernel;
  }

  /** A regular file. */
  FileId file() {
    return file;
  }

  /** An event counter. */
  FileId counter() {
    return counter;
  }

  /** A file whose descriptor is closed. */
  FileId closed() {
    return closed;
  }

  /** The memory of one of the user's buffers, from 0. */
  static AreaId area(int buffer) {
    return AreaId.of(buffer + 1);
  }

  /** Makes a call: what it returns. */
  <R> R call(Function<Kernel, Returned<R>> call) {
    Returned<R> returned = call.apply(kernel);
    kernel = returned.kernel();
    return returned.value();
  }

  /** Does what returns nothing. */
  void does(UnaryOperator<Kernel> what) {
    kernel = what.apply(kernel);
  }

  /** The byte at a place in a buffer, from 0 to 255. */
  int get(AreaId area, long offset) {
    return Byte.toUnsignedInt(kernel.machine().bytes().cpuRead(at(area, offset))[0]);
  }

  /** The user stores a byte there. */
  void set(AreaId area, long offset, int value) {
    byte[] one = {(byte) value};
    does(before ->
        before.changed(machine -> machine.with(machine.bytes().cpuWrite(at(area, offset), one))));
  }

  private Vector<DmaSegment> at(AreaId area, long offset) {
    long base = kernel.state().platform().area(area).head().address();
    return Vector.of(new DmaSegment(base + offset, 1));
  }
}
