package io.uring.dmabuf.audit.spec;

import io.uring.dmabuf.audit.spec.Explanation.Known;
import io.uring.dmabuf.audit.spec.Explanation.Mark;
import io.uring.dmabuf.audit.spec.Explanation.Owed;
import io.uring.dmabuf.audit.spec.Shown.Answer;
import io.uring.dmabuf.id.RequestId;
import io.uring.dmabuf.step.NoArgs;
import io.uring.dmabuf.system.CompletionSteps;
import io.uring.dmabuf.system.DeferredSteps;
import io.uring.dmabuf.system.EnvironmentSteps;
import io.uring.dmabuf.uring.Call;
import io.uring.dmabuf.uring.Errno;
import io.uring.dmabuf.uring.Queued.Issuer;
import io.uring.dmabuf.uring.Request;
import io.uring.dmabuf.uring.SubmitStage;

/**
 * One thing that is shown, explained: the step that it is, behind those that it needs; and the end
 * of a request, its CQE, and that it is seen.
 */
final class Following extends CommandFollowing {
  Following(Start start) {
    super(start);
  }

  @Override
  boolean follow(Shown shown) {
    if (out.contains(shown.id())) {
      if (facts.seenIsShown() ? shown instanceof Shown.Seen : shown instanceof Shown.Completed) {
        out = out.remove(shown.id());
      }
      return true;
    }
    return switch (shown) {
      case Shown.Submitted(var event, Asked asked) -> submitted(asked, false);
      case Shown.Failed(var event, Asked asked) -> submitted(asked, true);
      case Shown.Stray _ -> refuse("it is of nothing that is under way");
      case Shown.BufferTag(var event, long tag) -> bufferTag(tag);
      case Shown.Registered(var event, boolean fresh, int slots, var contents) ->
          registered(fresh, contents);
      case Shown.Unregistered _ -> unregistered();
      case Shown.Outside _ -> runCall() && owesNothing(true);
      case Shown.Foreign(var event, long id, String tag) -> foreign(tag);
      case Shown.QueueDeleted deleted -> queueDeleted(deleted);
      case Shown.QueueMade made -> queueMade(made);
      default -> ofKnown(shown);
    };
  }

  private boolean ofKnown(Shown shown) {
    Known of = known.getOrElse(shown.id(), null);
    if (of == null) {
      // Its CQE was taken before: a put of its tag may be late, and nothing else.
      return shown instanceof Shown.TagPut put ? tagPut(put.tag()) : refuse("the request is over");
    }
    RequestId req = of.req();
    return switch (shown) {
      case Shown.FileGot got -> fileGot(of, got.bySubmitter());
      case Shown.Queued _ -> queued(of);
      case Shown.IssueBegun(var event, long id, boolean inline) -> issueBegun(of, inline);
      case Shown.TagGot(var event, long id, boolean inline) -> tagGot(of, inline);
      case Shown.TagRefused _ -> hasFile(of) && checkImport(req) && refuseTag();
      case Shown.FoundNone(var event, long id, boolean inline) -> foundNone(of, inline);
      case Shown.Asleep _ -> asleep(req);
      case Shown.WorkerBegun _ when of.has(Mark.BEGUN) ->
          refuse("a worker has begun with it before");
      case Shown.WorkerBegun _ -> {
        know(of.with(Mark.BEGUN));
        yield (of.has(Mark.QUEUED) || of.asked().async())
                && (awaits(req, Issuer.PUNTED) || awaits(req, Issuer.WORKER))
            || refuse("a worker begins with a request that io-wq does not have");
      }
      case Shown.WorkerReturned _ -> {
        know(of.with(Mark.RETURNED));
        yield of.has(Mark.RETURNED) ? refuse("a worker was done with it before") : returned(req);
      }
      case Shown.HeldTwice _ -> heldTwice(of);
      case Shown.SetUp(var event, long id, String tag, long before) -> setUp(of, tag, before);
      case Shown.Mapped(var event, long id, String tag, boolean small) -> mapped(tag, small);
      case Shown.Issued(var event, long id, String tag) -> issued(tag);
      case Shown.Unmapped(var event, long id, String tag) -> unmapped(of, tag);
      case Shown.Answered(var event, long id, String tag, Answer how, int retries) ->
          answered(tag, how, retries);
      case Shown.Requeued(var event, long id, String tag) -> requeued(tag);
      case Shown.SetUpAgain again -> setUpAgain(again.tag(), again);
      case Shown.Ended(var event, long id, String tag, int error) -> ended(of, tag, error);
      case Shown.BioEnded(var event, long id, boolean ok) -> bioEnded(of, ok);
      case Shown.TagPut put -> tagPut(put.tag());
      case Shown.Completed(var event, long id, long result) -> completed(of, result);
      case Shown.Seen _ -> seen(of);
      default -> throw new IllegalStateException("followed elsewhere: " + shown);
    };
  }

  private boolean heldTwice(Known of) {
    if (!awaits(of.req(), Issuer.RETURNING)) {
      return refuse("no worker has a reference of this request");
    }
    know(of.with(Mark.HELD));
    return true;
  }

  private boolean completed(Known of, long result) {
    RequestId req = of.req();
    if (of.has(Mark.COMPLETED)) {
      return refuse("PostCqe is refused: its CQE was posted before");
    }
    Owed early = owed.getOrElse(-of.asked().id(), null);
    if (early != null) {
      owed = owed.remove(-of.asked().id());
      know(of.with(Mark.COMPLETED));
      return hasResult(of, result);
    }
    if (state.table().call() instanceof Call.Submit call && call.req().equals(req)) {
      if (!checkImport(req)) {
        return false;
      }
      if (state.table().isAt(SubmitStage.POST_CQE)) {
        know(of.with(Mark.COMPLETED));
        return take(CompletionSteps.POST_CQE, NoArgs.NONE) && hasResult(of, result);
      }
    }
    if (!runCall()) {
      return false;
    }
    if (owed.containsKey(-of.asked().id())) {
      return completed(known.get(of.asked().id()).get(), result);
    }
    if (facts.biosAreShown() && of.bios() < of.ended()) {
      return refuse("its bio has not ended");
    }
    if (result < 0 && !failsUnseen(of)) {
      return false;
    }
    if (result > 0 && !facts.commandsAreShown() && serving(req).isEmpty() && !hasTag(of)) {
      return false;
    }
    if (!endUnseen(req)) {
      return false;
    }
    boolean held =
        of.has(Mark.HELD)
            || !facts.heldIsShown() && awaits(req, Issuer.RETURNING) && takesSecondWay();
    if (!held && !returned(req)) {
      return false;
    }
    if (!take(CompletionSteps.START_TASK_WORK, req)
        || !take(CompletionSteps.POST_CQE, NoArgs.NONE)) {
      return false;
    }
    know((held ? of.with(Mark.HELD) : of).with(Mark.COMPLETED));
    return hasResult(of, result);
  }

  /** A worker finds that the range is refused, or a cancellation finds it in a list. */
  private boolean failsUnseen(Known of) {
    RequestId req = of.req();
    if (of.asked().fate().errno().contains(Errno.ECANCELED)
        && (awaits(req, Issuer.WORKER) || awaits(req, Issuer.PUNTED))) {
      return take(DeferredSteps.CANCEL_QUEUED, req);
    }
    return issueLinked(req) && (state.table().lockIsFree() || runCall()) && importByWorker(req);
  }

  private boolean hasResult(Known of, long result) {
    long posted = resultOf(of);
    long id = of.asked().id();
    boolean same =
        result >= 0
            ? posted > 0
            : facts.tries().isOfDrive(id, result)
                ? posted == -Errno.EIO.number()
                : posted == result && !facts.tries().hasError(id)
                    || posted == -Errno.EINVAL.number() && result == -Errno.ENOSPC.number();
    return same || refuse("the result is " + Errno.text(posted));
  }

  /** The user sees a CQE; a request that a worker has is used again later. */
  private boolean seen(Known of) {
    if (!runCall()) {
      return false;
    }
    if (!of.has(Mark.COMPLETED)) {
      return refuse("ReapCqe is refused: The request is complete.");
    }
    RequestId req = of.req();
    if (of.has(Mark.HELD) && !state.table().isRequest(req, Request.State.COMPLETE)) {
      know(of.with(Mark.SEEN_EARLY));
      return true;
    }
    known = known.remove(of.asked().id());
    return take(EnvironmentSteps.REAP_CQE, req);
  }
}
