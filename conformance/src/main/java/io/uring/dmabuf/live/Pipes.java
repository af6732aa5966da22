package io.uring.dmabuf.live;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import io.uring.dmabuf.live.Operation.Lane;
import io.uring.dmabuf.live.uapi.Libc;
import io.uring.dmabuf.uring.Errno;
import io.uring.dmabuf.uring.Op;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * The pipes on which requests wait: those for reads are empty, those for writes hold one page and
 * are full with it. None of the calls here waits.
 */
public final class Pipes implements AutoCloseable {
  /** The bytes that a full pipe holds. */
  static final int CAPACITY = UserBuffers.SIZE;

  /** The bytes that go through pipes are 1, 2, 3, up to this one, and 1 again. */
  public static final int LAST_BYTE_VALUE = 80;

  private final Libc libc;
  private final MemorySegment page;
  private final Libc.Pipe[] toRead = new Libc.Pipe[Lane.PIPES];
  private final Libc.Pipe[] toWrite = new Libc.Pipe[Lane.PIPES];
  private final Libc.Pipe other;

  /**
   * New pipes.
   *
   * @param page memory for what goes through them, {@link #CAPACITY} bytes; nothing is kept there
   */
  Pipes(Libc libc, MemorySegment page) {
    this.libc = libc;
    this.page = page;
    Arrays.setAll(toRead, i -> made());
    Arrays.setAll(toWrite, i -> full(made()));
    this.other = made();
  }

  private Libc.Pipe made() {
    Libc.Pipe pipe = libc.pipe();
    check("pipe", pipe.readEnd());
    return pipe;
  }

  private Libc.Pipe full(Libc.Pipe pipe) {
    check("F_SETPIPE_SZ", libc.setPipeSize(pipe.writeEnd(), CAPACITY));
    check("write", libc.write(pipe.writeEnd(), page));
    return pipe;
  }

  private static void check(String call, long result) {
    if (result < 0) {
      throw new IllegalStateException(call + " returns " + Errno.text(result));
    }
  }

  /** The end that a request on the lane uses. */
  int of(Lane lane) {
    return lane.op() == Op.READ_FIXED
        ? toRead[lane.pipe()].readEnd()
        : toWrite[lane.pipe()].writeEnd();
  }

  /**
   * A descriptor that refuses the operation, of a pipe that stays open: a descriptor is looked up
   * when its request is issued, and the number of a closed one belongs to another file by then.
   */
  int wrongEnd(Op op) {
    return op == Op.READ_FIXED ? other.writeEnd() : other.readEnd();
  }

  /** One byte arrives for the reader. */
  void feed(Lane lane, int value) {
    page.set(JAVA_BYTE, 0, (byte) value);
    check("write", libc.write(toRead[lane.pipe()].writeEnd(), page.asSlice(0, 1)));
  }

  /** The same from a thread that is not the owner's. */
  void feedFromElsewhere(Lane lane) {
    try (Arena own = Arena.ofConfined()) {
      new Libc(own).write(toRead[lane.pipe()].writeEnd(), own.allocate(1));
    }
  }

  /** Nothing is left in the pipe, so that its writer can go on. */
  void drain(Lane lane) {
    check("read", libc.read(toWrite[lane.pipe()].readEnd(), page));
  }

  /** Takes what a writer has written, and fills the pipe up again: the first byte. */
  int refill(Lane lane, int written) {
    Libc.Pipe pipe = toWrite[lane.pipe()];
    check("read", libc.read(pipe.readEnd(), page.asSlice(0, written)));
    int first = Byte.toUnsignedInt(page.get(JAVA_BYTE, 0));
    check("write", libc.write(pipe.writeEnd(), page));
    return first;
  }

  /** The reader comes to the end of its file: 0. */
  long closeWriteEnd(Lane lane) {
    return libc.close(toRead[lane.pipe()].writeEnd());
  }

  /** A new pipe in the place of one whose end was closed. */
  void renew(Lane lane) {
    libc.close(toRead[lane.pipe()].readEnd());
    toRead[lane.pipe()] = made();
  }

  @Override
  public void close() {
    for (Libc.Pipe[] pipes : new Libc.Pipe[][] {toRead, toWrite, {other}}) {
      for (Libc.Pipe pipe : pipes) {
        libc.close(pipe.readEnd());
        libc.close(pipe.writeEnd());
      }
    }
  }
}
