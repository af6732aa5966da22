package io.uring.dmabuf.recorded;

import io.vavr.collection.List;

/**
 * What a line of a recording shows of a request, or of the table. Requests are named by their user
 * data, lines are counted from 1.
 */
sealed interface Observed {

  /** The line that shows it. */
  int line();

  /** An SQE is consumed ({@code io_uring_submit_req}). */
  record Submitted(int line, Sqe sqe) implements Observed {}

  /** The issue begins ({@code io_issue_sqe}): inline by the submitter, or by a worker. */
  record Issued(int line, long req, boolean inline) implements Observed {}

  /** {@code blk_mq_get_tag} returns a tag. */
  record GotTag(int line, long req, boolean inline) implements Observed {}

  /** {@code blk_mq_get_tag} returns without a tag. */
  record Refused(int line, long req) implements Observed {}

  /**
   * Who may wait has found no tag and runs the queue before it tries again ({@code
   * blk_mq_run_hw_queue} within {@code blk_mq_get_tag}).
   */
  record FoundNone(int line, long req, boolean inline) implements Observed {}

  /** Who waits for a tag sleeps. */
  record Asleep(int line, long req) implements Observed {}

  /** The bio of a refused request ends, with BLK_STS_AGAIN ({@code bio_endio}). */
  record EndedWithoutTag(int line, long req) implements Observed {}

  /** A refused request goes to io-wq ({@code io_queue_iowq}). */
  record Punted(int line, long req, boolean inTaskWork) implements Observed {}

  /** A worker begins with a request ({@code io_wq_submit_work}). */
  record Begun(int line, long req) implements Observed {}

  /** The command is made ({@code nvme_setup_cmd}). */
  record CommandMade(int line, long req) implements Observed {}

  /** The bio ends, with success ({@code bio_endio}). */
  record BioEnded(int line, long req) implements Observed {}

  /** The tag is put ({@code blk_mq_put_tag}). */
  record TagPut(int line, long req) implements Observed {}

  /**
   * Task work completes a request of which a worker has a reference ({@code io_req_rw_complete}).
   */
  record HeldTwice(int line, long req) implements Observed {}

  /** A worker is done with a request ({@code io_wq_free_work}). */
  record Returned(int line, long req) implements Observed {}

  /** Completions are about to be flushed ({@code __io_submit_flush_completions}). */
  record Flushing(int line) implements Observed {}

  /** The CQE of a request is posted ({@code io_uring_complete}). */
  record Completed(int line, long req, int res) implements Observed {}

  /** The program has consumed the CQE of a request. */
  record Seen(int line, long req) implements Observed {}

  /** The CQE of a buffer is posted ({@code io_uring_complete} without a request). */
  record BufferTag(int line, long tag) implements Observed {}

  /**
   * Slots are filled: those of a table that is new, or by an update ({@code io_uring_register}).
   */
  record Registered(int line, boolean fresh, List<Content> contents) implements Observed {}

  /** The table is unregistered ({@code io_sqe_buffers_unregister}). */
  record Unregistered(int line) implements Observed {}

  /**
   * What a slot is filled with.
   *
   * @param tag the user data of the buffer's tag
   */
  record Content(int slot, long tag) {}

  /**
   * An SQE, as the program wrote it down before it submitted it.
   *
   * @param tag that of the buffer in the slot at that time
   * @param async whether it has {@code IOSQE_ASYNC}
   * @param fd the descriptor of the file, which the kernel shows when it looks it up
   * @param offset where it starts in the file, in bytes
   */
  record Sqe(long req, int slot, long tag, boolean read, boolean async, int fd, long offset) {}
}
