package io.uring.dmabuf.history;

import io.uring.dmabuf.design.StepLaw;
import io.uring.dmabuf.id.Entry;
import io.uring.dmabuf.id.NodeId;
import io.uring.dmabuf.id.RequestId;
import io.uring.dmabuf.uring.Call;
import io.uring.dmabuf.uring.Drop;
import io.uring.dmabuf.uring.Errno;
import io.uring.dmabuf.uring.Op;
import io.uring.dmabuf.uring.Queued;
import io.uring.dmabuf.uring.Queued.Issuer;
import io.uring.dmabuf.uring.Request;
import io.uring.dmabuf.uring.Request.State;
import io.uring.dmabuf.uring.RingContext;
import io.uring.dmabuf.uring.SubmitStage;
import io.uring.dmabuf.uring.UpdateStage;
import io.vavr.collection.HashSet;
import io.vavr.collection.List;
import io.vavr.collection.Set;
import io.vavr.control.Option;

/**
 * The laws of steps of a ring that say in which order calls and requests go, and what they keep.
 */
final class OrderStepAudit {

  /** The laws. */
  static final List<StepLaw<Told<RingContext>>> LAWS =
      List.of(
          new StepLaw<>("CallsGoInOrder", OrderStepAudit::called),
          new StepLaw<>("RequestsGoInOrder", OrderStepAudit::went),
          new StepLaw<>("RequestsKeepWhatTheyHave", OrderStepAudit::lost),
          new StepLaw<>("QueuedGoInOrder", OrderStepAudit::waited));

  private OrderStepAudit() {}

  private static Option<String> called(Told<RingContext> before, Told<RingContext> after) {
    Call was = before.state().call();
    Call now = after.state().call();
    return Option.when(
        !was.equals(now) && !mayFollow(before.state(), after.state()),
        () -> "%s goes on as %s".formatted(was, now));
  }

  private static boolean mayFollow(RingContext before, RingContext after) {
    Call now = after.call();
    return switch (before.call()) {
      case Call.Idle _ -> isFirst(before, after);
      case Call.CloneSource _ -> now instanceof Call.Idle;
      case Call.Update update ->
          now instanceof Call.Idle
              ? update.drop().isEmpty() && update.stage() == UpdateStage.RETURN
              : now instanceof Call.Update next
                  && isOf(update, next)
                  && follows(update, next)
                  && (!update.isEmptying() || next.isEmptying() || after.table().isEmpty());
      case Call.Teardown teardown ->
          now instanceof Call.Idle
              ? teardown.drop().isEmpty() && teardown.returning()
              : now instanceof Call.Teardown next
                  && teardown.exit() == next.exit()
                  && follows(teardown, next)
                  && (!next.returning() || after.table().isEmpty());
      case Call.Clone clone ->
          now instanceof Call.Idle
              ? clone.drop().isEmpty() && clone.returning()
              : now instanceof Call.Clone next
                  && clone.from().equals(next.from())
                  && clone.fresh().equals(next.fresh())
                  && clone.replaces() == next.replaces()
                  && follows(clone, next)
                  && (!next.returning() || after.table().isEmpty());
      case Call.Submit submit ->
          now instanceof Call.Idle
              ? isOver(submit)
              : now instanceof Call.Submit next
                  && submit.slot().equals(next.slot())
                  && submit.inTaskWork() == next.inTaskWork()
                  && follows(submit, next);
      case Call.TaskWork work ->
          now instanceof Call.Idle
              ? isOver(work)
              : now instanceof Call.TaskWork next && follows(work, next);
    };
  }

  /** Where a call begins: at the first step of its kind, and nothing is dropped yet. */
  private static boolean isFirst(RingContext before, RingContext after) {
    Call now = after.call();
    return now.drop().isEmpty()
        && switch (now) {
          case Call.Idle _, Call.CloneSource _ -> true;
          case Call.Update update -> isFirst(update, after);
          case Call.Teardown teardown -> !teardown.returning();
          case Call.Clone clone ->
              clone.returning() != clone.replaces()
                  && clone.returning() == before.table().isEmpty();
          case Call.Submit submit ->
              submit.stage()
                  == (after.requests().get(submit.req()).flatMap(Request::result).isEmpty()
                      ? SubmitStage.LOOKUP
                      : SubmitStage.POST_CQE);
          case Call.TaskWork work ->
              work.stage()
                  == (before.requests().get(work.req()).exists(r -> r.state() == State.DONE)
                      ? SubmitStage.POST_CQE
                      : SubmitStage.FREE_REQ);
        };
  }

  /** An update begins at its first entry, and a registration at that of the first of all slots. */
  private static boolean isFirst(Call.Update update, RingContext after) {
    boolean isOfAll =
        update.args().slot().number() == 0 && after.slots().contains(update.args().nr());
    return begins(update) && update.done() == 0 && (!update.registers() || isOfAll);
  }

  private static boolean begins(Call.Update update) {
    return update.stage() == firstStage(update) && update.error().isEmpty();
  }

  private static UpdateStage firstStage(Call.Update update) {
    return switch (update.args().kind()) {
      case DMABUF -> UpdateStage.ALLOC_REGBUF;
      case PAGES -> UpdateStage.ALLOC_NODE;
      case EMPTY -> UpdateStage.TAKE_SLOT;
    };
  }

  /**
   * The same entry or, after it, that of the next slot. What is done is counted, and an errno that
   * was found stays, but in an update that has others to tell of.
   */
  private static boolean isOf(Call.Update was, Call.Update now) {
    boolean stores = was.stage() == UpdateStage.STORE_NODE && was.drop().isEmpty();
    boolean tells = !was.registers() && now.stage() == UpdateStage.RETURN && was.done() > 0;
    return was.registers() == now.registers()
        && was.args().nr() == now.args().nr()
        && now.done() == was.done() + (stores ? 1 : 0)
        && (goesOn(was, now)
            ? begins(now) && now.args().slot().number() == was.args().slot().number() + 1
            : now.args().equals(was.args()))
        && (was.error().isEmpty() || was.error().equals(now.error()) || tells);
  }

  private static boolean goesOn(Call.Update was, Call.Update now) {
    return was.stage() == UpdateStage.NEXT_ENTRY
        && now.stage() != UpdateStage.RETURN
        && now.stage() != UpdateStage.CLEAR_TAGS;
  }

  private static boolean follows(Call.Update was, Call.Update now) {
    if (was.drop().isDefined() || now.drop().isDefined()) {
      if (was.isEmptying()) {
        return now.isEmptying() && dropFollows(was.drop(), now.drop());
      }
      boolean takes = was.stage() == UpdateStage.TAKE_SLOT && was.drop().isEmpty();
      return now.stage() == UpdateStage.STORE_NODE
          && (takes || was.stage() == UpdateStage.STORE_NODE)
          && dropFollows(was.drop(), now.drop());
    }
    return switch (was.stage()) {
      case ALLOC_IMU -> now.stage() == UpdateStage.TAKE_SLOT || now.stage() == UpdateStage.UNWIND;
      case TAKE_SLOT -> now.stage() == UpdateStage.STORE_NODE;
      case STORE_NODE ->
          now.stage()
              == (now.done() == now.args().nr() ? UpdateStage.RETURN : UpdateStage.NEXT_ENTRY);
      case NEXT_ENTRY -> begins(now) || now.stage() == afterFailure(was);
      case UNWIND -> now.stage() == afterFailure(was);
      case CLEAR_TAGS -> now.isEmptying();
      case EMPTY_TABLE -> now.stage() == UpdateStage.RETURN;
      case RETURN -> false;
      default ->
          now.stage() == UpdateStage.UNWIND || now.stage().ordinal() == was.stage().ordinal() + 1;
    };
  }

  private static UpdateStage afterFailure(Call.Update update) {
    return update.registers() ? UpdateStage.CLEAR_TAGS : UpdateStage.RETURN;
  }

  private static boolean follows(Call.Emptying was, Call.Emptying now) {
    return was.drop().isDefined() || now.drop().isDefined()
        ? was.isEmptying() && now.isEmptying() && dropFollows(was.drop(), now.drop())
        : was.isEmptying() && !now.isEmptying();
  }

  private static boolean follows(Call.OnRequest was, Call.OnRequest now) {
    if (!was.req().equals(now.req())) {
      return false;
    }
    if (was.drop().isDefined() || now.drop().isDefined()) {
      boolean frees = was.stage() == SubmitStage.FREE_REQ && was.drop().isEmpty();
      return now.stage() == SubmitStage.RETURN
          && (frees || was.stage() == SubmitStage.RETURN && was.drop().isDefined())
          && dropFollows(was.drop(), now.drop());
    }
    return stagesAfter(was.stage()).contains(now.stage());
  }

  private static boolean isOver(Call.OnRequest call) {
    return call.drop().isEmpty() && call.stage() == SubmitStage.RETURN;
  }

  private static Set<SubmitStage> stagesAfter(SubmitStage stage) {
    return switch (stage) {
      case LOOKUP -> HashSet.of(SubmitStage.IMPORT, SubmitStage.POST_CQE);
      case IMPORT ->
          HashSet.of(
              SubmitStage.ORDINARY, SubmitStage.GET_TAG, SubmitStage.POST_CQE, SubmitStage.RETURN);
      case GET_TAG -> HashSet.of(SubmitStage.ISSUE, SubmitStage.RETURN);
      case POST_CQE -> HashSet.of(SubmitStage.FREE_REQ);
      case ORDINARY, ISSUE, FREE_REQ -> HashSet.of(SubmitStage.RETURN);
      case RETURN -> HashSet.empty();
    };
  }

  /** A reference is put; the last one posts the tag, and then the buffer is released. */
  private static boolean dropFollows(Option<Drop> was, Option<Drop> now) {
    if (was.isEmpty() || now.isEmpty()) {
      return now.forAll(drop -> drop.stage() == Drop.Stage.PUT);
    }
    return was.get().node().equals(now.get().node())
        && now.get().stage().ordinal() == was.get().stage().ordinal() + 1;
  }

  private static Option<String> went(Told<RingContext> before, Told<RingContext> after) {
    return eachRequest(
        before,
        after,
        (id, was, now) ->
            was.map(Request::state).equals(now.map(Request::state))
                || statesAfter(was.map(Request::state)).contains(now.map(Request::state))
                    && isWhereItShould(before.state(), id, was, now),
        "goes from one state to another that is not the next");
  }

  /**
   * What fails where it is submitted is completed there, but for a write that its file refuses, for
   * what finds its disk dead, and for what would have to wait and must not. What a worker has is no
   * longer the submission's to fail.
   */
  private static boolean isWhereItShould(
      RingContext before, RequestId id, Option<Request> was, Option<Request> now) {
    Call call = before.call();
    boolean submitted =
        was.exists(request -> request.state() == State.ISSUING)
            && call instanceof Call.Submit submit
            && submit.req().equals(id)
            && before.queued().get(id).isEmpty();
    boolean atQueue = call instanceof Call.Submit at && at.stage() == SubmitStage.GET_TAG;
    boolean late =
        atQueue || now.exists(request -> request.result().exists(res -> isLate(request.op(), res)));
    return !submitted
        || now.forAll(request ->
            switch (request.state()) {
              case DONE -> late;
              case COMPLETE -> !late;
              default -> true;
            });
  }

  private static boolean isLate(Op op, int res) {
    return res == -Errno.EAGAIN.number()
        || op == Op.WRITE_FIXED && (res == -Errno.EINVAL.number() || res == -Errno.ENOSPC.number());
  }

  /** What may follow each state; none is that of an object that is not in use. */
  private static Set<Option<State>> statesAfter(Option<State> state) {
    if (state.isEmpty()) {
      return HashSet.of(Option.some(State.ISSUING));
    }
    return switch (state.get()) {
      case ISSUING ->
          HashSet.of(
              Option.some(State.IN_FLIGHT), Option.some(State.DONE), Option.some(State.COMPLETE));
      case IN_FLIGHT -> HashSet.of(Option.some(State.DONE));
      case DONE -> HashSet.of(Option.some(State.POSTED), Option.some(State.COMPLETE));
      case POSTED -> HashSet.of(Option.some(State.UNHELD));
      case UNHELD -> HashSet.of(Option.some(State.COMPLETE));
      case COMPLETE -> HashSet.of(Option.none());
    };
  }

  private static Option<String> lost(Told<RingContext> before, Told<RingContext> after) {
    return eachRequest(
            before,
            after,
            (id, was, now) -> was.isEmpty() || now.isEmpty() || keeps(was.get(), now.get()),
            "loses or exchanges what it has")
        .orElse(() ->
            eachRequest(
                before,
                after,
                (id, was, now) -> was.isEmpty() || keepsTold(before, after, id, now.isEmpty()),
                "was told of a tag or a CQE, and it is gone"));
  }

  private static boolean keeps(Request was, Request now) {
    boolean ends = now.state() == State.COMPLETE;
    return was.op() == now.op()
        && (now.result().isDefined() && now.parts().areOver() || now.window().equals(was.window()))
        && (was.result().isEmpty() || was.result().equals(now.result()))
        && (was.node().isEmpty() || now.node().equals(ends ? Option.<NodeId>none() : was.node()))
        && (was.file().isEmpty() || (ends ? now.file().isEmpty() : now.file().equals(was.file())));
  }

  private static boolean keepsTold(
      Told<RingContext> before, Told<RingContext> after, RequestId id, boolean isGone) {
    RequestTold was = before.history().request(id);
    RequestTold now = after.history().request(id);
    return isGone
        ? now.equals(RequestTold.NOTHING)
        : now.cqes() >= was.cqes() && (was.tag().isEmpty() || was.tag().equals(now.tag()));
  }

  /** What holds for a request object before and after a step. */
  private interface Kept {
    boolean by(RequestId id, Option<Request> was, Option<Request> now);
  }

  @SuppressWarnings("ReferenceEquality") // Most steps leave most requests alone.
  private static Option<String> eachRequest(
      Told<RingContext> before, Told<RingContext> after, Kept law, String broken) {
    if (before.state().requests() == after.state().requests()
        && before.history() == after.history()) {
      return Option.none();
    }
    for (Entry<RequestId, Request> entry : before.state().requests()) {
      Option<Request> now = after.state().requests().get(entry.id());
      if (!law.by(entry.id(), Option.some(entry.value()), now)) {
        return Option.some("request %s %s".formatted(entry.id(), broken));
      }
    }
    for (Entry<RequestId, Request> entry : after.state().requests()) {
      if (before.state().requests().getOrNull(entry.id()) == null
          && !law.by(entry.id(), Option.none(), Option.some(entry.value()))) {
        return Option.some("request %s %s".formatted(entry.id(), broken));
      }
    }
    return Option.none();
  }

  /** What was put off goes on way after way, and names slot and file of its SQE throughout. */
  private static Option<String> waited(Told<RingContext> before, Told<RingContext> after) {
    for (Entry<RequestId, Queued> entry : before.state().queued()) {
      Queued was = entry.value();
      Queued now = after.state().queued().getOrNull(entry.id());
      if (now != null
          && !now.equals(was)
          && !((now.awaits() instanceof Issuer next && waysAfter(was.awaits()).contains(next)
                  || isSevered(was.awaits(), now.awaits()))
              && now.slot().equals(was.slot())
              && now.file().equals(was.file()))) {
        return Option.some("request %s waits for %s after %s".formatted(entry.id(), now, was));
      }
    }
    return Option.none();
  }

  /** Behind the same request as before, by a hard link then and a soft one now. */
  private static boolean isSevered(Queued.Wait was, Queued.Wait now) {
    return was instanceof Queued.Behind(RequestId head, boolean hard)
        && hard
        && now.equals(new Queued.Behind(head, false));
  }

  private static Set<Issuer> waysAfter(Queued.Wait way) {
    return switch (way) {
      case Queued.Behind _ -> HashSet.of(Issuer.TASK_WORK, Issuer.NEXT);
      case Issuer issuer ->
          switch (issuer) {
            case WORKER, NEXT -> HashSet.of(Issuer.IMPORTING, Issuer.RETURNING);
            case IMPORTING, PUNTED -> HashSet.of(Issuer.ISSUING, Issuer.RETURNING);
            case ISSUING -> HashSet.of(Issuer.ASLEEP, Issuer.RETURNING);
            case ASLEEP -> HashSet.of(Issuer.ISSUING);
            case PUNTING -> HashSet.of(Issuer.PUNTED);
            case TASK_WORK, RETURNING -> HashSet.empty();
          };
    };
  }
}
