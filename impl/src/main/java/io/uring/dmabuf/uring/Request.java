package io.uring.dmabuf.uring;

import static io.uring.dmabuf.uring.RequestsDeviation.ENDS_WITH_FIRST_PART;
import static io.uring.dmabuf.uring.RequestsDeviation.LAST_RESULT_WINS;
import static io.uring.dmabuf.uring.RequestsDeviation.PART_NOT_COUNTED;

import io.uring.dmabuf.design.Design;
import io.uring.dmabuf.id.FileId;
import io.uring.dmabuf.id.NodeId;
import io.vavr.control.Option;

/**
 * A request object in use ({@code struct io_kiocb}).
 *
 * @param state how far it has come
 * @param op the operation
 * @param noWait whether it has {@code RWF_NOWAIT}: it is not put off, where its issue does not wait
 * @param file the target file, while it holds a reference of it
 * @param node the node that it borrows, while it holds a reference of it
 * @param result bytes, or a negative errno, once known; the first error while parts are out
 * @param window what it asks for, until its result is known
 * @param parts how far it has been handed on
 */
public record Request(
    State state,
    Op op,
    boolean noWait,
    Option<FileId> file,
    Option<NodeId> node,
    Option<Integer> result,
    Window window,
    Parts parts) {

  /** The life of a request after its allocation. */
  public enum State {
    /** Being issued under {@code uring_lock}. */
    ISSUING,
    /** With the block layer or the device; its end comes by interrupt. */
    IN_FLIGHT,
    /** Ended; task work is queued. */
    DONE,
    /** Its CQE is posted; a worker thread still has a reference, so that it holds all it held. */
    POSTED,
    /** The worker thread was the last to have it: task work frees it, without a CQE. */
    UNHELD,
    /** Its CQE is posted and it holds nothing; it waits for the user to consume the CQE. */
    COMPLETE
  }

  /** One that is submitted and not issued: it has nothing of its slot. */
  static Request submitted(RawSqe sqe) {
    return new Request(
        State.ISSUING,
        sqe.op(),
        sqe.noWait(),
        Option.none(),
        Option.none(),
        Option.none(),
        sqe.window(),
        Parts.NONE);
  }

  Request at(State next) {
    return new Request(next, op, noWait, file, node, result, window, parts);
  }

  private Request with(State next, Parts nextParts) {
    return new Request(next, op, noWait, file, node, result, window, nextParts);
  }

  /** Its result is known: what it asked for matters to nobody any more. */
  private Request over(int res) {
    return new Request(
        state, op, noWait, file, node, Option.some(res), window.nothing(), Parts.NONE);
  }

  /** It has failed, and whoever issues it completes it. */
  Request over(Errno errno) {
    return over(-errno.number());
  }

  /** It has ended with an errno, and task work completes it. */
  Request failed(Errno errno) {
    return over(errno).at(State.DONE);
  }

  /** It is complete before anybody moves a byte for it. */
  Request served(int bytes) {
    return over(bytes);
  }

  /** Its range is accepted: so many of its bytes are to be handed on, in so many parts. */
  Request accepted(long length, int count) {
    return new Request(
        state,
        op,
        noWait,
        file,
        node,
        result,
        window.truncated(length),
        new Parts(count, count, 0));
  }

  /** Whether the part that is handed on next is the last one. */
  boolean handsOnLast() {
    return parts.left() == 1;
  }

  /** One of its parts, or the last one, has been handed on. */
  Request handedOn(Design design) {
    Parts next =
        design.deviates(PART_NOT_COUNTED)
            ? new Parts(parts.all(), parts.left() - 1, 0)
            : parts.handingOn();
    return with(handsOnLast() ? State.IN_FLIGHT : state, next);
  }

  /** What is left of it is refused at the door of its queue: EIO, when what is out has ended. */
  Request notEntered() {
    Option<Integer> error = result.orElse(Option.some(-Errno.EIO.number()));
    return parts.out() == 0
        ? over(error.get()).at(State.DONE)
        : new Request(State.IN_FLIGHT, op, noWait, file, node, error, window, parts.refused());
  }

  /** It waits in poll, whole. */
  Request polling() {
    return with(State.IN_FLIGHT, new Parts(1, 0, 1));
  }

  /**
   * One of its parts has ended, and with the last one the request: the first error stays.
   *
   * @param res what the request comes to if no part before has failed: bytes, or a negative errno
   */
  Request partEnded(int res, Design design) {
    Option<Integer> before = design.deviates(LAST_RESULT_WINS) ? Option.none() : result;
    Option<Integer> error = before.orElse(Option.when(res < 0, res));
    boolean last = parts.ended().areOver() || design.deviates(ENDS_WITH_FIRST_PART);
    return last
        ? over(error.getOrElse(res)).at(State.DONE)
        : new Request(state, op, noWait, file, node, error, window, parts.ended());
  }

  /** It asks for as much where no buffer is. */
  Request nowhere() {
    return new Request(state, op, noWait, file, node, result, window.nowhere(), parts);
  }

  Request withFile(FileId id) {
    return new Request(state, op, noWait, Option.some(id), node, result, window, parts);
  }

  Request borrowing(NodeId id) {
    return new Request(state, op, noWait, file, Option.some(id), result, window, parts);
  }

  Request holdingNothing() {
    return new Request(state, op, noWait, Option.none(), Option.none(), result, window, parts);
  }
}
