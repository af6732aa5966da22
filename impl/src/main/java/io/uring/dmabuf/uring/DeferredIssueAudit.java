package io.uring.dmabuf.uring;

import io.uring.dmabuf.design.StateLaw;
import io.uring.dmabuf.uring.Queued.Behind;
import io.uring.dmabuf.uring.Request.State;
import io.vavr.Tuple2;
import io.vavr.collection.List;
import io.vavr.collection.Map;
import io.vavr.control.Option;
import java.util.function.Function;

/**
 * The structural laws of deferred requests, beside those of their table: what is queued holds
 * nothing, every submitted request is in somebody's hands, and a linked one is behind a request
 * that has not come to its end.
 */
public final class DeferredIssueAudit {

  /** The laws beside those of the table. */
  public static final List<StateLaw<DeferredIssue>> OF_QUEUE =
      List.of(
          new StateLaw<>(
              "QueuedHoldsNothing", s -> each(s.queued(), entry -> holdsSomething(s, entry._1))),
          new StateLaw<>("LinkedBehindLive", s -> each(s.queued(), entry -> stranded(s, entry))),
          new StateLaw<>(
              "NobodyForgotten", s -> each(s.table().requests(), entry -> forgotten(s, entry))));

  private static final List<StateLaw<DeferredIssue>> LAWS =
      BufferTableAudit.LAWS.map(law -> law.within(DeferredIssue::table)).appendAll(OF_QUEUE);

  private DeferredIssueAudit() {}

  /** One line about a law that the state breaks; none for a sound state. */
  public static Option<String> audit(DeferredIssue state) {
    return StateLaw.firstBroken(LAWS, state);
  }

  /** The same but for the laws of the table. */
  public static Option<String> auditQueue(DeferredIssue state) {
    return StateLaw.firstBroken(OF_QUEUE, state);
  }

  private static <T> Option<String> each(
      Map<Integer, T> objects, Function<Tuple2<Integer, T>, Option<String>> law) {
    for (Tuple2<Integer, T> entry : objects) {
      Option<String> broken = law.apply(entry);
      if (broken.isDefined()) {
        return broken;
      }
    }
    return Option.none();
  }

  private static Option<String> holdsSomething(DeferredIssue state, int req) {
    Option<Request> request = state.table().requests().get(req);
    boolean holdsNothing =
        request.exists(r ->
            r.state() == State.ISSUING
                && r.node().isEmpty()
                && r.file().isEmpty()
                && r.result().isEmpty());
    return Option.when(
        !holdsNothing, () -> "request %d is queued and holds something".formatted(req));
  }

  private static Option<String> stranded(DeferredIssue state, Tuple2<Integer, Queued> entry) {
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

  private static Option<String> forgotten(DeferredIssue state, Tuple2<Integer, Request> entry) {
    int req = entry._1;
    boolean forgotten =
        entry._2.state() == State.ISSUING
            && !state.queued().containsKey(req)
            && !state.isAtWorker(req)
            && !(state.table().call() instanceof Call.OnRequest carrier && carrier.req() == req);
    return Option.when(forgotten, () -> "request %d is in nobody's hands".formatted(req));
  }
}
