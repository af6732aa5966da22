package io.uring.dmabuf.audit.spec;

import io.uring.dmabuf.audit.event.NvmeEvent;
import java.util.HashMap;
import java.util.Map;

/**
 * The entries of completion queues that are taken, each for some command of the queue: a command
 * ends after as many were taken, and no more are taken than there are commands.
 */
final class Entries {
  private static final class Queue {
    private int inFlight;
    private int taken;

    /** Whether all commands of the queue were made within the trace. */
    private boolean settled;
  }

  private final Map<Long, Queue> queues = new HashMap<>();

  void clear() {
    queues.clear();
  }

  private Queue queue(int ctrl, int qid) {
    return queues.computeIfAbsent((long) ctrl << Integer.SIZE | qid, key -> new Queue());
  }

  /** A command is made: whether entries were taken though there was none in flight. */
  boolean made(NvmeEvent.SetUp event) {
    Queue queue = queue(event.ctrl(), event.qid());
    boolean surplus = queue.inFlight == 0 && queue.taken > 0 && queue.settled;
    if (queue.inFlight == 0) {
      queue.taken = 0;
    }
    queue.inFlight++;
    return surplus;
  }

  /** An entry is taken: whether it is one more than there are commands. */
  boolean taken(NvmeEvent.Reaped event) {
    Queue queue = queue(event.ctrl(), event.qid());
    queue.taken++;
    return queue.settled && queue.taken > queue.inFlight;
  }

  /**
   * A command ends, or is taken back: whether an entry was taken for it.
   *
   * @param known whether the command was made within the trace
   */
  boolean ended(NvmeEvent.Ended event, boolean known) {
    Queue queue = queue(event.ctrl(), event.qid());
    if (event.isTakenBack()) {
      queue.inFlight = Math.max(0, queue.inFlight - 1);
      return true;
    }
    boolean has = queue.taken > 0;
    queue.taken = Math.max(0, queue.taken - 1);
    if (known) {
      queue.inFlight = Math.max(0, queue.inFlight - 1);
      queue.settled |= queue.inFlight == 0 && queue.taken == 0;
    } else {
      queue.settled = false;
    }
    return has;
  }
}
