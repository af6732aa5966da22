package io.uring.dmabuf.live.chain;

import io.uring.dmabuf.live.Answer;
import io.uring.dmabuf.uring.Cqe;
import io.vavr.collection.List;
import java.util.BitSet;

/**
 * What the operation in progress has brought so far, and the numbers that the user gives: one whose
 * request has ended can be given again from the next operation on.
 */
final class Replies {
  private final BitSet numbers = new BitSet();
  private List<Integer> ended = List.empty();
  private List<Cqe> posted = List.empty();
  private List<Integer> moved = List.empty();

  /** The next operation begins. */
  void begin() {
    ended.forEach(numbers::clear);
    ended = List.empty();
    posted = List.empty();
    moved = List.empty();
  }

  /** The lowest free number, taken. */
  int nextNumber() {
    int number = numbers.nextClearBit(1);
    numbers.set(number);
    return number;
  }

  /** The request with a number has ended. */
  void end(int number) {
    ended = ended.append(number);
  }

  /** A completion is posted. */
  void post(Cqe cqe) {
    posted = posted.append(cqe);
  }

  /** A request has moved bytes; this is the first one. */
  void move(int first) {
    moved = moved.append(first);
  }

  /** The answer of a call that returned this. */
  Answer answer(long result) {
    return new Answer(result, posted, moved, "");
  }
}
