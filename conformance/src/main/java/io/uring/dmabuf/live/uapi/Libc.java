package io.uring.dmabuf.live.uapi;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/**
 * The functions of the C library that are called here. Each returns what the kernel returned: a
 * negative number is a negated errno. One object serves one thread, since it keeps the place for
 * {@code errno}.
 */
public final class Libc {
  private static final Linker LINKER = Linker.nativeLinker();
  private static final Linker.Option CAPTURE = Linker.Option.captureCallState("errno");
  private static final StructLayout STATE = Linker.Option.captureStateLayout();
  private static final VarHandle ERRNO = STATE.varHandle(PathElement.groupElement("errno"));

  /** System calls without a function of their own; the same numbers on every architecture. */
  private static final long IO_URING_SETUP = 425;

  private static final long IO_URING_ENTER = 426;
  private static final long IO_URING_REGISTER = 427;

  private static final int PROT_READ_WRITE = 1 | 2;
  private static final int MAP_SHARED_POPULATE = 0x01 | 0x8000;
  private static final int MAP_PRIVATE_ANONYMOUS_NORESERVE = 0x02 | 0x20 | 0x4000;
  private static final int MAP_SHARED_FIXED_NORESERVE = 0x01 | 0x10 | 0x4000;
  private static final int O_NONBLOCK = 0x800;
  private static final int F_SETFL = 4;
  private static final int F_SETPIPE_SZ = 1031;
  private static final int O_RDWR = 2;

  /** The one flag here whose number depends on the architecture. */
  private static final int O_DIRECT =
      System.getProperty("os.arch", "").equals("aarch64") ? 0x10000 : 0x4000;

  private static final MethodHandle SYSCALL =
      variadic(
          "syscall", 1, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG,
          JAVA_LONG);
  private static final MethodHandle MMAP =
      function("mmap", JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG);
  private static final MethodHandle MUNMAP = function("munmap", JAVA_INT, JAVA_LONG, JAVA_LONG);
  private static final MethodHandle MEMFD_CREATE =
      function("memfd_create", JAVA_INT, ADDRESS, JAVA_INT);
  private static final MethodHandle FTRUNCATE =
      function("ftruncate", JAVA_INT, JAVA_INT, JAVA_LONG);
  private static final MethodHandle PIPE = function("pipe", JAVA_INT, ADDRESS);
  private static final MethodHandle EVENTFD = function("eventfd", JAVA_INT, JAVA_INT, JAVA_INT);
  private static final MethodHandle OPEN =
      variadic("open", 2, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT);
  private static final MethodHandle CLOSE = function("close", JAVA_INT, JAVA_INT);
  private static final MethodHandle READ =
      function("read", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG);
  private static final MethodHandle WRITE =
      function("write", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG);
  private static final MethodHandle CAPGET = function("capget", JAVA_INT, ADDRESS, ADDRESS);
  private static final MethodHandle CAPSET = function("capset", JAVA_INT, ADDRESS, ADDRESS);
  private static final MethodHandle GETRLIMIT = function("getrlimit", JAVA_INT, JAVA_INT, ADDRESS);
  private static final MethodHandle SETRLIMIT = function("setrlimit", JAVA_INT, JAVA_INT, ADDRESS);
  private static final MethodHandle FCNTL =
      variadic("fcntl", 2, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT);

  private final MemorySegment state;
  private final MemorySegment fds;

  /** The functions for one thread; memory is taken from the arena. */
  public Libc(Arena arena) {
    this.state = arena.allocate(STATE);
    this.fds = arena.allocate(JAVA_INT, 2);
  }

  private static MethodHandle function(String name, MemoryLayout result, MemoryLayout... args) {
    return handle(name, result, args, CAPTURE);
  }

  private static MethodHandle variadic(
      String name, int fixed, MemoryLayout result, MemoryLayout... args) {
    return handle(name, result, args, CAPTURE, Linker.Option.firstVariadicArg(fixed));
  }

  private static MethodHandle handle(
      String name, MemoryLayout result, MemoryLayout[] args, Linker.Option... options) {
    MemorySegment symbol = LINKER.defaultLookup().findOrThrow(name);
    return LINKER.downcallHandle(symbol, FunctionDescriptor.of(result, args), options);
  }

  /** Of a function that returns -1 on error, the negated errno instead. */
  private long result(long returned) {
    return returned == -1 ? -(int) ERRNO.get(state, 0L) : returned;
  }

  private static IllegalStateException impossible(Throwable thrown) {
    return new IllegalStateException("a downcall threw", thrown);
  }

  private long syscall(long number, long a, long b, long c, long d, long e, long f) {
    try {
      return result((long) SYSCALL.invokeExact(state, number, a, b, c, d, e, f));
    } catch (Throwable thrown) {
      throw impossible(thrown);
    }
  }

  /** {@code io_uring_setup}: the descriptor of a new ring. */
  long ioUringSetup(int entries, MemorySegment params) {
    return syscall(IO_URING_SETUP, entries, params.address(), 0, 0, 0, 0);
  }

  /** {@code io_uring_enter}: how many entries were consumed. */
  long ioUringEnter(RingHandle ring, int toSubmit, int minComplete, int flags) {
    return syscall(IO_URING_ENTER, ring.number(), toSubmit, minComplete, ring.flags(flags), 0, 0);
  }

  /** The same of whatever a descriptor or an index stands for, with nothing to do: 0. */
  public long enter(RingHandle any) {
    return ioUringEnter(any, 0, 0, 0);
  }

  /** The same with a {@code struct io_uring_getevents_arg}. */
  long ioUringEnter(RingHandle ring, int toSubmit, int minComplete, int flags, MemorySegment arg) {
    return syscall(
        IO_URING_ENTER,
        ring.number(),
        toSubmit,
        minComplete,
        ring.flags(flags),
        arg.address(),
        arg.byteSize());
  }

  /** {@code io_uring_register}. */
  long ioUringRegister(RingHandle ring, RegisterOpcode opcode, long arg, int nrArgs) {
    return syscall(IO_URING_REGISTER, ring.number(), ring.opcode(opcode), arg, nrArgs, 0, 0);
  }

  /** The same of whatever a descriptor or an index stands for, with a call that changes nothing. */
  public long register(RingHandle any) {
    return ioUringRegister(any, RegisterOpcode.UNREGISTER_BUFFERS, 1, 1);
  }

  /** {@code mmap} of a part of a ring, shared: its address. */
  long mmap(long length, int fd, long offset) {
    return mmap(0, length, MAP_SHARED_POPULATE, fd, offset);
  }

  /** {@code mmap} of memory of zeros, of which nothing is there before it is touched. */
  public long mmap(long length) {
    return mmap(0, length, MAP_PRIVATE_ANONYMOUS_NORESERVE, -1, 0);
  }

  /**
   * {@code mmap} of a part of a file, shared, in the place of what is mapped there: its address.
   */
  public long mmapOver(long address, long length, int fd, long offset) {
    return mmap(address, length, MAP_SHARED_FIXED_NORESERVE, fd, offset);
  }

  private long mmap(long address, long length, int flags, int fd, long offset) {
    try {
      return result(
          (long) MMAP.invokeExact(state, address, length, PROT_READ_WRITE, flags, fd, offset));
    } catch (Throwable thrown) {
      throw impossible(thrown);
    }
  }

  /** {@code munmap}. */
  public long munmap(long address, long length) {
    try {
      return result((int) MUNMAP.invokeExact(state, address, length));
    } catch (Throwable thrown) {
      throw impossible(thrown);
    }
  }

  /** {@code memfd_create}: a file without a name, in memory. */
  public long memfd() {
    try (Arena arena = Arena.ofConfined()) {
      return result((int) MEMFD_CREATE.invokeExact(state, arena.allocateFrom("memory"), 0));
    } catch (Throwable thrown) {
      throw impossible(thrown);
    }
  }

  /** {@code ftruncate}. */
  public long truncate(int fd, long length) {
    try {
      return result((int) FTRUNCATE.invokeExact(state, fd, length));
    } catch (Throwable thrown) {
      throw impossible(thrown);
    }
  }

  /** {@code pipe}: a pipe, or the negated errno in both of its ends. */
  public Pipe pipe() {
    try {
      long returned = result((int) PIPE.invokeExact(state, fds));
      return returned < 0
          ? new Pipe((int) returned, (int) returned)
          : new Pipe(fds.getAtIndex(JAVA_INT, 0), fds.getAtIndex(JAVA_INT, 1));
    } catch (Throwable thrown) {
      throw impossible(thrown);
    }
  }

  /**
   * The two ends of a pipe.
   *
   * @param readEnd the descriptor to read from
   * @param writeEnd the descriptor to write to
   */
  public record Pipe(int readEnd, int writeEnd) {}

  /** {@code eventfd} with the counter zero. */
  public long eventfd() {
    try {
      return result((int) EVENTFD.invokeExact(state, 0, O_NONBLOCK));
    } catch (Throwable thrown) {
      throw impossible(thrown);
    }
  }

  /** {@code open} of an existing file for reading and writing. */
  public long open(String path) {
    return open(path, false);
  }

  /**
   * {@code open} of an existing file for reading and writing.
   *
   * @param direct whether with {@code O_DIRECT}
   */
  public long open(String path, boolean direct) {
    try (Arena arena = Arena.ofConfined()) {
      int flags = O_RDWR | (direct ? O_DIRECT : 0);
      return result((int) OPEN.invokeExact(state, arena.allocateFrom(path), flags, 0));
    } catch (Throwable thrown) {
      throw impossible(thrown);
    }
  }

  /** {@code close}. */
  public long close(int fd) {
    try {
      return result((int) CLOSE.invokeExact(state, fd));
    } catch (Throwable thrown) {
      throw impossible(thrown);
    }
  }

  /** {@code read}: bytes. */
  public long read(int fd, MemorySegment into) {
    try {
      return result((long) READ.invokeExact(state, fd, into, into.byteSize()));
    } catch (Throwable thrown) {
      throw impossible(thrown);
    }
  }

  /** {@code write}: bytes. */
  public long write(int fd, MemorySegment from) {
    try {
      return result((long) WRITE.invokeExact(state, fd, from, from.byteSize()));
    } catch (Throwable thrown) {
      throw impossible(thrown);
    }
  }

  /** {@code capget} of this thread, into the data behind a header. */
  long capget(MemorySegment header, MemorySegment data) {
    try {
      return result((int) CAPGET.invokeExact(state, header, data));
    } catch (Throwable thrown) {
      throw impossible(thrown);
    }
  }

  /** {@code capset} of this thread. */
  long capset(MemorySegment header, MemorySegment data) {
    try {
      return result((int) CAPSET.invokeExact(state, header, data));
    } catch (Throwable thrown) {
      throw impossible(thrown);
    }
  }

  /** {@code getrlimit} of a resource of this process. */
  long getrlimit(int resource, MemorySegment limit) {
    try {
      return result((int) GETRLIMIT.invokeExact(state, resource, limit));
    } catch (Throwable thrown) {
      throw impossible(thrown);
    }
  }

  /** {@code setrlimit} of a resource of this process. */
  long setrlimit(int resource, MemorySegment limit) {
    try {
      return result((int) SETRLIMIT.invokeExact(state, resource, limit));
    } catch (Throwable thrown) {
      throw impossible(thrown);
    }
  }

  private long fcntl(int fd, int command, int arg) {
    try {
      return result((int) FCNTL.invokeExact(state, fd, command, arg));
    } catch (Throwable thrown) {
      throw impossible(thrown);
    }
  }

  /** Sets or clears {@code O_DIRECT} of an open file: 0. */
  public long setDirect(int fd, boolean direct) {
    return fcntl(fd, F_SETFL, direct ? O_DIRECT : 0);
  }

  /** Makes a pipe hold this many bytes at most: its new capacity. */
  public long setPipeSize(int fd, int bytes) {
    return fcntl(fd, F_SETPIPE_SZ, bytes);
  }
}
