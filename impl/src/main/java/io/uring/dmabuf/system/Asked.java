package io.uring.dmabuf.system;

import io.vavr.control.Option;

/**
 * What a request asks for, and what is kept of its way ({@code struct io_kiocb}).
 *
 * @param sqe what its user handed in
 * @param number how many were submitted before it
 * @param waited whether its file has had no answer for it
 * @param turn its place in the list of task work: how many were left to it before; none while it is
 *     not left to task work
 */
public record Asked(UringSqe sqe, int number, boolean waited, Option<Integer> turn) {

  /** How many bytes it asks for. */
  public long length() {
    return sqe.raw().window().length();
  }

  /** Whether a worker thread issues it. */
  public boolean isAsync() {
    return sqe.flags().async();
  }

  /** Whether its user hears nothing of a result: a success can be asked not to be told. */
  public boolean isQuiet(int res) {
    return sqe.flags().quiet() && res == length();
  }

  /** The same when it waits. */
  Asked waiting() {
    return new Asked(sqe, number, true, turn);
  }

  /** The same with another place in the list of task work, or none. */
  Asked at(Option<Integer> next) {
    return new Asked(sqe, number, waited, next);
  }
}
