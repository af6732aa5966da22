package io.uring.dmabuf.audit.spec;

import io.uring.dmabuf.design.Design;
import io.uring.dmabuf.uring.RequestsDeviation;
import io.uring.dmabuf.uring.RingContextAlternative;
import io.vavr.collection.List;
import io.vavr.collection.Set;

/** What kernels do that the base of the series does not: tried where the base is refused. */
public enum Alternative {
  /** Up to 6.12: the submission itself hands a refused request to io-wq. */
  PUNT_IN_SUBMISSION,
  /** Up to 6.14: a request for a worker takes its buffer when it is submitted. */
  ASYNC_BINDS_AT_SUBMISSION,
  /**
   * Up to 6.12: buffers belong to an update and not to a slot. Their tags come when all requests
   * from before that update are gone, in the order of updates; to unregister a table waits for
   * requests, and none comes then.
   */
  TAGS_BY_UPDATE,
  /**
   * In 6.1: a work item posts these tags, up to a second later, those of the last update that is
   * over first ({@code io_rsrc_put_work}).
   */
  TAGS_BY_WORK;

  /** What is tried, in this order. */
  static final List<Set<Alternative>> TRIED =
      List.of(
          io.vavr.collection.LinkedHashSet.empty(),
          io.vavr.collection.LinkedHashSet.of(TAGS_BY_UPDATE),
          io.vavr.collection.LinkedHashSet.of(TAGS_BY_UPDATE, TAGS_BY_WORK),
          io.vavr.collection.LinkedHashSet.of(
              PUNT_IN_SUBMISSION, ASYNC_BINDS_AT_SUBMISSION, TAGS_BY_UPDATE),
          io.vavr.collection.LinkedHashSet.of(
              PUNT_IN_SUBMISSION, ASYNC_BINDS_AT_SUBMISSION, TAGS_BY_UPDATE, TAGS_BY_WORK));

  /** The design of the machine with some of them. */
  static Design design(Set<Alternative> all) {
    return all.foldLeft(
        Design.intended(),
        (design, each) ->
            switch (each) {
              case PUNT_IN_SUBMISSION -> design.under(RingContextAlternative.PUNT_IN_SUBMISSION);
              case ASYNC_BINDS_AT_SUBMISSION ->
                  design.with(RequestsDeviation.ASYNC_BINDS_AT_SUBMISSION);
              case TAGS_BY_UPDATE, TAGS_BY_WORK -> design;
            });
  }
}
