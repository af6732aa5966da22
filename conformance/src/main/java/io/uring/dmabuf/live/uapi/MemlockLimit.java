package io.uring.dmabuf.live.uapi;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.vavr.control.Option;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.function.Supplier;

/**
 * How much memory this process may lock ({@code RLIMIT_MEMLOCK}), and who asks: a ring that is made
 * without {@code CAP_IPC_LOCK} is counted. What is changed here comes back with {@link #close()}.
 */
public final class MemlockLimit implements AutoCloseable {
  private static final int RLIMIT_MEMLOCK = 8;
  private static final int CAP_IPC_LOCK = 1 << 14;
  private static final int VERSION_3 = 0x2008_0522;

  private final Arena arena = Arena.ofConfined();
  private final Libc libc = new Libc(arena);
  private Option<Long> before = Option.none();

  /** The process may lock so many bytes from now on: 0. */
  public long set(long bytes) {
    MemorySegment limit = arena.allocate(JAVA_LONG, 2);
    libc.getrlimit(RLIMIT_MEMLOCK, limit);
    before = before.orElse(Option.some(limit.get(JAVA_LONG, 0)));
    limit.set(JAVA_LONG, 0, bytes);
    return libc.setrlimit(RLIMIT_MEMLOCK, limit);
  }

  /** What is made while this thread has not the capability; it has it again afterwards. */
  public <T> T withoutCapability(Supplier<T> making) {
    MemorySegment header = arena.allocate(JAVA_INT, 2);
    MemorySegment data = arena.allocate(JAVA_INT, 6);
    header.set(JAVA_INT, 0, VERSION_3);
    libc.capget(header, data);
    int effective = data.get(JAVA_INT, 0);
    data.set(JAVA_INT, 0, effective & ~CAP_IPC_LOCK);
    libc.capset(header, data);
    try {
      return making.get();
    } finally {
      data.set(JAVA_INT, 0, effective);
      libc.capset(header, data);
    }
  }

  @Override
  public void close() {
    before.forEach(this::set);
    arena.close();
  }
}
