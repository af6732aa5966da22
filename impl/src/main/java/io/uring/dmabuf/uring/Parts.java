package io.uring.dmabuf.uring;

/**
 * How far a request has been handed on: the block layer cuts what is longer than its queue takes
 * into requests of its own, here parts, one after the other ({@code block/blk.h:
 * __bio_split_to_limits}).
 *
 * @param all how many parts there are
 * @param left how many parts are still to be handed on
 * @param out how many are handed on and have not ended
 */
public record Parts(int all, int left, int out) {
  /** None: nothing is accepted yet, or all is over. */
  public static final Parts NONE = new Parts(0, 0, 0);

  /** After one more was handed on. */
  Parts handingOn() {
    return new Parts(all, left - 1, out + 1);
  }

  /** After what was left was refused: nothing more is handed on. */
  Parts refused() {
    return new Parts(all, 0, out);
  }

  /** How many were handed on, whether they have ended or not. */
  public int handedOn() {
    return all - left;
  }

  /** Whether none is left and none is out. */
  public boolean areOver() {
    return left <= 0 && out <= 0;
  }

  /** After one has ended. */
  Parts ended() {
    return new Parts(all, left, out - 1);
  }
}
