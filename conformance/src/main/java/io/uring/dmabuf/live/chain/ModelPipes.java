package io.uring.dmabuf.live.chain;

import io.uring.dmabuf.id.FileId;
import io.uring.dmabuf.live.Operation.Lane;
import io.uring.dmabuf.system.Kernel;
import io.uring.dmabuf.system.Pipe;
import io.uring.dmabuf.uring.Op;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/**
 * The pipes on which the requests of a ring wait: those for reads are empty, those for writes full.
 */
final class ModelPipes {
  private final ModelMachine machine;
  private final Map<Lane, Ends> ends = new HashMap<>();

  private final Ends other;

  private record Ends(FileId toRead, FileId toWrite) {}

  /** New pipes of a machine. */
  ModelPipes(ModelMachine machine) {
    this.machine = machine;
    for (int pipe = 0; pipe < Lane.PIPES; pipe++) {
      renew(new Lane(Op.READ_FIXED, pipe));
      renew(new Lane(Op.WRITE_FIXED, pipe));
      fill(new Lane(Op.WRITE_FIXED, pipe));
    }
    this.other = made();
  }

  private Ends made() {
    machine.does(Kernel::pipe);
    FileId last = machine.kernel().lastFile();
    return new Ends(FileId.of(last.number() - 1), last);
  }

  /** A new pipe in the place of one whose end was closed. */
  void renew(Lane lane) {
    ends.put(lane, made());
  }

  private Ends of(Lane lane) {
    return Objects.requireNonNull(ends.get(lane));
  }

  /** The end that a request on the lane uses. */
  FileId used(Lane lane) {
    return lane.op() == Op.READ_FIXED ? of(lane).toRead() : of(lane).toWrite();
  }

  /** An end that refuses the operation, of a pipe that stays open. */
  FileId wrongEnd(Op op) {
    return op == Op.READ_FIXED ? other.toWrite() : other.toRead();
  }

  /** One byte arrives for the reader. */
  void feed(Lane lane, int value) {
    byte[] one = {(byte) value};
    machine.call(kernel -> kernel.put(of(lane).toWrite(), one));
  }

  /** Nothing is left in the pipe, so that its writer can go on. */
  void drain(Lane lane) {
    machine.call(kernel -> kernel.take(of(lane).toRead(), Pipe.CAPACITY));
  }

  private void fill(Lane lane) {
    machine.call(kernel -> kernel.put(of(lane).toWrite(), new byte[Pipe.CAPACITY]));
  }

  /** Takes what a writer has written, and fills the pipe up again: the first byte. */
  int refill(Lane lane, int written) {
    byte[] taken = machine.call(kernel -> kernel.take(of(lane).toRead(), written)).get();
    fill(lane);
    return Byte.toUnsignedInt(taken[0]);
  }

  /** The reader comes to the end of its file: 0. */
  int closeWriteEnd(Lane lane) {
    return machine.call(kernel -> kernel.close(of(lane).toWrite()));
  }
}
