package io.uring.dmabuf.live;

import io.uring.dmabuf.live.uapi.Libc;
import io.uring.dmabuf.uring.Errno;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Two pipes: the worker thread of a ring is kept busy with moving bytes from one to the other. */
public final class HoldPipes implements AutoCloseable {
  private static final int PAGE = 4096;

  private final Arena arena = Arena.ofConfined();
  private final Libc libc = new Libc(arena);
  private final MemorySegment page = arena.allocate(PAGE);
  private final Libc.Pipe from = made();
  private final Libc.Pipe to = made();

  private Libc.Pipe made() {
    Libc.Pipe pipe = libc.pipe();
    check("pipe", pipe.readEnd());
    return pipe;
  }

  private static void check(String call, long result) {
    if (result < 0) {
      throw new IllegalStateException(call + " returns " + Errno.text(result));
    }
  }

  /** The end of an empty pipe for which a worker thread of the kernel waits. */
  int from() {
    return from.readEnd();
  }

  /** Where the worker thread moves what it finds there. */
  int to() {
    return to.writeEnd();
  }

  /** The worker thread finds a byte. */
  void feed() {
    check("write", libc.write(from.writeEnd(), page.asSlice(0, 1)));
  }

  /** Takes what the worker thread has moved. */
  void drain() {
    check("read", libc.read(to.readEnd(), page));
  }

  @Override
  public void close() {
    for (Libc.Pipe pipe : new Libc.Pipe[] {from, to}) {
      libc.close(pipe.readEnd());
      libc.close(pipe.writeEnd());
    }
    arena.close();
  }
}
