package io.uring.dmabuf.live.edges;

import io.uring.dmabuf.live.Alternative.Question;
import io.uring.dmabuf.tlc.ActionLabel;
import io.uring.dmabuf.uring.Op;
import io.vavr.collection.HashSet;
import io.vavr.collection.List;
import io.vavr.collection.Map;
import io.vavr.collection.Set;
import io.vavr.control.Option;

/**
 * An edge of the specification's state graph at the granularity of calls: a whole call, a whole
 * completion, or the consumption of a completion, from one state in which nobody holds {@code
 * uring_lock} to another.
 *
 * @param ring the ring at which it happens, from 1
 * @param start the action that begins it, with its arguments after the ring
 * @param request the request that it is about, from 1; 0 if it is about none
 * @param entries the entries of an update, or of a registration, after the first one
 * @param linked the requests that are linked to it, in their order, for a submission of a chain
 * @param issued what the issues answered that happened on the way, by their requests
 * @param cutShort whether it has not done all that it was asked for, and another one is linked to
 *     it
 * @param posted the completions that it posts, in order
 * @param returned what an update, or a registration with buffers, returns, as text; empty for all
 *     else
 * @param failing the step at which it fails by injection; none for a call that succeeds
 * @param to the index of the state that it leads to
 */
record CallEdge(
    int ring,
    ActionLabel start,
    int request,
    List<ActionLabel> entries,
    List<Linked> linked,
    Map<Integer, Issued> issued,
    boolean cutShort,
    List<Posted> posted,
    String returned,
    Option<String> failing,
    int to) {

  /** The action of a cancellation that finds nothing. */
  static final String NOT_FOUND = "CancelNotFound";

  /**
   * A request of a chain after the first one.
   *
   * @param request its number, from 1
   * @param slot that it names
   * @param op whether it reads or writes
   * @param hard whether it is issued whatever the one before it came to
   */
  record Linked(int request, int slot, Op op, boolean hard) {}

  /** What the issue of a request answers, as its file and its range decide. */
  enum Issued {
    /** The request has its buffer. */
    ACCEPTED,
    /** Its descriptor is closed. */
    NO_FILE,
    /** The range is refused with -EFAULT. */
    EFAULT,
    /** The file is refused with -EBADF, when the buffer is known. */
    EBADF,
    /** The file is refused with -EINVAL, when the buffer is known. */
    EINVAL;

    /** The answer of an import, as the specification has it. */
    static Issued ofImport(String answer) {
      return answer.equals("none") ? ACCEPTED : valueOf(answer);
    }
  }

  /** A completion as the specification tells it. */
  sealed interface Posted {}

  /** The completion of a request, with the specification's result. */
  record OfRequest(int request, String result) implements Posted {}

  /** A tag, by its number. */
  record OfTag(int tag) implements Posted {}

  /**
   * What must be known of the kernel to foretell what it does.
   *
   * @param inUse whether a request has a buffer when it begins
   */
  Set<Question> dependsOn(boolean inUse) {
    boolean teardown = start.action().equals("StartUnregister");
    Set<Question> asked = HashSet.empty();
    if (start.action().equals("StartClone")) {
      asked = asked.add(Question.CLONE).addAll(ofRange());
    }
    if (teardown && inUse) {
      asked = asked.add(Question.UNREGISTER_IN_FLIGHT);
    }
    if ((teardown || start.action().equals("StartUpdate")) && inUse) {
      asked = asked.add(Question.TAG_ORDER);
    }
    return teardown && posted.count(OfTag.class::isInstance) > 1
        ? asked.add(Question.TEARDOWN_ORDER)
        : asked;
  }

  private Option<Question> ofRange() {
    return Option.when(!start.args().get(3).equals(0), Question.CLONE_RANGE);
  }

  /** Whether it registers a dma-buf; on the kernel an ordinary buffer stands for that. */
  boolean registersDmabuf() {
    return start.action().equals("StartUpdate") && start.args().get(1).equals("dmabuf");
  }

  /** Whether a request in flight ends, and did what it was asked for. */
  boolean succeeds() {
    return start.action().equals("PartEnds") && start.args().get(1).equals("ok");
  }

  /** Whether a request in flight ends with an error; on the kernel it is cancelled. */
  boolean failsAtDevice() {
    return start.action().equals("PartEnds") && !succeeds();
  }

  /** Whether the request comes to its end. */
  boolean completes(int req) {
    return posted.exists(
        each -> each instanceof OfRequest(int number, String result) && number == req);
  }

  /** Whether the user only takes a completion: there is no call to make. */
  boolean consumes() {
    return start.action().equals("ReapCqe");
  }
}
