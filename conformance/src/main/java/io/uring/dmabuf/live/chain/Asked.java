package io.uring.dmabuf.live.chain;

import io.uring.dmabuf.live.Operation.Submit;

/**
 * What the user asked for, with a request that is in use.
 *
 * @param number that its user gave it
 * @param submit what it is
 * @param address of its first byte
 */
record Asked(int number, Submit submit, long address) {

  /** Whether a result is all that was asked for. */
  boolean isAll(int res) {
    return res == submit.span().length();
  }

  /** Whether its user hears of a result: a success can be asked not to be told. */
  boolean isTold(int res) {
    return !submit.quiet() || !isAll(res);
  }
}
