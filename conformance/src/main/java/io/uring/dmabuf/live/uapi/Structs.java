package io.uring.dmabuf.live.uapi;

import static io.uring.dmabuf.live.uapi.Field.u16;
import static io.uring.dmabuf.live.uapi.Field.u32;
import static io.uring.dmabuf.live.uapi.Field.u64;
import static io.uring.dmabuf.live.uapi.Field.u8;
import static java.lang.foreign.MemoryLayout.sequenceLayout;
import static java.lang.foreign.MemoryLayout.structLayout;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.StructLayout;

/**
 * The structs of {@code include/uapi/linux/io_uring.h} and {@code uio.h} that are used here, member
 * by member. Of a union only the member in use is named.
 */
final class Structs {
  private Structs() {}

  /** {@code struct io_sqring_offsets}. */
  static final StructLayout SQRING_OFFSETS =
      structLayout(
              u32("head"),
              u32("tail"),
              u32("ring_mask"),
              u32("ring_entries"),
              u32("flags"),
              u32("dropped"),
              u32("array"),
              u32("resv1"),
              u64("user_addr"))
          .withName("sq_off");

  /** {@code struct io_cqring_offsets}. */
  static final StructLayout CQRING_OFFSETS =
      structLayout(
              u32("head"),
              u32("tail"),
              u32("ring_mask"),
              u32("ring_entries"),
              u32("overflow"),
              u32("cqes"),
              u32("flags"),
              u32("resv1"),
              u64("user_addr"))
          .withName("cq_off");

  /** {@code struct io_uring_params}. */
  static final StructLayout PARAMS =
      structLayout(
          u32("sq_entries"),
          u32("cq_entries"),
          u32("flags"),
          u32("sq_thread_cpu"),
          u32("sq_thread_idle"),
          u32("features"),
          u32("wq_fd"),
          sequenceLayout(3, JAVA_INT).withName("resv"),
          SQRING_OFFSETS,
          CQRING_OFFSETS);

  /** {@code struct io_uring_sqe}. */
  static final StructLayout SQE =
      structLayout(
          u8("opcode"),
          u8("flags"),
          u16("ioprio"),
          u32("fd"),
          u64("off"),
          u64("addr"),
          u32("len"),
          u32("rw_flags"),
          u64("user_data"),
          u16("buf_index"),
          u16("personality"),
          u32("file_index"),
          u64("addr3"),
          u64("pad2"));

  /** {@code struct io_uring_cqe}. */
  static final StructLayout CQE = structLayout(u64("user_data"), u32("res"), u32("flags"));

  /** {@code struct iovec}. */
  static final StructLayout IOVEC = structLayout(u64("iov_base"), u64("iov_len"));

  /** {@code struct io_uring_rsrc_register}. */
  static final StructLayout RSRC_REGISTER =
      structLayout(u32("nr"), u32("flags"), u64("resv2"), u64("data"), u64("tags"));

  /**
   * {@code struct io_uring_rsrc_update2}. In the base kernel the second member is called {@code
   * resv} and must be zero; the series makes it {@code flags}.
   */
  static final StructLayout RSRC_UPDATE2 =
      structLayout(u32("offset"), u32("flags"), u64("data"), u64("tags"), u32("nr"), u32("resv2"));

  /** {@code struct io_uring_reg_buffer} of the series, patch 07; no released kernel has it. */
  static final StructLayout REG_BUFFER =
      structLayout(u64("iov_uaddr"), u32("target_fd"), u32("dmabuf_fd"));

  /** {@code struct io_uring_rsrc_update}, of a registered ring. */
  static final StructLayout RSRC_UPDATE = structLayout(u32("offset"), u32("resv"), u64("data"));

  /** {@code struct io_uring_clone_buffers}. */
  static final StructLayout CLONE_BUFFERS =
      structLayout(
          u32("src_fd"),
          u32("flags"),
          u32("src_off"),
          u32("dst_off"),
          u32("nr"),
          sequenceLayout(3, JAVA_INT).withName("pad"));

  /** {@code struct __kernel_timespec}. */
  static final StructLayout TIMESPEC = structLayout(u64("tv_sec"), u64("tv_nsec"));

  /** {@code struct io_uring_getevents_arg}. */
  static final StructLayout GETEVENTS_ARG =
      structLayout(u64("sigmask"), u32("sigmask_sz"), u32("min_wait_usec"), u64("ts"));

  /** {@code struct io_uring_sync_cancel_reg}. */
  static final StructLayout SYNC_CANCEL_REG =
      structLayout(
          u64("addr"),
          u32("fd"),
          u32("flags"),
          TIMESPEC.withName("timeout"),
          u8("opcode"),
          sequenceLayout(7, java.lang.foreign.ValueLayout.JAVA_BYTE).withName("pad"),
          sequenceLayout(3, JAVA_LONG).withName("pad2"));
}
