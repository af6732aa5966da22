package io.uring.dmabuf.live;

import io.uring.dmabuf.tlc.ActionLabel;
import io.vavr.collection.List;
import io.vavr.control.Option;

/**
 * An edge of the specification's state graph at the granularity of calls: a whole call, a whole
 * completion, or the consumption of a completion, from one state in which nobody holds {@code
 * uring_lock} to another.
 *
 * @param start the action that begins it
 * @param imported what the import of the range answered, for a submission that came to it
 * @param request the request that it is about, from 1; 0 if it is about none
 * @param linked the request that is linked to it, for a submission of two
 * @param cutShort whether what is linked to it is cancelled, for a completion
 * @param posted the completions that it posts, in order
 * @param failing the step at which it fails by injection; none for a call that succeeds
 * @param to the index of the state that it leads to
 */
record CallEdge(
    ActionLabel start,
    Option<String> imported,
    int request,
    Option<Linked> linked,
    boolean cutShort,
    List<Posted> posted,
    Option<String> failing,
    int to) {

  /**
   * The second request of a submission.
   *
   * @param request its number, from 1
   * @param slot that it names
   */
  record Linked(int request, int slot) {}

  /** A completion as the specification tells it. */
  sealed interface Posted {}

  /** The completion of a request, with the specification's result. */
  record OfRequest(int request, String result) implements Posted {}

  /** A tag, by its number. */
  record OfTag(int tag) implements Posted {}

  /** Whether it registers a dma-buf; on the kernel an ordinary buffer stands for that. */
  boolean registersDmabuf() {
    return start.action().equals("StartUpdate") && start.args().get(1).equals("dmabuf");
  }

  /** Whether the user only takes a completion: there is no call to make. */
  boolean consumes() {
    return start.action().equals("ReapCqe");
  }
}
