package io.uring.dmabuf.audit.spec;

import io.uring.dmabuf.audit.event.At;
import io.uring.dmabuf.audit.event.Event;
import io.uring.dmabuf.audit.event.ToldEvent;
import io.vavr.collection.List;
import io.vavr.control.Option;

/** Models what a line of a trace shows of a ring, with what it means told: whose request it is. */
public sealed interface Shown {

  /** {@return what was recorded} */
  Event event();

  /** {@return where and when} */
  default At at() {
    return event().at();
  }

  /** {@return the request that it is about, 0 if none} */
  default long id() {
    return 0;
  }

  /** An SQE is consumed ({@code io_uring_submit_req}). */
  record Submitted(Event event, Asked asked) implements Shown {
    @Override
    public long id() {
      return asked.id();
    }
  }

  /** An SQE fails before it counts as submitted ({@code io_uring_req_failed}). */
  record Failed(Event event, Asked asked) implements Shown {
    @Override
    public long id() {
      return asked.id();
    }
  }

  /**
   * A request takes its file ({@code io_uring_file_get}).
   *
   * @param bySubmitter whether who takes it is who submits
   */
  record FileGot(Event event, long id, boolean bySubmitter) implements Shown {}

  /** A request goes to io-wq ({@code io_uring_queue_async_work}). */
  record Queued(Event event, long id) implements Shown {}

  /** The issue of a request begins (probe of {@code io_issue_sqe}). */
  record IssueBegun(Event event, long id, boolean inline) implements Shown {}

  /** Who issues has a tag (probe of {@code blk_mq_get_tag}). */
  record TagGot(Event event, long id, boolean inline) implements Shown {}

  /** Who issues has no tag, and may not wait (probe of {@code blk_mq_get_tag}). */
  record TagRefused(Event event, long id) implements Shown {}

  /** Who issues has found no tag, and may wait (probe of {@code blk_mq_run_hw_queue}). */
  record FoundNone(Event event, long id, boolean inline) implements Shown {}

  /** Who waits for a tag sleeps ({@code sched_switch}). */
  record Asleep(Event event, long id) implements Shown {}

  /** A worker begins with a request (probe of {@code io_wq_submit_work}). */
  record WorkerBegun(Event event, long id) implements Shown {}

  /** A worker is done with a request (probe of {@code io_wq_free_work}). */
  record WorkerReturned(Event event, long id) implements Shown {}

  /** Task work completes what a worker has a reference of (probe of {@code io_req_rw_complete}). */
  record HeldTwice(Event event, long id) implements Shown {}

  /**
   * A command is made ({@code nvme_setup_cmd}).
   *
   * @param tag the tag of the kernel, by disk and queue
   * @param before the request that had this tag before, 0 if none of this ring
   */
  record SetUp(Event event, long id, String tag, long before) implements Shown {}

  /** A command that the driver makes for nobody we follow, with a tag that a request had before. */
  record Foreign(Event event, long id, String tag) implements Shown {}

  /** A command is handed to the device ({@code block_rq_issue}). */
  record Issued(Event event, long id, String tag) implements Shown {}

  /** What became of one try of a command. */
  enum Answer {
    /** The device has carried it out. */
    SUCCESS,
    /** The device has answered an error that may be tried again. */
    ERROR,
    /** The device has answered an error of which it says that another try would have it, too. */
    FINAL,
    /** The host has taken it back from a stopped device. */
    TAKEN_BACK
  }

  /**
   * A try of a command is over ({@code nvme_complete_rq}).
   *
   * @param retries how many there were before it, as the line says
   */
  record Answered(Event event, long id, String tag, Answer how, int retries) implements Shown {}

  /** The driver gives a request back to the block layer ({@code block_rq_requeue}). */
  record Requeued(Event event, long id, String tag) implements Shown {}

  /**
   * A command is made once more, with the tag that it has ({@code nvme_setup_cmd}).
   *
   * @param issued whether the one before was handed to the device: it may have lacked memory
   * @param sameId whether its command id has the generation of the one before
   */
  record SetUpAgain(Event event, long id, String tag, boolean issued, boolean sameId)
      implements Shown {}

  /** A queue of a controller is deleted ({@code nvme_setup_cmd} of the admin queue). */
  record QueueDeleted(Event event, int ctrl) implements Shown {}

  /** A queue of a controller is made ({@code nvme_setup_cmd} of the admin queue). */
  record QueueMade(Event event, int ctrl) implements Shown {}

  /**
   * The pages of a command are mapped ({@code dma_map_sg}).
   *
   * @param small whether its unmapping is recorded if there is one, as not all lists fit
   */
  record Mapped(Event event, long id, String tag, boolean small) implements Shown {}

  /** They are unmapped ({@code dma_unmap_sg}). */
  record Unmapped(Event event, long id, String tag) implements Shown {}

  /** The bio of a request ends (probe of {@code bio_endio}): it is over, or was refused. */
  record BioEnded(Event event, long id, boolean ok) implements Shown {}

  /**
   * The bio of a command ends ({@code block_rq_complete}).
   *
   * @param error with which it ends, below 0, or 0
   */
  record Ended(Event event, long id, String tag, int error) implements Shown {}

  /** The tag of a command is put (probe of {@code blk_mq_put_tag}). */
  record TagPut(Event event, long id, String tag) implements Shown {}

  /** The CQE of a request is posted ({@code io_uring_complete}). */
  record Completed(Event event, long id, long result) implements Shown {}

  /** A CQE of a request that is not under way ({@code io_uring_complete}). */
  record Stray(Event event) implements Shown {}

  /** The CQE of a buffer is posted ({@code io_uring_complete} without a request). */
  record BufferTag(Event event, long tag) implements Shown {}

  /** Who submits is not in the kernel: it has written a mark. */
  record Outside(Event event) implements Shown {}

  /** The program has taken the CQE of a request (a mark). */
  record Seen(Event event, long id) implements Shown {}

  /**
   * Slots are filled, those of a table that is new or by an update ({@code io_uring_register}), at
   * the first line that shows it.
   *
   * @param slots of the table
   */
  record Registered(Event event, boolean fresh, int slots, List<Content> contents)
      implements Shown {}

  /** The table is unregistered ({@code io_uring_register}), at the first line that shows it. */
  record Unregistered(Event event) implements Shown {}

  /**
   * What a step of the implementation told (a file of events).
   *
   * @param nodes whom it is about; of the tag of a buffer those that have this tag
   * @param fate what becomes of a request that begins; of others nothing is said
   */
  record Told(ToldEvent event, long id, List<ToldNode> nodes, ToldFate fate) implements Shown {
    Told(ToldEvent event, long id, List<ToldNode> nodes) {
      this(event, id, nodes, ToldFate.BEGUN);
    }
  }

  /**
   * A node of which steps tell.
   *
   * @param number its number among all of the recording, from 1
   * @param slot a slot for it, from 0, as no event tells in which one it is
   * @param tag its tag, unless that is taken back
   */
  record ToldNode(long number, int slot, Option<Long> tag) {}

  /**
   * What a slot is filled with.
   *
   * @param tag the user data of its tag; none if it has none, or nobody says so
   */
  record Content(int slot, Option<Long> tag) {}
}
