package io.uring.dmabuf.uring;

import io.uring.dmabuf.id.FileId;
import io.uring.dmabuf.id.NodeId;
import io.vavr.control.Option;

/**
 * A request object in use ({@code struct io_kiocb}).
 *
 * @param state how far it has come
 * @param op the operation
 * @param file the target file, while it holds a reference of it
 * @param node the node that it borrows, while it holds a reference of it
 * @param result bytes, or a negative errno, once known
 */
public record Request(
    State state, Op op, Option<FileId> file, Option<NodeId> node, Option<Integer> result) {

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

  Request at(State next) {
    return new Request(next, op, file, node, result);
  }

  Request withResult(int res) {
    return new Request(state, op, file, node, Option.some(res));
  }

  /** The request has ended with an errno. */
  Request failed(Errno errno) {
    return withResult(-errno.number()).at(State.DONE);
  }

  Request withFile(FileId id) {
    return new Request(state, op, Option.some(id), node, result);
  }

  Request borrowing(NodeId id) {
    return new Request(state, op, file, Option.some(id), result);
  }

  Request holdingNothing() {
    return new Request(state, op, Option.none(), Option.none(), result);
  }
}
