package io.uring.dmabuf.live;

import io.uring.dmabuf.uring.CompletionQueue;
import io.uring.dmabuf.uring.Cqe;
import io.uring.dmabuf.uring.Errno;
import io.vavr.collection.List;
import java.util.Comparator;

/**
 * What one side answers to an operation.
 *
 * @param result what the system call returned: a number, or a negated errno
 * @param completions what was posted during the operation, in order
 * @param moved the bytes that completed requests moved, the first one of each, in order
 * @param trouble why the side could not answer; empty if it could
 */
public record Answer(long result, List<Cqe> completions, List<Integer> moved, String trouble) {

  /** An answer without completions. */
  public static Answer of(long result) {
    return new Answer(result, List.empty(), List.empty(), "");
  }

  /** No answer, and why. */
  public static Answer trouble(String why) {
    return new Answer(0, List.empty(), List.empty(), why);
  }

  /** This answer, and what comes after it, with the result of the latter. */
  public Answer then(Answer next) {
    return new Answer(
        next.result,
        completions.appendAll(next.completions),
        moved.appendAll(next.moved),
        trouble + next.trouble);
  }

  /** How many of the completions are tags. */
  public int tags() {
    return completions.count(Answer::isTag);
  }

  /**
   * The same result and completions, whatever their order; and whatever they moved, as two of them
   * may have moved a byte to the same place.
   */
  public boolean isPermutationOf(Answer other) {
    return trouble.equals(other.trouble)
        && result == other.result
        && sorted().equals(other.sorted());
  }

  private List<Cqe> sorted() {
    return completions.sorted(Comparator.comparingLong(Cqe::userData).thenComparingInt(Cqe::res));
  }

  /** Whether a completion is the tag of a buffer. */
  public static boolean isTag(Cqe cqe) {
    return cqe.userData() >= CompletionQueue.TAG_BASE;
  }

  /** One line for people. */
  public String text() {
    if (!trouble.isEmpty()) {
      return trouble;
    }
    return "returns "
        + Errno.text(result)
        + completions.map(Answer::text).mkString(completions.isEmpty() ? "" : ", then ", ", ", "")
        + (moved.isEmpty() ? "" : moved.mkString("; moved ", ", ", ""));
  }

  private static String text(Cqe cqe) {
    return isTag(cqe)
        ? "tag "
            + CompletionQueue.numberOfTag(cqe.userData())
            + (cqe.res() == 0 ? "" : "=" + cqe.res())
        : "request " + cqe.userData() + "=" + Errno.text(cqe.res());
  }
}
