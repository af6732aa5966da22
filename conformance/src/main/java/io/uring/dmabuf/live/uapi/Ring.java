package io.uring.dmabuf.live.uapi;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import io.uring.dmabuf.uring.Errno;
import io.vavr.collection.List;
import io.vavr.control.Either;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;

/**
 * One io_uring instance of the running kernel. Everything it maps and allocates goes with {@link
 * #close()}; what is in flight is then cancelled by the kernel. One thread uses it.
 *
 * <p>Results of calls are the kernel's: a negative number is a negated errno.
 */
public final class Ring implements AutoCloseable {
  private static final long PAGE = 4096;

  /** How many buffers and tags there is room for at first. */
  static final int ENTRIES = 64;

  private static final Field SQ_ENTRIES = Field.of(Structs.PARAMS, "sq_entries");
  private static final Field CQ_ENTRIES = Field.of(Structs.PARAMS, "cq_entries");
  private static final Field SETUP_FLAGS = Field.of(Structs.PARAMS, "flags");
  private static final Field SQ_THREAD_IDLE = Field.of(Structs.PARAMS, "sq_thread_idle");
  private static final Field FEATURES = Field.of(Structs.PARAMS, "features");

  private static final Field SQE_OPCODE = Field.of(Structs.SQE, "opcode");
  private static final Field SQE_FLAGS = Field.of(Structs.SQE, "flags");
  private static final Field SQE_FD = Field.of(Structs.SQE, "fd");
  private static final Field SQE_OFF = Field.of(Structs.SQE, "off");
  private static final Field SQE_ADDR = Field.of(Structs.SQE, "addr");
  private static final Field SQE_LEN = Field.of(Structs.SQE, "len");

  /** {@code nop_flags} and {@code cancel_flags} are other names of it. */
  private static final Field SQE_RW_FLAGS = Field.of(Structs.SQE, "rw_flags");

  private static final Field SQE_USER_DATA = Field.of(Structs.SQE, "user_data");
  private static final Field SQE_BUF_INDEX = Field.of(Structs.SQE, "buf_index");

  /** {@code splice_fd_in} is another name of it. */
  private static final Field SQE_FILE_INDEX = Field.of(Structs.SQE, "file_index");

  private static final Field CQE_USER_DATA = Field.of(Structs.CQE, "user_data");
  private static final Field CQE_RES = Field.of(Structs.CQE, "res");
  private static final Field CQE_FLAGS = Field.of(Structs.CQE, "flags");

  private static final Field EVENTS_TIMEOUT = Field.of(Structs.GETEVENTS_ARG, "ts");
  private static final Field TIMEOUT_SECONDS = Field.of(Structs.TIMESPEC, "tv_sec");
  private static final Field TIMEOUT_NANOSECONDS = Field.of(Structs.TIMESPEC, "tv_nsec");

  private static final long IORING_OFF_SQ_RING = 0;
  private static final long IORING_OFF_SQES = 0x1000_0000L;
  private static final int IORING_ENTER_GETEVENTS = 1;
  private static final int IORING_ENTER_SQ_WAKEUP = 1 << 1;
  private static final int IORING_ENTER_EXT_ARG = 1 << 3;
  private static final int IORING_NOP_FIXED_BUFFER = 1 << 3;
  private static final int IORING_NOP_TW = 1 << 4;
  private static final int IORING_SQ_NEED_WAKEUP = 1;
  private static final int IORING_SQ_CQ_OVERFLOW = 2;

  /** After so many milliseconds without work the thread of an SQPOLL ring sleeps. */
  private static final int SQ_THREAD_IDLE_MS = 1;

  /** How long the thread of an SQPOLL ring may take, in nanoseconds. */
  private static final long PATIENCE = 2_000_000_000L;

  private static final VarHandle INDEX = JAVA_INT.varHandle();

  private final Arena arena = Arena.ofConfined();
  private final Libc libc;
  private final int fd;
  private RingHandle handle;
  private final long features;
  private final MemorySegment rings;
  private final MemorySegment sqes;
  private final boolean polled;
  private final long sqHead;
  private final long sqFlags;
  private final long sqTail;
  private final int sqMask;
  private final long sqArray;
  private final long cqHead;
  private final long cqTail;
  private final int cqMask;
  private final long cqes;
  private MemorySegment iovecs = arena.allocate(Structs.IOVEC, ENTRIES);
  private final MemorySegment argument = arena.allocate(128, Long.BYTES);
  private final RegisterCalls calls;
  private int pending;

  /**
   * A new ring, or the call that failed and its errno.
   *
   * @param entries the size of its submission queue, a power of two
   * @param flags how it works
   */
  public static Either<Refusal, Ring> setup(int entries, SetupFlag... flags) {
    Arena scratch = Arena.ofAuto();
    MemorySegment params = scratch.allocate(Structs.PARAMS);
    int bits = 0;
    for (SetupFlag flag : flags) {
      bits |= flag.bit();
    }
    SETUP_FLAGS.set(params, bits);
    SQ_THREAD_IDLE.set(params, SQ_THREAD_IDLE_MS);
    Libc libc = new Libc(scratch);
    long fd = libc.ioUringSetup(entries, params);
    if (fd < 0) {
      return Either.left(new Refusal("io_uring_setup", fd));
    }
    long sqEntries = SQ_ENTRIES.get(params);
    long cqEntries = CQ_ENTRIES.get(params);
    long length =
        Math.max(
            offset(params, "sq_off", "array") + sqEntries * JAVA_INT.byteSize(),
            offset(params, "cq_off", "cqes") + cqEntries * Structs.CQE.byteSize());
    long ringsAt = libc.mmap(length, (int) fd, IORING_OFF_SQ_RING);
    long sqesLength = sqEntries * Structs.SQE.byteSize();
    long sqesAt = isError(ringsAt) ? ringsAt : libc.mmap(sqesLength, (int) fd, IORING_OFF_SQES);
    if (isError(sqesAt)) {
      if (!isError(ringsAt)) {
        libc.munmap(ringsAt, length);
      }
      libc.close((int) fd);
      return Either.left(new Refusal("mmap", sqesAt));
    }
    return Either.right(
        new Ring(
            libc,
            (int) fd,
            params,
            MemorySegment.ofAddress(ringsAt).reinterpret(length),
            MemorySegment.ofAddress(sqesAt).reinterpret(sqesLength)));
  }

  /**
   * A call that the kernel refused.
   *
   * @param call its name
   * @param result the negated errno
   */
  public record Refusal(String call, long result) {
    /** One line for people. */
    public String text() {
      return call + " returns " + Errno.text(result);
    }
  }

  private Ring(Libc libc, int fd, MemorySegment params, MemorySegment rings, MemorySegment sqes) {
    this.libc = libc;
    this.fd = fd;
    this.handle = RingHandle.descriptor(fd);
    this.calls = new RegisterCalls(libc, () -> handle, arena);
    this.features = FEATURES.get(params);
    this.rings = rings;
    this.sqes = sqes;
    this.polled = (SETUP_FLAGS.get(params) & SetupFlag.SQPOLL.bit()) != 0;
    this.sqHead = offset(params, "sq_off", "head");
    this.sqFlags = offset(params, "sq_off", "flags");
    this.sqTail = offset(params, "sq_off", "tail");
    this.sqMask = rings.get(JAVA_INT, offset(params, "sq_off", "ring_mask"));
    this.sqArray = offset(params, "sq_off", "array");
    this.cqHead = offset(params, "cq_off", "head");
    this.cqTail = offset(params, "cq_off", "tail");
    this.cqMask = rings.get(JAVA_INT, offset(params, "cq_off", "ring_mask"));
    this.cqes = offset(params, "cq_off", "cqes");
  }

  private static long offset(MemorySegment params, String queue, String member) {
    return Field.of(Structs.PARAMS, queue, member).get(params);
  }

  /** The kernel returns addresses of user space, so small negative numbers are errors. */
  private static boolean isError(long address) {
    return address < 0 && address > -4096;
  }

  /** The features word of {@code io_uring_setup}. */
  public long features() {
    return features;
  }

  /** Its descriptor, to name it in calls on other rings. */
  public int fd() {
    return fd;
  }

  /** How its calls name it. */
  public RingHandle handle() {
    return handle;
  }

  /** Its calls name it otherwise from now on. */
  public void by(RingHandle next) {
    handle = next;
  }

  /** Its descriptor is closed; only an index keeps it. */
  public long closeDescriptor() {
    return libc.close(fd);
  }

  /** How many bytes of memory it has itself, in whole pages, which count as locked from 6.14 on. */
  public long lockedBytes() {
    return Math.ceilDiv(rings.byteSize(), PAGE) * PAGE + Math.ceilDiv(sqes.byteSize(), PAGE) * PAGE;
  }

  /** Its calls of {@code io_uring_register}. */
  public RegisterCalls register() {
    return calls;
  }

  // Submission.

  /**
   * Puts a fixed read or write into the submission queue; {@link #submit()} hands it over. There
   * must be room.
   *
   * @param opcode a fixed read or write
   * @param file the file's descriptor
   * @param offset in the file, in bytes; -1 for the current position
   * @param address of the first byte in memory, or of a {@link #vector}
   * @param len in bytes, or the number of ranges
   * @param userData what the completion will carry
   * @param bufIndex the slot of the registered buffer
   * @param flags how it is handled
   */
  public void prepareFixed(
      Opcode opcode,
      int file,
      long offset,
      long address,
      int len,
      long userData,
      int bufIndex,
      List<SqeFlag> flags) {
    MemorySegment sqe = nextSqe(opcode, userData);
    SQE_FLAGS.set(sqe, bits(flags));
    SQE_FD.set(sqe, file);
    SQE_OFF.set(sqe, offset);
    SQE_ADDR.set(sqe, address);
    SQE_LEN.set(sqe, len);
    SQE_BUF_INDEX.set(sqe, bufIndex);
  }

  /**
   * The address of an array of ranges, for the opcodes that take one and for the very next entry.
   */
  public long vector(List<Iovec> ranges) {
    iovecs = Iovec.filled(arena, iovecs, ranges);
    return iovecs.address();
  }

  private static long bits(List<SqeFlag> flags) {
    return flags.map(SqeFlag::bit).sum().longValue();
  }

  /** Puts a request that does nothing into the submission queue. */
  public void prepareNop(long userData, List<SqeFlag> flags) {
    SQE_FLAGS.set(nextSqe(Opcode.NOP, userData), bits(flags));
  }

  /**
   * Puts a request into the submission queue that does nothing but hold a registered buffer.
   *
   * @param bufIndex the slot of the registered buffer
   * @param tw whether task work completes it
   */
  public void prepareNop(int bufIndex, boolean tw, long userData, List<SqeFlag> flags) {
    MemorySegment sqe = nextSqe(Opcode.NOP, userData);
    SQE_FLAGS.set(sqe, bits(flags));
    SQE_RW_FLAGS.set(sqe, IORING_NOP_FIXED_BUFFER | (tw ? IORING_NOP_TW : 0));
    SQE_BUF_INDEX.set(sqe, bufIndex);
  }

  /**
   * Puts the cancellation of a request into the submission queue.
   *
   * @param target the user data of the request to cancel
   */
  public void prepareCancel(long target, long userData) {
    prepareCancel(CancelMatch.of(target), userData);
  }

  /** Puts the cancellation of requests into the submission queue. */
  public void prepareCancel(CancelMatch match, long userData) {
    MemorySegment sqe = nextSqe(Opcode.ASYNC_CANCEL, userData);
    SQE_ADDR.set(sqe, match.userData());
    SQE_FD.set(sqe, match.fd());
    SQE_RW_FLAGS.set(sqe, match.flags());
  }

  /**
   * Puts a transfer from one pipe to another into the submission queue, for a worker thread: it
   * waits there until there is something to move.
   *
   * @param from the end of a pipe to read from
   * @param to the end of another pipe to write to
   * @param len in bytes; 0 has nothing to wait for
   */
  public void prepareSplice(int from, int to, int len, long userData) {
    MemorySegment sqe = nextSqe(Opcode.SPLICE, userData);
    SQE_FLAGS.set(sqe, SqeFlag.ASYNC.bit());
    SQE_FD.set(sqe, to);
    SQE_OFF.set(sqe, -1);
    SQE_ADDR.set(sqe, -1);
    SQE_LEN.set(sqe, len);
    SQE_FILE_INDEX.set(sqe, from);
  }

  /**
   * The next free entry, with nothing but its opcode and user data; {@link #submit} hands it over.
   */
  private MemorySegment nextSqe(Opcode opcode, long userData) {
    int tail = rings.get(JAVA_INT, sqTail) + pending;
    int index = tail & sqMask;
    MemorySegment sqe = sqes.asSlice(index * Structs.SQE.byteSize(), Structs.SQE);
    sqe.fill((byte) 0);
    SQE_OPCODE.set(sqe, opcode.number());
    SQE_USER_DATA.set(sqe, userData);
    rings.set(JAVA_INT, sqArray + index * JAVA_INT.byteSize(), index);
    pending++;
    return sqe;
  }

  /**
   * Hands over what was prepared: how many entries were consumed. On an SQPOLL ring it returns when
   * the kernel's thread has taken them.
   */
  public long submit() {
    int count = pending;
    pending = 0;
    int tail = rings.get(JAVA_INT, sqTail) + count;
    INDEX.setRelease(rings, sqTail, tail);
    if (!polled) {
      return libc.ioUringEnter(handle, count, 0, 0);
    }
    VarHandle.fullFence();
    long end = System.nanoTime() + PATIENCE;
    while ((int) INDEX.getAcquire(rings, sqHead) != tail) {
      if (System.nanoTime() > end) {
        return -Errno.EBUSY.number();
      }
      if (((int) INDEX.getAcquire(rings, sqFlags) & IORING_SQ_NEED_WAKEUP) != 0) {
        long woken = libc.ioUringEnter(handle, 0, 0, IORING_ENTER_SQ_WAKEUP);
        if (woken < 0) {
          return woken;
        }
      }
      Thread.yield();
    }
    return count;
  }

  /** Lets the kernel do what it has deferred to this task. */
  public long getEvents() {
    return libc.ioUringEnter(handle, 0, 0, IORING_ENTER_GETEVENTS);
  }

  /** The same, and waits at most a second for a completion: 0, or -ETIME. */
  public long awaitEvents() {
    MemorySegment timeout = argument.asSlice(Structs.GETEVENTS_ARG.byteSize(), Structs.TIMESPEC);
    MemorySegment arg = argument.asSlice(0, Structs.GETEVENTS_ARG);
    arg.fill((byte) 0);
    TIMEOUT_SECONDS.set(timeout, 1);
    TIMEOUT_NANOSECONDS.set(timeout, 0);
    EVENTS_TIMEOUT.set(arg, timeout.address());
    return libc.ioUringEnter(handle, 0, 1, IORING_ENTER_GETEVENTS | IORING_ENTER_EXT_ARG, arg);
  }

  /** Whether no completion is there. */
  public boolean isEmpty() {
    return rings.get(JAVA_INT, cqHead) == (int) INDEX.getAcquire(rings, cqTail);
  }

  /**
   * Takes all completions that are there, the oldest first. Those for which the queue has no entry
   * the kernel keeps until it is asked for them.
   */
  public List<UringCqe> reap() {
    List<UringCqe> all = queued();
    List<UringCqe> more = all;
    while (!more.isEmpty() && isOverflown() && getEvents() >= 0) {
      more = queued();
      all = all.appendAll(more);
    }
    return all;
  }

  /** Whether the kernel says that it keeps completions for which the queue has no entry. */
  public boolean isOverflown() {
    return ((int) INDEX.getAcquire(rings, sqFlags) & IORING_SQ_CQ_OVERFLOW) != 0;
  }

  private List<UringCqe> queued() {
    List<UringCqe> all = visible();
    consume(all.size());
    return all;
  }

  /** All completions that are there, the oldest first, which stay. */
  public List<UringCqe> visible() {
    int head = rings.get(JAVA_INT, cqHead);
    int tail = (int) INDEX.getAcquire(rings, cqTail);
    java.util.List<UringCqe> seen = new ArrayList<>(tail - head);
    for (; head != tail; head++) {
      MemorySegment cqe =
          rings.asSlice(cqes + (head & cqMask) * Structs.CQE.byteSize(), Structs.CQE);
      seen.add(
          new UringCqe(CQE_USER_DATA.get(cqe), (int) CQE_RES.get(cqe), (int) CQE_FLAGS.get(cqe)));
    }
    return List.ofAll(seen);
  }

  /** Consumes the oldest completion, if there is one. */
  public void consume() {
    consume(isEmpty() ? 0 : 1);
  }

  private void consume(int count) {
    if (count > 0) {
      INDEX.setRelease(rings, cqHead, rings.get(JAVA_INT, cqHead) + count);
    }
  }

  @Override
  public void close() {
    libc.munmap(sqes.address(), sqes.byteSize());
    libc.munmap(rings.address(), rings.byteSize());
    if (!handle.registered()) {
      libc.close(fd);
    }
    arena.close();
  }
}
