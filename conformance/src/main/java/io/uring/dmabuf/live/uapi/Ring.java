package io.uring.dmabuf.live.uapi;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

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
  /** The most buffers that one call of this class names. */
  public static final int MAX_ENTRIES = 64;

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
  private static final Field SQE_USER_DATA = Field.of(Structs.SQE, "user_data");
  private static final Field SQE_BUF_INDEX = Field.of(Structs.SQE, "buf_index");

  /** {@code splice_fd_in} is another name of it. */
  private static final Field SQE_FILE_INDEX = Field.of(Structs.SQE, "file_index");

  private static final Field CQE_USER_DATA = Field.of(Structs.CQE, "user_data");
  private static final Field CQE_RES = Field.of(Structs.CQE, "res");
  private static final Field CQE_FLAGS = Field.of(Structs.CQE, "flags");

  private static final Field IOV_BASE = Field.of(Structs.IOVEC, "iov_base");
  private static final Field IOV_LEN = Field.of(Structs.IOVEC, "iov_len");

  private static final Field REGISTER_NR = Field.of(Structs.RSRC_REGISTER, "nr");
  private static final Field REGISTER_FLAGS = Field.of(Structs.RSRC_REGISTER, "flags");
  private static final Field REGISTER_DATA = Field.of(Structs.RSRC_REGISTER, "data");
  private static final Field REGISTER_TAGS = Field.of(Structs.RSRC_REGISTER, "tags");

  private static final Field UPDATE_OFFSET = Field.of(Structs.RSRC_UPDATE2, "offset");
  private static final Field UPDATE_FLAGS = Field.of(Structs.RSRC_UPDATE2, "flags");
  private static final Field UPDATE_DATA = Field.of(Structs.RSRC_UPDATE2, "data");
  private static final Field UPDATE_TAGS = Field.of(Structs.RSRC_UPDATE2, "tags");
  private static final Field UPDATE_NR = Field.of(Structs.RSRC_UPDATE2, "nr");

  private static final Field REG_IOV_UADDR = Field.of(Structs.REG_BUFFER, "iov_uaddr");
  private static final Field REG_TARGET_FD = Field.of(Structs.REG_BUFFER, "target_fd");
  private static final Field REG_DMABUF_FD = Field.of(Structs.REG_BUFFER, "dmabuf_fd");

  private static final Field CLONE_SRC_FD = Field.of(Structs.CLONE_BUFFERS, "src_fd");
  private static final Field CLONE_FLAGS = Field.of(Structs.CLONE_BUFFERS, "flags");
  private static final Field CLONE_SRC_OFF = Field.of(Structs.CLONE_BUFFERS, "src_off");
  private static final Field CLONE_DST_OFF = Field.of(Structs.CLONE_BUFFERS, "dst_off");
  private static final Field CLONE_NR = Field.of(Structs.CLONE_BUFFERS, "nr");

  private static final Field CANCEL_ADDR = Field.of(Structs.SYNC_CANCEL_REG, "addr");
  private static final Field CANCEL_FD = Field.of(Structs.SYNC_CANCEL_REG, "fd");
  private static final Field CANCEL_SECONDS =
      Field.of(Structs.SYNC_CANCEL_REG, "timeout", "tv_sec");

  private static final Field EVENTS_TIMEOUT = Field.of(Structs.GETEVENTS_ARG, "ts");
  private static final Field TIMEOUT_SECONDS = Field.of(Structs.TIMESPEC, "tv_sec");
  private static final Field TIMEOUT_NANOSECONDS = Field.of(Structs.TIMESPEC, "tv_nsec");

  private static final long IORING_OFF_SQ_RING = 0;
  private static final long IORING_OFF_SQES = 0x1000_0000L;
  private static final int IORING_ENTER_GETEVENTS = 1;
  private static final int IORING_ENTER_SQ_WAKEUP = 1 << 1;
  private static final int IORING_ENTER_EXT_ARG = 1 << 3;
  private static final int IORING_SQ_NEED_WAKEUP = 1;
  private static final int IORING_SQ_CQ_OVERFLOW = 2;

  /** After so many milliseconds without work the thread of an SQPOLL ring sleeps. */
  private static final int SQ_THREAD_IDLE_MS = 1;

  private static final int IORING_RSRC_REGISTER_SPARSE = 1;
  private static final long IORING_REGISTER_DST_REPLACE = 2;
  private static final long UNKNOWN_FLAG = 1 << 8;

  /** How long the thread of an SQPOLL ring may take, in nanoseconds. */
  private static final long PATIENCE = 2_000_000_000L;

  private static final VarHandle INDEX = JAVA_INT.varHandle();

  private final Arena arena = Arena.ofConfined();
  private final Libc libc;
  private final int fd;
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
  private final MemorySegment iovecs = arena.allocate(Structs.IOVEC, MAX_ENTRIES);
  private final MemorySegment tags = arena.allocate(JAVA_LONG, MAX_ENTRIES);
  private final MemorySegment argument = arena.allocate(128, Long.BYTES);
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
    SQE_FLAGS.set(sqe, flags.map(SqeFlag::bit).sum().longValue());
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
    fill(ranges, List.empty());
    return iovecs.address();
  }

  /** Puts a request that does nothing into the submission queue. */
  public void prepareNop(long userData) {
    nextSqe(Opcode.NOP, userData);
  }

  /**
   * Puts the cancellation of a request into the submission queue.
   *
   * @param target the user data of the request to cancel
   */
  public void prepareCancel(long target, long userData) {
    SQE_ADDR.set(nextSqe(Opcode.ASYNC_CANCEL, userData), target);
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
      return libc.ioUringEnter(fd, count, 0, 0);
    }
    VarHandle.fullFence();
    long end = System.nanoTime() + PATIENCE;
    while ((int) INDEX.getAcquire(rings, sqHead) != tail) {
      if (System.nanoTime() > end) {
        return -Errno.EBUSY.number();
      }
      if (((int) INDEX.getAcquire(rings, sqFlags) & IORING_SQ_NEED_WAKEUP) != 0) {
        long woken = libc.ioUringEnter(fd, 0, 0, IORING_ENTER_SQ_WAKEUP);
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
    return libc.ioUringEnter(fd, 0, 0, IORING_ENTER_GETEVENTS);
  }

  /** The same, and waits at most a second for a completion: 0, or -ETIME. */
  public long awaitEvents() {
    MemorySegment timeout = argument.asSlice(Structs.GETEVENTS_ARG.byteSize(), Structs.TIMESPEC);
    MemorySegment arg = argument.asSlice(0, Structs.GETEVENTS_ARG);
    arg.fill((byte) 0);
    TIMEOUT_SECONDS.set(timeout, 1);
    TIMEOUT_NANOSECONDS.set(timeout, 0);
    EVENTS_TIMEOUT.set(arg, timeout.address());
    return libc.ioUringEnter(fd, 0, 1, IORING_ENTER_GETEVENTS | IORING_ENTER_EXT_ARG, arg);
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

  private boolean isOverflown() {
    return ((int) INDEX.getAcquire(rings, sqFlags) & IORING_SQ_CQ_OVERFLOW) != 0;
  }

  private List<UringCqe> queued() {
    int head = rings.get(JAVA_INT, cqHead);
    int tail = (int) INDEX.getAcquire(rings, cqTail);
    if (head == tail) {
      return List.empty();
    }
    java.util.List<UringCqe> taken = new ArrayList<>(tail - head);
    for (; head != tail; head++) {
      MemorySegment cqe =
          rings.asSlice(cqes + (head & cqMask) * Structs.CQE.byteSize(), Structs.CQE);
      taken.add(
          new UringCqe(CQE_USER_DATA.get(cqe), (int) CQE_RES.get(cqe), (int) CQE_FLAGS.get(cqe)));
    }
    INDEX.setRelease(rings, cqHead, head);
    return List.ofAll(taken);
  }

  // Registration.

  private long register(RegisterOpcode opcode, long arg, long nrArgs) {
    return libc.ioUringRegister(fd, opcode, arg, (int) nrArgs);
  }

  private void fill(List<Iovec> buffers, List<Long> userTags) {
    int i = 0;
    for (Iovec buffer : buffers) {
      MemorySegment iovec = iovecs.asSlice(i++ * Structs.IOVEC.byteSize(), Structs.IOVEC);
      IOV_BASE.set(iovec, buffer.base());
      IOV_LEN.set(iovec, buffer.len());
    }
    i = 0;
    for (long tag : userTags) {
      tags.setAtIndex(JAVA_LONG, i++, tag);
    }
  }

  private long register2(long nr, long flags, long data, long tagsAt) {
    MemorySegment arg = argument.asSlice(0, Structs.RSRC_REGISTER);
    arg.fill((byte) 0);
    REGISTER_NR.set(arg, nr);
    REGISTER_FLAGS.set(arg, flags);
    REGISTER_DATA.set(arg, data);
    REGISTER_TAGS.set(arg, tagsAt);
    return register(RegisterOpcode.REGISTER_BUFFERS2, arg.address(), arg.byteSize());
  }

  /** {@code IORING_REGISTER_BUFFERS2} of empty slots: 0. */
  public long registerSparse(long slots) {
    return register2(slots, IORING_RSRC_REGISTER_SPARSE, 0, 0);
  }

  /** {@code IORING_REGISTER_BUFFERS2} of buffers, each with a tag, 0 for none: 0. */
  public long registerBuffers(List<Iovec> buffers, List<Long> userTags) {
    fill(buffers, userTags);
    return register2(buffers.size(), 0, iovecs.address(), tags.address());
  }

  /** {@code IORING_REGISTER_BUFFERS2} as given, over a readable array of empty buffers. */
  public long registerRaw(long nr, long flags) {
    iovecs.fill((byte) 0);
    return register2(nr, flags, iovecs.address(), 0);
  }

  /** {@code IORING_REGISTER_BUFFERS_UPDATE} of slots from an offset on: how many were done. */
  public long update(long offset, List<Iovec> buffers, List<Long> userTags) {
    fill(buffers, userTags);
    return updateRaw(offset, buffers.size(), 0, true);
  }

  /**
   * {@code IORING_REGISTER_BUFFERS_UPDATE} as given, over the array of the call before, or an
   * unreadable one.
   */
  public long updateRaw(long offset, long nr, long flags, boolean readable) {
    MemorySegment arg = argument.asSlice(0, Structs.RSRC_UPDATE2);
    arg.fill((byte) 0);
    UPDATE_OFFSET.set(arg, offset);
    UPDATE_FLAGS.set(arg, flags);
    UPDATE_DATA.set(arg, readable ? iovecs.address() : 0);
    UPDATE_TAGS.set(arg, tags.address());
    UPDATE_NR.set(arg, nr);
    return register(RegisterOpcode.REGISTER_BUFFERS_UPDATE, arg.address(), arg.byteSize());
  }

  /**
   * The registration of a dma-buf as the first version of the series has it: an update of one slot
   * with the flag {@code IORING_RSRC_F_EXTENDED_UPDATE} whose data is a {@code struct
   * io_uring_reg_buffer} over an all-zero iovec.
   *
   * @param targetFd the descriptor of the block device's file
   * @param dmabufFd the descriptor of the dma-buf
   */
  public long updateDmabuf(long slot, int targetFd, int dmabufFd) {
    MemorySegment arg = argument.asSlice(0, Structs.RSRC_UPDATE2);
    MemorySegment buffer = argument.asSlice(Structs.RSRC_UPDATE2.byteSize(), Structs.REG_BUFFER);
    argument.fill((byte) 0);
    iovecs.fill((byte) 0);
    REG_IOV_UADDR.set(buffer, iovecs.address());
    REG_TARGET_FD.set(buffer, targetFd);
    REG_DMABUF_FD.set(buffer, dmabufFd);
    UPDATE_OFFSET.set(arg, slot);
    UPDATE_FLAGS.set(arg, 1);
    UPDATE_DATA.set(arg, buffer.address());
    UPDATE_NR.set(arg, 1);
    return register(RegisterOpcode.REGISTER_BUFFERS_UPDATE, arg.address(), arg.byteSize());
  }

  /** {@code IORING_UNREGISTER_BUFFERS}: 0. */
  public long unregisterBuffers() {
    return register(RegisterOpcode.UNREGISTER_BUFFERS, 0, 0);
  }

  /**
   * {@code IORING_REGISTER_CLONE_BUFFERS}: 0.
   *
   * @param sourceFd the descriptor of the ring whose table is copied
   * @param from its first slot
   * @param to the first slot to fill
   * @param count how many slots; 0 for all
   * @param replace whether a table that is there may be replaced
   * @param unknownFlag whether to set a flag that no kernel knows
   */
  public long cloneBuffers(
      int sourceFd, long from, long to, long count, boolean replace, boolean unknownFlag) {
    MemorySegment arg = argument.asSlice(0, Structs.CLONE_BUFFERS);
    arg.fill((byte) 0);
    CLONE_SRC_FD.set(arg, sourceFd);
    CLONE_FLAGS.set(
        arg, (replace ? IORING_REGISTER_DST_REPLACE : 0) | (unknownFlag ? UNKNOWN_FLAG : 0));
    CLONE_SRC_OFF.set(arg, from);
    CLONE_DST_OFF.set(arg, to);
    CLONE_NR.set(arg, count);
    return register(RegisterOpcode.REGISTER_CLONE_BUFFERS, arg.address(), 1);
  }

  /**
   * {@code IORING_REGISTER_SYNC_CANCEL} of the request with this user data, waiting at most a
   * second: how many were cancelled, or -ENOENT.
   */
  public long syncCancel(long userData) {
    MemorySegment arg = argument.asSlice(0, Structs.SYNC_CANCEL_REG);
    arg.fill((byte) 0);
    CANCEL_ADDR.set(arg, userData);
    CANCEL_FD.set(arg, -1);
    CANCEL_SECONDS.set(arg, 1);
    return register(RegisterOpcode.REGISTER_SYNC_CANCEL, arg.address(), 1);
  }

  /**
   * {@code IORING_REGISTER_IOWQ_MAX_WORKERS} of this task: 0.
   *
   * @param bounded worker threads for regular files, 0 for as many as before
   * @param unbounded worker threads for everything else, 0 for as many as before
   */
  public long limitWorkers(int bounded, int unbounded) {
    argument.set(JAVA_INT, 0, bounded);
    argument.set(JAVA_INT, JAVA_INT.byteSize(), unbounded);
    return register(RegisterOpcode.REGISTER_IOWQ_MAX_WORKERS, argument.address(), 2);
  }

  @Override
  public void close() {
    libc.munmap(sqes.address(), sqes.byteSize());
    libc.munmap(rings.address(), rings.byteSize());
    libc.close(fd);
    arena.close();
  }
}
