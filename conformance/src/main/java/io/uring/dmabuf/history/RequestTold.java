package io.uring.dmabuf.history;

import io.vavr.control.Option;

/**
 * What was told of a request object since it was used last.
 *
 * @param tag the tag of the buffer that it borrowed, as user data
 * @param cqes how many CQEs of it were posted and not seen
 */
public record RequestTold(Option<Long> tag, int cqes) {

  /** Nothing was told. */
  static final RequestTold NOTHING = new RequestTold(Option.none(), 0);

  RequestTold withTag(Option<Long> next) {
    return new RequestTold(next, cqes);
  }

  RequestTold withCqes(int next) {
    return new RequestTold(tag, next);
  }
}
