package io.uring.dmabuf.uring;

import io.uring.dmabuf.uring.Queued.Behind;
import io.uring.dmabuf.uring.Request.State;
import io.vavr.Tuple2;
import io.vavr.control.Option;

/**
 * The structural laws of deferred requests, beside those of their table: what is queued holds
 * nothing, every submitted request is in somebody's hands, and a linked one is behind a request
 * that has not come to its end.
 */
public final class DeferredIssueAudit {

  private DeferredIssueAudit() {}

  /** One line about a law that the state breaks; none for a sound state. */
  public static Option<String> audit(DeferredIssue state) {
    return BufferTableAudit.audit(state.table()).orElse(() -> auditQueue(state));
  }

  /** The same but for the laws of the table. */
  public static Option<String> auditQueue(DeferredIssue state) {
    return state
        .queued()
        .toList()
        .flatMap(q -> queued(state, q))
        .headOption()
        .orElse(
            () -> state.table().requests().toList().flatMap(r -> inHands(state, r)).headOption());
  }

  private static Option<String> queued(DeferredIssue state, Tuple2<Integer, Queued> entry) {
    Option<Request> request = state.table().requests().get(entry._1);
    boolean holdsNothing =
        request.exists(r ->
            r.state() == State.ISSUING
                && r.node().isEmpty()
                && r.file().isEmpty()
                && r.tag().isEmpty()
                && r.result().isEmpty());
    if (!holdsNothing) {
      return Option.some("request %d is queued and holds something".formatted(entry._1));
    }
    return switch (entry._2.awaits()) {
      case Behind(int head) -> behind(state, entry._1, head);
      case Queued.Issuer issuer -> Option.none();
    };
  }

  private static Option<String> behind(DeferredIssue state, int req, int head) {
    boolean ended =
        state.table().requests().get(head).forAll(r -> r.state() == State.COMPLETE)
            && !state.toSettle().contains(req);
    if (ended) {
      return Option.some("request %d is behind %d, which has ended".formatted(req, head));
    }
    return Option.when(
        !state.tailOf(head).contains(req),
        () -> "request %d is not alone behind %d".formatted(req, head));
  }

  private static Option<String> inHands(DeferredIssue state, Tuple2<Integer, Request> entry) {
    int req = entry._1;
    boolean forgotten =
        entry._2.state() == State.ISSUING
            && !state.queued().containsKey(req)
            && !state.isAtWorker(req)
            && !(state.table().call() instanceof Call.OnRequest carrier && carrier.req() == req);
    return Option.when(forgotten, () -> "request %d is in nobody's hands".formatted(req));
  }
}
