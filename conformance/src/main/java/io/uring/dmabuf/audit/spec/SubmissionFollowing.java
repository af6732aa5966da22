package io.uring.dmabuf.audit.spec;

import io.uring.dmabuf.audit.spec.Explanation.Known;
import io.uring.dmabuf.audit.spec.Explanation.Mark;
import io.uring.dmabuf.id.FileId;
import io.uring.dmabuf.id.RequestId;
import io.uring.dmabuf.id.SlotId;
import io.uring.dmabuf.step.NoArgs;
import io.uring.dmabuf.system.DeferredSteps;
import io.uring.dmabuf.system.EnvironmentSteps;
import io.uring.dmabuf.system.SubmissionSteps;
import io.uring.dmabuf.uring.Call;
import io.uring.dmabuf.uring.Errno;
import io.uring.dmabuf.uring.Linked;
import io.uring.dmabuf.uring.Op;
import io.uring.dmabuf.uring.Queued.Behind;
import io.uring.dmabuf.uring.Queued.Issuer;
import io.uring.dmabuf.uring.RawSqe;
import io.uring.dmabuf.uring.SubmitStage;
import io.uring.dmabuf.uring.Submitted;
import io.uring.dmabuf.uring.Window;
import io.vavr.collection.HashSet;
import io.vavr.collection.Set;
import io.vavr.control.Option;
import org.jspecify.annotations.Nullable;

/**
 * What is shown of a request up to its tag, explained: it is submitted, takes its file, is issued
 * inline or by a worker, and gets a tag; or it is left out, and why.
 */
abstract class SubmissionFollowing extends TableFollowing {
  static final String LEFT_OUT = "left out: ";
  static final String KNOWN_BUFFER = "requests with known buffer";
  static final String SOME_BUFFER = "requests with some buffer";
  static final String SLEEPS_BESIDE = "workers that sleep beside a free tag";
  static final String SOME_ERRNO = "requests with a result that the specification has no word for";
  static final String EMPTY = "requests that move nothing, which the specification leaves out";
  static final String UNTOLD = "requests of workers, whose commands nobody can tell without marks";
  static final String DYING = "linked requests that end with their ring or task";
  static final String CHAIN = "requests linked to one that is left out";
  static final String FOR_WORKER =
      "linked requests that are for a worker from the start, or are behind one that is";
  static final String LOST = "requests whose controller does not come back";
  static final String SPLIT = "requests for which several commands are made";
  static final String GONE = "requests that a disk refuses, as one that is removed";
  static final String PLUGGED =
      "requests that a plug keeps until their controller is reset, as the specification has no plug";
  static final String SHRUNK =
      "requests that wait while their disk is lost, and lie beyond its end";
  static final String UNSERVED = "requests of which no command is seen, as of the page cache";

  /** What the specification says of a request: all others are left out. */
  private static final Set<Errno> SAID =
      HashSet.of(Errno.EFAULT, Errno.EINVAL, Errno.ENOSPC, Errno.EIO, Errno.ECANCELED);

  SubmissionFollowing(Start start) {
    super(start);
  }

  protected boolean submitted(Asked asked, boolean fails) {
    Known before = known.getOrElse(asked.id(), null);
    boolean behind = chain != 0 && known.containsKey(chain);
    if (chain != 0 && !behind) {
      leaveOut(asked, CHAIN);
      chain = asked.linked() ? chain : 0;
      return true;
    }
    if (!haveTheirFiles() || !behind && !runCall() || !owesNothing(false)) {
      return false;
    }
    String no = leftOut(asked, behind);
    if (no != null) {
      leaveOut(asked, no);
      chain = asked.linked() ? asked.id() : 0;
      return true;
    }
    reapUnseen();
    RequestId req = before == null ? state.table().nextRequest() : before.req();
    Submitted submitted = new Submitted(req, sqe(asked, fails));
    boolean done =
        behind
            ? take(
                DeferredSteps.PREPARE_LINKED,
                new Linked(submitted, known.apply(chain).asked().hard()))
            : take(asked.async() ? DeferredSteps.START_ASYNC : SubmissionSteps.SUBMIT, submitted);
    if (!done) {
      return false;
    }
    know(Known.of(asked, req, updates));
    count(asked.slot().isDefined() ? KNOWN_BUFFER : SOME_BUFFER);
    chain = asked.linked() ? asked.id() : 0;
    return true;
  }

  private void leaveOut(Asked asked, String reason) {
    out = out.add(asked.id());
    count(LEFT_OUT + reason);
  }

  /** Why the specification says nothing of a request; null if it does. */
  private @Nullable String leftOut(Asked asked, boolean behind) {
    if (asked.fate().leftOut().isDefined()) {
      return asked.fate().leftOut().get();
    }
    if (behind && (asked.async() || known.apply(chain).asked().async())) {
      return FOR_WORKER;
    }
    Option<Errno> errno = asked.fate().errno();
    boolean byWorker = asked.async() || asked.fate().refused();
    if (byWorker && asked.place().isEmpty() && !facts.issuesAreProbed()) {
      return UNTOLD;
    }
    if (errno.contains(Errno.ECANCELED) && !behind && !asked.linked() && !byWorker) {
      return SOME_ERRNO;
    }
    return asked.fate().empty()
        ? EMPTY
        : errno.contains(Errno.EFAULT)
                && (behind || asked.linked())
                && asked.inside().contains(true)
            ? DYING
            : errno.exists(each -> !SAID.contains(each)) ? SOME_ERRNO : null;
  }

  /** What the user asks for: a page of the buffer for each part, or what is refused as it was. */
  private RawSqe sqe(Asked asked, boolean fails) {
    long all = (long) facts.parts() * Explanation.PAGE;
    boolean beyond =
        asked.inside().isDefined() && !asked.async()
            ? !asked.inside().get()
            : asked.fate().errno().contains(Errno.EFAULT);
    boolean misaligned =
        asked.fate().errno().exists(errno -> errno == Errno.EINVAL || errno == Errno.ENOSPC);
    Window window =
        beyond || fails
            ? new Window(all, Explanation.PAGE)
            : misaligned ? new Window(0, Explanation.PAGE / 2) : new Window(0, Explanation.PAGE);
    return new RawSqe(
        SlotId.of(Math.min(asked.slot().getOrElse(0), facts.slots() - 1)),
        asked.read() ? Op.READ_FIXED : Op.WRITE_FIXED,
        FileId.of(asked.fate().file()),
        window);
  }

  /** Where nobody tells that the program takes CQEs, it has taken those that were posted. */
  private void reapUnseen() {
    if (facts.seenIsShown()) {
      return;
    }
    for (Known each : known.values()) {
      if (each.has(Mark.COMPLETED) && isEnabled(EnvironmentSteps.REAP_CQE, each.req())) {
        take(EnvironmentSteps.REAP_CQE, each.req());
        known = known.remove(each.asked().id());
      }
    }
  }

  protected boolean fileGot(Known of, boolean bySubmitter) {
    if (of.has(Mark.GOT)) {
      return refuse("the request has its file");
    }
    if (of.has(Mark.COMPLETED) || of.commands() > 0) {
      return refuse("the request was issued before");
    }
    if (!bySubmitter && !of.asked().async() && !isLinked(of.req())) {
      return refuse("a request takes its file in the submission");
    }
    if (facts.issuesAreProbed() && !of.asked().async() && !of.has(Mark.ISSUED)) {
      return refuse("the issue of the request has not begun");
    }
    know(of.with(Mark.GOT));
    endChain(bySubmitter);
    return issueLinked(of.req());
  }

  /** Who submits issues a request: what it submits next is in no chain with those before. */
  private void endChain(boolean bySubmitter) {
    chain = bySubmitter ? 0 : chain;
  }

  private boolean isLinked(RequestId req) {
    return awaits(req, Issuer.TASK_WORK)
        || awaits(req, Issuer.NEXT)
        || state.table().queued().get(req).exists(each -> each.awaits() instanceof Behind);
  }

  /** What is issued inline takes its file before the next SQE is consumed. */
  private boolean haveTheirFiles() {
    Option<Known> without =
        facts.filesAreShown()
            ? known
                .values()
                .find(each ->
                    !each.has(Mark.GOT)
                        && !each.asked().async()
                        && !each.asked().fixedFile()
                        && !each.asked().linked()
                        && each.asked().fate().errno().isEmpty()
                        && state.table().call() instanceof Call.Submit call
                        && call.req().equals(each.req()))
            : Option.none();
    return without.isEmpty() || refuse(without.get().asked().name() + " has not taken its file");
  }

  protected boolean queued(Known of) {
    if (of.has(Mark.QUEUED)) {
      return refuse("io-wq has the request");
    }
    know(of.with(Mark.QUEUED));
    if (of.asked().async()) {
      return awaits(of.req(), Issuer.WORKER)
          || awaits(of.req(), Issuer.IMPORTING)
          || refuse("the request is not for a worker");
    }
    if (facts.biosAreShown() && !of.has(Mark.AGAIN)) {
      return refuse("its bio has not ended");
    }
    if (!issueLinked(of.req()) || !runCall()) {
      return false;
    }
    return awaits(of.req(), Issuer.PUNTED)
        ? has(Alternative.PUNT_IN_SUBMISSION) || refuse("the request was not refused")
        : take(DeferredSteps.PUNT, of.req());
  }

  protected boolean hasFile(Known of) {
    return !facts.filesAreShown()
        || of.has(Mark.GOT)
        || of.asked().fixedFile()
        || refuse("the request has not taken its file");
  }

  protected boolean issueBegun(Known of, boolean inline) {
    RequestId req = of.req();
    if (!inline) {
      return facts.beginningsAreShown() && !of.has(Mark.BEGUN)
          ? refuse("no worker has begun with the request")
          : lookUpEarly(req);
    }
    if (of.has(Mark.ISSUED)) {
      return refuse("the request was issued before");
    }
    know(of.with(Mark.ISSUED));
    if (!issueLinked(req)) {
      return false;
    }
    boolean mine = state.table().call() instanceof Call.Submit submit && submit.req().equals(req);
    chain = 0;
    return mine && state.table().isAt(SubmitStage.LOOKUP)
        ? take(SubmissionSteps.LOOKUP_NODE, NoArgs.NONE)
        : mine || refuse("the request is not being issued");
  }

  /** The worker looks up now if nobody has uring_lock; or else when it is seen to go on. */
  private boolean lookUpEarly(RequestId req) {
    if (awaits(req, Issuer.WORKER)) {
      Explanation before = reached();
      if (!runCall() || !take(DeferredSteps.WORKER_LOOKUP, req)) {
        restore(before);
      }
    }
    return true;
  }

  /** The import, which no line shows, by who issues. */
  protected boolean checkImport(RequestId req) {
    if (!issueLinked(req)) {
      return false;
    }
    if (!(state.table().call() instanceof Call.Submit call) || !call.req().equals(req)) {
      return importByWorker(req);
    }
    chain = 0;
    while (state.table().isAt(SubmitStage.LOOKUP) || state.table().isAt(SubmitStage.IMPORT)) {
      if (!advance()) {
        return false;
      }
    }
    return true;
  }

  protected boolean foundNone(Known of, boolean inline) {
    if (inline) {
      return refuse("a submitter waits for a tag");
    }
    return hasFile(of)
        && checkImport(of.req())
        && (state.lowestTagFor(of.req()).isEmpty()
            || !facts.putsAreShown()
            || refuse("a worker finds no tag though one is free"));
  }

  /** It has tried once more before; a tag that was put after that woke somebody else, if any. */
  protected boolean asleep(RequestId req) {
    if (DeferredSteps.WORKER_SLEEPS.isEnabled(state, req)) {
      return take(DeferredSteps.WORKER_SLEEPS, req);
    }
    count(SLEEPS_BESIDE);
    return awaits(req, Issuer.ISSUING)
        || awaits(req, Issuer.ASLEEP)
        || refuse("the request waits for no tag");
  }

  protected boolean tagGot(Known of, boolean inline) {
    RequestId req = of.req();
    if (!hasFile(of) || !checkImport(req)) {
      return false;
    }
    return inline
        ? taking(req, tag -> take(SubmissionSteps.GET_TAG, tag))
        : taking(
            req, tag -> take(DeferredSteps.WORKER_GET_TAG, new DeferredSteps.Taking(req, tag)));
  }
}
