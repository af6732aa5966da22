package io.uring.dmabuf.uring;

import io.uring.dmabuf.design.StateLaw;
import io.uring.dmabuf.id.Entry;
import io.uring.dmabuf.id.Numbered;
import io.uring.dmabuf.id.RequestId;
import io.uring.dmabuf.uring.Queued.Behind;
import io.uring.dmabuf.uring.Request.State;
import io.vavr.collection.List;
import io.vavr.control.Option;
import java.util.function.Function;

/**
 * The structural laws of requests whose issue is put off: what is queued holds nothing, every
 * submitted request is in somebody's hands, and a linked one is behind a request that has not come
 * to its end.
 */
final class QueuedAudit {

  /** The laws. */
  static final List<StateLaw<RingContext>> LAWS =
      List.of(
          new StateLaw<>("QueuedHoldsNothing", s -> each(s.queued(), entry -> holding(s, entry))),
          new StateLaw<>("RefusedKeepsNode", s -> each(s.queued(), entry -> forgetful(s, entry))),
          new StateLaw<>("NoWaitIsTold", s -> each(s.requests(), entry -> untold(s, entry))),
          new StateLaw<>("LinkedBehindLive", s -> each(s.queued(), entry -> stranded(s, entry))),
          new StateLaw<>("NobodyForgotten", s -> each(s.requests(), entry -> forgotten(s, entry))),
          new StateLaw<>("WorkerHoldsLive", s -> each(s.queued(), entry -> dead(s, entry))),
          new StateLaw<>(
              "PollWaitsForNoTag", s -> each(s.requests(), entry -> waiting(s, entry.id()))));

  private QueuedAudit() {}

  private static <T> Option<String> each(
      Numbered<RequestId, T> objects, Function<Entry<RequestId, T>, Option<String>> law) {
    for (Entry<RequestId, T> entry : objects) {
      Option<String> broken = law.apply(entry);
      if (broken.isDefined()) {
        return broken;
      }
    }
    return Option.none();
  }

  private static Option<String> holding(RingContext state, Entry<RequestId, Queued> entry) {
    RequestId req = entry.id();
    Option<Request> request = state.requests().get(req);
    boolean holdsNothing =
        request.exists(r ->
            r.state() == State.ISSUING
                && r.node().isEmpty()
                && r.file().isEmpty()
                && r.result().isEmpty());
    return Option.when(
        !holdsNothing && entry.value().isUnbound(),
        () -> "request %s is queued and holds something".formatted(req));
  }

  private static Option<String> forgetful(RingContext state, Entry<RequestId, Queued> entry) {
    RequestId req = entry.id();
    boolean holds =
        state.requests().get(req).exists(r -> r.node().isDefined() && r.file().isDefined());
    return Option.when(
        !holds && entry.value().isBound(),
        () -> "request %s was begun with and lacks its node or its file".formatted(req));
  }

  private static Option<String> untold(RingContext state, Entry<RequestId, Request> entry) {
    RequestId req = entry.id();
    Request request = entry.value();
    boolean putOff =
        state.isQueuedFor(req, Queued.Issuer.PUNTING)
            || state.isQueuedFor(req, Queued.Issuer.PUNTED);
    boolean told = request.result().contains(-Errno.EAGAIN.number());
    return Option.when(
        request.noWait() ? putOff : told,
        () -> "request %s is %s".formatted(req, told ? "told to wait" : "put off"));
  }

  private static Option<String> stranded(RingContext state, Entry<RequestId, Queued> entry) {
    return switch (entry.value().awaits()) {
      case Behind(RequestId head, boolean _) -> behind(state, entry.id(), head);
      case Queued.Issuer issuer -> Option.none();
    };
  }

  private static Option<String> behind(RingContext state, RequestId req, RequestId head) {
    boolean ended =
        state.requests().get(head).forAll(r -> r.state() == State.COMPLETE)
            && !state.toSettle().contains(req)
            && !state.isHeldByWorker(head);
    if (ended) {
      return Option.some("request %s is behind %s, which has ended".formatted(req, head));
    }
    return Option.when(
        !state.tailOf(head).contains(req),
        () -> "request %s is not alone behind %s".formatted(req, head));
  }

  private static Option<String> dead(RingContext state, Entry<RequestId, Queued> entry) {
    RequestId req = entry.id();
    boolean live =
        state
            .requests()
            .get(req)
            .exists(r ->
                r.state() == State.IN_FLIGHT
                    || r.state() == State.DONE
                    || r.state() == State.POSTED);
    return Option.when(
        entry.value().awaits() == Queued.Issuer.RETURNING && !live,
        () -> "request %s is free, and a worker has a reference of it".formatted(req));
  }

  /** What waits in poll goes to no queue: nobody takes a tag for it, nor waits for one. */
  private static Option<String> waiting(RingContext state, RequestId req) {
    boolean waits =
        state
                .queued()
                .get(req)
                .map(Queued::awaits)
                .exists(way ->
                    way == Queued.Issuer.PUNTING
                        || way == Queued.Issuer.PUNTED
                        || way == Queued.Issuer.ASLEEP)
            || state.call() instanceof Call.Submit submit
                && submit.req().equals(req)
                && (submit.stage() == SubmitStage.GET_TAG || submit.stage() == SubmitStage.ISSUE);
    return Option.when(
        waits && state.polls(req), () -> "request %s polls, and is for a queue".formatted(req));
  }

  private static Option<String> forgotten(RingContext state, Entry<RequestId, Request> entry) {
    RequestId req = entry.id();
    boolean forgotten =
        entry.value().state() == State.ISSUING
            && !state.queued().has(req)
            && !(state.call() instanceof Call.OnRequest carrier && carrier.req().equals(req));
    return Option.when(forgotten, () -> "request %s is in nobody's hands".formatted(req));
  }
}
