package io.uring.dmabuf.system;

/**
 * What a request asks for, and what is kept of its way ({@code struct io_kiocb}).
 *
 * @param sqe what its user handed in
 * @param number how many were submitted before it
 * @param waited whether its file has had no answer for it
 */
public record Asked(UringSqe sqe, int number, boolean waited) {

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
    return new Asked(sqe, number, true);
  }
}
