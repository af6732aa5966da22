package io.uring.dmabuf.uring;

import io.uring.dmabuf.dma.Event;
import io.uring.dmabuf.id.RequestId;
import io.uring.dmabuf.step.Actor;
import io.uring.dmabuf.step.Bounds;
import io.uring.dmabuf.step.Domain;
import io.uring.dmabuf.step.Group;
import io.uring.dmabuf.step.NoArgs;
import io.uring.dmabuf.step.Step;
import io.uring.dmabuf.uring.Call.OnRequest;
import io.uring.dmabuf.uring.Call.TaskWork;
import io.uring.dmabuf.uring.Request.State;
import io.vavr.collection.List;
import io.vavr.control.Option;
import org.jspecify.annotations.Nullable;

/** The steps from the end of a request to the user who consumes its CQE. */
public final class CqeSteps {
  /** The bytes of a successful request in a model: the table alone never looks at their number. */
  private static final int BYTES = 512;

  /**
   * A request and what it comes to if no other part of it has failed.
   *
   * @param req the request
   * @param res the bytes of the whole request, or a negative errno
   */
  public record Ended(RequestId req, int res) {}

  /**
   * A part of the request has ended. With the last one the result is stored and task work queued;
   * no lock is needed. Source: {@code block/bio.c: bio_endio}, base (C3); {@code io_uring/rw.c:
   * io_complete_rw}, base (C5).
   */
  public static final Step<RingContext, Ended> PART_ENDS =
      Step.<RingContext, Ended>named(
              "PartEnds",
              Actor.IRQ,
              new Domain<>(
                  CqeSteps::ends, end -> List.of(end.req().number(), Errno.label(end.res()))))
          .in(Group.IRQ)
          .when(
              "A part of the request is out.",
              (s, end) -> s.requests().get(end.req()).exists(r -> r.parts().out() > 0))
          .when(
              "The ring is not dying, or the request does not wait in poll.",
              (s, end) -> !(s.isDying() && s.polls(end.req())))
          .tells(
              Event.RequestState.class,
              (before, end, after) -> Lifetimes.ofRequest(before, end.req(), after))
          .then((s, end) ->
              s.changingRequest(
                  end.req(),
                  request -> s.withRequest(end.req(), request.partEnded(end.res(), s.design()))));

  /**
   * Task work takes {@code uring_lock} to complete one request. Source: {@code io_uring/rw.c:
   * io_req_rw_complete}, base (C6).
   */
  public static final Step<RingContext, RequestId> START_TASK_WORK =
      Step.<RingContext, RequestId>named("StartTaskWork", Actor.TASK_WORK, RingDomains.REQS)
          .in(Group.TASKWORK)
          .when(RingContext.LOCK_IS_FREE, (s, req) -> s.lockIsFree())
          .when("The request has ended.", (s, req) -> s.isRequest(req, State.DONE))
          .then((s, req) ->
              s.changingRequest(
                  req,
                  request -> s.withCall(new TaskWork(req, SubmitStage.POST_CQE, Option.none()))));

  /**
   * The CQE of the request is posted. Source: {@code io_uring/io_uring.h: io_fill_cqe_req}, base
   * (C6).
   */
  public static final Step<RingContext, NoArgs> POST_CQE =
      completing("PostCqe")
          .when(
              "The call in progress has the result of its request.",
              (s, none) -> s.isAt(SubmitStage.POST_CQE))
          .tells(Event.CqePosted.class, CqeSteps::cqesPosted)
          .then((s, none) -> s.during(OnRequest.class, carrier -> posted(s, carrier)));

  /**
   * The request gives back its file and goes on to drop its node. Source: {@code
   * io_uring/io_uring.c: io_free_batch_list}, base (C6).
   */
  public static final Step<RingContext, NoArgs> FREE_REQ =
      completing("FreeReq")
          .when(
              "The call in progress has posted the CQE of its request.",
              (s, none) -> s.isAt(SubmitStage.FREE_REQ))
          .when(
              "No worker has a reference of the request.",
              (s, none) -> !s.requestOfCall().exists(s::isHeldByWorker))
          .tells(Event.RequestState.class, Lifetimes::ofCarried)
          .then((s, none) -> s.during(OnRequest.class, carrier -> freed(s, carrier)));

  /**
   * The user consumes the CQE; the request object may be used again. Source: {@code liburing:
   * io_uring_cqe_seen}.
   */
  public static final Step<RingContext, RequestId> REAP_CQE =
      Step.<RingContext, RequestId>named(
              "ReapCqe", Actor.USER, Domain.ids("Reapable", RequestId::of))
          .when("The request is complete.", (s, req) -> s.isRequest(req, State.COMPLETE))
          .when(
              "The call in progress is not on the request.",
              (s, req) -> !(s.call() instanceof OnRequest carrier) || !carrier.req().equals(req))
          .tells(Event.CqeSeen.class, (before, req, after) -> List.of(new Event.CqeSeen(req)))
          .then((s, req) ->
              s.changingRequest(
                  req,
                  request ->
                      s.withCompletions(s.completions().consume(req.number()))
                          .withRequests(s.requests().remove(req))));

  /** All of them. */
  public static final List<Step<RingContext, ?>> ALL = Step.declaredIn(CqeSteps.class);

  private CqeSteps() {}

  /** A step of whoever completes a request. */
  static Step.Making<RingContext, NoArgs> completing(String action) {
    return Step.<RingContext>named(action, Actor.TASK_WORK)
        .in(RingContext::callGroup, Group.SUBMISSION, Group.TASKWORK);
  }

  private static List<Ended> ends(Bounds bounds) {
    List<Integer> results =
        RingDomains.offered(bounds, "Answers", bounds::strings, List.of("ok", "EIO"))
            .map(answer -> answer.equals("ok") ? BYTES : -Errno.valueOf(answer).number());
    return RingDomains.REQS
        .all()
        .apply(bounds)
        .flatMap(req -> results.map(res -> new Ended(req, res)));
  }

  private static @Nullable RingContext posted(RingContext s, OnRequest carrier) {
    RequestId req = carrier.req();
    return s.changingRequest(
        req,
        request ->
            request
                .result()
                .map(res ->
                    s.withCompletions(s.completions().post(req.number(), res))
                        .withCall(carrier.at(SubmitStage.FREE_REQ)))
                .getOrNull());
  }

  private static @Nullable RingContext freed(RingContext s, OnRequest carrier) {
    return s.changingRequest(
        carrier.req(),
        request ->
            s.withRequest(carrier.req(), request.holdingNothing().at(State.COMPLETE))
                .withCall(carrier.at(SubmitStage.RETURN).withDrop(request.node().map(Drop::of))));
  }

  private static List<Event> cqesPosted(RingContext before, NoArgs none, RingContext after) {
    return after
        .completions()
        .postedSince(before.completions())
        .map(cqe -> new Event.CqePosted(RequestId.of((int) cqe.userData()), cqe.res()));
  }
}
