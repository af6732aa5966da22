package io.uring.dmabuf.live.uapi;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.uring.dmabuf.uring.Malformed;
import io.vavr.collection.List;
import io.vavr.control.Option;
import java.lang.foreign.Arena;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.util.function.Supplier;

/**
 * The calls of {@code io_uring_register} on one ring: tables of buffers, clones, cancellation and
 * worker threads. What they pass by address goes with the ring.
 *
 * <p>Results are the kernel's: a negative number is a negated errno.
 */
public final class RegisterCalls {
  private static final Field REGISTER_NR = Field.of(Structs.RSRC_REGISTER, "nr");
  private static final Field REGISTER_FLAGS = Field.of(Structs.RSRC_REGISTER, "flags");
  private static final Field REGISTER_DATA = Field.of(Structs.RSRC_REGISTER, "data");
  private static final Field REGISTER_TAGS = Field.of(Structs.RSRC_REGISTER, "tags");
  private static final Field REGISTER_RESV = Field.of(Structs.RSRC_REGISTER, "resv2");

  private static final Field UPDATE_OFFSET = Field.of(Structs.RSRC_UPDATE2, "offset");
  private static final Field UPDATE_FLAGS = Field.of(Structs.RSRC_UPDATE2, "flags");
  private static final Field UPDATE_DATA = Field.of(Structs.RSRC_UPDATE2, "data");
  private static final Field UPDATE_TAGS = Field.of(Structs.RSRC_UPDATE2, "tags");
  private static final Field UPDATE_NR = Field.of(Structs.RSRC_UPDATE2, "nr");
  private static final Field UPDATE_RESV = Field.of(Structs.RSRC_UPDATE2, "resv2");

  private static final Field RING_OFFSET = Field.of(Structs.RSRC_UPDATE, "offset");
  private static final Field RING_DATA = Field.of(Structs.RSRC_UPDATE, "data");

  private static final Field REG_IOV_UADDR = Field.of(Structs.REG_BUFFER, "iov_uaddr");
  private static final Field REG_TARGET_FD = Field.of(Structs.REG_BUFFER, "target_fd");
  private static final Field REG_DMABUF_FD = Field.of(Structs.REG_BUFFER, "dmabuf_fd");

  private static final Field CLONE_SRC_FD = Field.of(Structs.CLONE_BUFFERS, "src_fd");
  private static final Field CLONE_FLAGS = Field.of(Structs.CLONE_BUFFERS, "flags");
  private static final Field CLONE_SRC_OFF = Field.of(Structs.CLONE_BUFFERS, "src_off");
  private static final Field CLONE_DST_OFF = Field.of(Structs.CLONE_BUFFERS, "dst_off");
  private static final Field CLONE_NR = Field.of(Structs.CLONE_BUFFERS, "nr");
  private static final long CLONE_PAD =
      Structs.CLONE_BUFFERS.byteOffset(PathElement.groupElement("pad"));

  private static final Field CANCEL_ADDR = Field.of(Structs.SYNC_CANCEL_REG, "addr");
  private static final Field CANCEL_FD = Field.of(Structs.SYNC_CANCEL_REG, "fd");
  private static final Field CANCEL_FLAGS = Field.of(Structs.SYNC_CANCEL_REG, "flags");
  private static final long CANCEL_PAD =
      Structs.SYNC_CANCEL_REG.byteOffset(PathElement.groupElement("pad"));
  private static final Field CANCEL_SECONDS =
      Field.of(Structs.SYNC_CANCEL_REG, "timeout", "tv_sec");

  private static final int IORING_RSRC_REGISTER_SPARSE = 1;
  private static final long IORING_REGISTER_SRC_REGISTERED = 1;
  private static final long IORING_REGISTER_DST_REPLACE = 2;
  private static final long UNKNOWN_FLAG = 1 << 8;

  /** An address that is nobody's: below the lowest that the kernel gives. */
  private static final long NOWHERE = 0x1000;

  private final Libc libc;
  private final Supplier<RingHandle> ring;
  private final Arena arena;
  private final Option<Malformed> wrong;
  private MemorySegment iovecs;
  private MemorySegment tags;
  private final MemorySegment argument;

  RegisterCalls(Libc libc, Supplier<RingHandle> ring, Arena arena) {
    this(libc, ring, arena, Option.none());
  }

  private RegisterCalls(
      Libc libc, Supplier<RingHandle> ring, Arena arena, Option<Malformed> wrong) {
    this.libc = libc;
    this.ring = ring;
    this.arena = arena;
    this.wrong = wrong;
    this.iovecs = arena.allocate(Structs.IOVEC, Ring.ENTRIES);
    this.tags = arena.allocate(JAVA_LONG, Ring.ENTRIES);
    this.argument = arena.allocate(128, Long.BYTES);
  }

  /** The same calls with an argument of which something is wrong, if so. */
  public RegisterCalls handing(Option<Malformed> what) {
    return what.isEmpty() ? this : new RegisterCalls(libc, ring, arena, what);
  }

  private long register(RegisterOpcode opcode, long arg, long nrArgs) {
    boolean nowhere = wrong.contains(Malformed.POINTER);
    long more = wrong.contains(Malformed.SIZE) ? 1 : 0;
    return libc.ioUringRegister(ring.get(), opcode, nowhere ? NOWHERE : arg, (int) (nrArgs + more));
  }

  /** What is in the padding of an argument. */
  private int padding() {
    return wrong.contains(Malformed.PADDING) ? 1 : 0;
  }

  private void fill(List<Iovec> buffers, List<Long> userTags) {
    iovecs = Iovec.filled(arena, iovecs, buffers);
    if (userTags.size() * JAVA_LONG.byteSize() > tags.byteSize()) {
      tags = arena.allocate(JAVA_LONG, userTags.size());
    }
    int i = 0;
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
    REGISTER_RESV.set(arg, padding());
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
    UPDATE_RESV.set(arg, padding());
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
   * @param source the ring whose table is copied
   * @param from its first slot
   * @param to the first slot to fill
   * @param count how many slots; 0 for all
   * @param replace whether a table that is there may be replaced
   * @param unknownFlag whether to set a flag that no kernel knows
   */
  public long cloneBuffers(
      RingHandle source, long from, long to, long count, boolean replace, boolean unknownFlag) {
    MemorySegment arg = argument.asSlice(0, Structs.CLONE_BUFFERS);
    arg.fill((byte) 0);
    CLONE_SRC_FD.set(arg, source.number());
    CLONE_FLAGS.set(
        arg,
        (source.registered() ? IORING_REGISTER_SRC_REGISTERED : 0)
            | (replace ? IORING_REGISTER_DST_REPLACE : 0)
            | (unknownFlag ? UNKNOWN_FLAG : 0));
    arg.set(JAVA_INT, CLONE_PAD, padding());
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
    return syncCancel(CancelMatch.of(userData));
  }

  /** The same of the requests that are meant. */
  public long syncCancel(CancelMatch match) {
    MemorySegment arg = argument.asSlice(0, Structs.SYNC_CANCEL_REG);
    arg.fill((byte) 0);
    CANCEL_ADDR.set(arg, match.userData());
    CANCEL_FD.set(arg, match.fd());
    CANCEL_FLAGS.set(arg, match.flags());
    CANCEL_SECONDS.set(arg, 1);
    arg.set(JAVA_BYTE, CANCEL_PAD, (byte) padding());
    return register(RegisterOpcode.REGISTER_SYNC_CANCEL, arg.address(), 1);
  }

  /**
   * {@code IORING_REGISTER_RING_FDS} of one ring: 1.
   *
   * @param fd its descriptor
   * @param index that it is to have, unsigned; -1 for the lowest that is free
   */
  public long registerRing(int fd, int index) {
    MemorySegment arg = argument.asSlice(0, Structs.RSRC_UPDATE);
    arg.fill((byte) 0);
    RING_OFFSET.set(arg, index);
    RING_DATA.set(arg, fd);
    return register(RegisterOpcode.REGISTER_RING_FDS, arg.address(), 1);
  }

  /** The index that the ring of the last {@link #registerRing} has got. */
  public int registeredIndex() {
    return (int) RING_OFFSET.get(argument);
  }

  /** {@code IORING_UNREGISTER_RING_FDS} of an index, unsigned: 1. */
  public long unregisterRing(int index) {
    MemorySegment arg = argument.asSlice(0, Structs.RSRC_UPDATE);
    arg.fill((byte) 0);
    RING_OFFSET.set(arg, index);
    return register(RegisterOpcode.UNREGISTER_RING_FDS, arg.address(), 1);
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
}
