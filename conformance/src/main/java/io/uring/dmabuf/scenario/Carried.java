package io.uring.dmabuf.scenario;

import io.vavr.collection.Vector;

/**
 * A statement that a machine has carried out.
 *
 * @param statement what it was
 * @param value what it returned, as it is printed
 * @param posted the completions that it caused, in their order on each ring
 * @param bound the requests that have got buffers with it, and not ended yet
 */
public record Carried(
    Statement statement, String value, Vector<Posted> posted, Vector<Bound> bound) {

  /**
   * A request that has got a buffer with a tag.
   *
   * @param ring the name of the ring
   * @param userData that of the request
   * @param tag that of the buffer
   */
  public record Bound(String ring, long userData, long tag) {}

  /**
   * A completion.
   *
   * @param ring the name of the ring
   * @param userData that of its request or tag
   * @param res bytes, or a negated errno
   */
  public record Posted(String ring, long userData, int res) {
    /** As the statement {@code cqe} prints it. */
    public String text() {
      return "user_data=%s res=%s".formatted(Numbers.unsigned(userData), Calling.result(res));
    }
  }
}
