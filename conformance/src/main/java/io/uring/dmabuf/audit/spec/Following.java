package io.uring.dmabuf.audit.spec;

import io.uring.dmabuf.audit.spec.Explanation.Held;
import io.uring.dmabuf.audit.spec.Explanation.Known;
import io.uring.dmabuf.audit.spec.Explanation.Mark;
import io.uring.dmabuf.audit.spec.Explanation.Owed;
import io.uring.dmabuf.audit.spec.Shown.Content;
import io.uring.dmabuf.block.OfTag;
import io.uring.dmabuf.id.FileId;
import io.uring.dmabuf.id.RequestId;
import io.uring.dmabuf.id.SlotId;
import io.uring.dmabuf.nvme.Iod.Stage;
import io.uring.dmabuf.step.NoArgs;
import io.uring.dmabuf.system.CompletionSteps;
import io.uring.dmabuf.system.DeferredSteps;
import io.uring.dmabuf.system.EnvironmentSteps;
import io.uring.dmabuf.system.QueueSteps;
import io.uring.dmabuf.system.RegistrationSteps;
import io.uring.dmabuf.system.SubmissionSteps;
import io.uring.dmabuf.uring.BufferKind;
import io.uring.dmabuf.uring.Call;
import io.uring.dmabuf.uring.Errno;
import io.uring.dmabuf.uring.Op;
import io.uring.dmabuf.uring.Queued.Behind;
import io.uring.dmabuf.uring.Queued.Issuer;
import io.uring.dmabuf.uring.RawSqe;
import io.uring.dmabuf.uring.Request;
import io.uring.dmabuf.uring.SubmitStage;
import io.uring.dmabuf.uring.Submitted;
import io.uring.dmabuf.uring.UpdateArgs;
import io.uring.dmabuf.uring.Window;
import io.vavr.Tuple2;
import io.vavr.collection.HashSet;
import io.vavr.collection.List;
import io.vavr.collection.Set;
import io.vavr.collection.Vector;
import io.vavr.control.Option;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** One thing that is shown, explained: the step that it is, behind those that it needs. */
final class Following extends Attempt {
  static final String SOME_ERRNO = "requests with a result that the specification has no word for";
  static final String EMPTY = "requests that move nothing, which the specification leaves out";
  static final String UNTOLD = "requests of workers, whose commands nobody can tell without marks";
  static final String DYING = "linked requests that end with their ring or task";
  static final String CHAIN = "requests linked to one that is left out";
  static final String UNSERVED = "requests of which no command is seen, as of the page cache";
  static final String TAG_OF_NOBODY = "the tag is of no buffer of the table";

  /** What the specification says of a request: all others are left out. */
  private static final Set<Errno> SAID =
      HashSet.of(Errno.EFAULT, Errno.EINVAL, Errno.ENOSPC, Errno.EIO, Errno.ECANCELED);

  Following(
      Facts.OfRing facts,
      Set<Alternative> alternatives,
      Explanation from,
      int choice,
      Ahead ahead,
      Sample sample) {
    super(facts, alternatives, from, choice, ahead, sample);
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
      case Shown.Answered(var event, long id, String tag, boolean ok) -> answered(tag, ok);
      case Shown.Ended(var event, long id, String tag) -> ended(of, tag);
      case Shown.BioEnded(var event, long id, boolean ok) -> bioEnded(of, ok);
      case Shown.TagPut put -> tagPut(put.tag());
      case Shown.Completed(var event, long id, long result) -> completed(of, result);
      case Shown.Seen _ -> seen(of);
      default -> throw new IllegalStateException("followed elsewhere: " + shown);
    };
  }

  private void know(Known next) {
    known = known.put(next.asked().id(), next);
  }

  private void know(RequestId req, UnaryOperator<Known> change) {
    of(req).forEach(each -> know(change.apply(each)));
  }

  // ---- The table.

  /** What was posted before the ring went on must have been shown by now. */
  private boolean owesNothing(boolean cqes) {
    for (Tuple2<Long, Owed> each : owed) {
      Owed what = each._2;
      boolean due =
          what.id() != 0
              ? cqes
              : !has(Alternative.TAGS_BY_WORK)
                  && (!has(Alternative.TAGS_BY_UPDATE) || isNextByUpdate(what) && isAlone(what));
      if (due) {
        return refuse(
            what.id() != 0
                ? "the CQE of "
                    + known.get(what.id()).map(of -> of.asked().name()).getOrElse("a request")
                    + " should have come before"
                : "the tag 0x"
                    + Long.toHexString(traced(what.tag()))
                    + " of a buffer should have come before");
      }
    }
    return true;
  }

  /** Whether no tag of a buffer that left its slot before is owed. */
  private boolean isNextByUpdate(Owed what) {
    return owed.values()
        .filter(each -> each.id() == 0)
        .forAll(each -> each.update() >= what.update());
  }

  /** Whether no request is under way from before the update that emptied the slot. */
  private boolean isAlone(Owed what) {
    return known
        .values()
        .forAll(each ->
            each.updates() >= what.update()
                || state.table().isRequest(each.req(), Request.State.COMPLETE));
  }

  private long traced(long tag) {
    return tags.find(each -> each._2.contains(tag)).map(Tuple2::_1).getOrElse(0L);
  }

  private boolean registered(boolean fresh, List<Content> contents) {
    if (!runCall() || !owesNothing(true)) {
      return false;
    }
    if (!fresh && contents.isEmpty() && facts.updatesAreMarked()) {
      return refuse("the program has made no update");
    }
    if (fresh && !take(RegistrationSteps.REGISTER_SPARSE, state.table().config().slots())) {
      return false;
    }
    updates++;
    for (Content content : contents) {
      Option<Long> tag = content.tag().map(this::newTag);
      if (!take(
              RegistrationSteps.START_UPDATE,
              new UpdateArgs(
                  SlotId.of(content.slot()),
                  BufferKind.PAGES,
                  Option.none(),
                  Option.none(),
                  tag,
                  Option.none()))
          || !runCall()) {
        return false;
      }
    }
    return true;
  }

  private boolean unregistered() {
    if (!runCall() || !owesNothing(true)) {
      return false;
    }
    if (has(Alternative.TAGS_BY_UPDATE)
        && known.values().exists(each -> !each.has(Mark.COMPLETED))) {
      return refuse("unregistering waits for the requests that are under way");
    }
    unregistering(true);
    boolean done = take(RegistrationSteps.START_UNREGISTER, NoArgs.NONE) && runCall();
    unregistering(false);
    return done;
  }

  private boolean bufferTag(long tag) {
    Vector<Long> all = tags.getOrElse(tag, Vector.empty());
    if (all.isEmpty()) {
      return refuse(TAG_OF_NOBODY);
    }
    if (!runCall()) {
      return false;
    }
    long next = all.head();
    if (!owed.containsKey(next) && !freeUnheld()) {
      return false;
    }
    Owed what = owed.getOrElse(next, null);
    if (what == null) {
      return refuse("the buffer of this tag is in a slot, or a request still holds it");
    }
    if (has(Alternative.TAGS_BY_UPDATE) && !(isNextByUpdate(what) && isAlone(what))) {
      return refuse("a request from before the update is under way, or another tag comes first");
    }
    owed = owed.remove(next);
    tags = all.size() == 1 ? tags.remove(tag) : tags.put(tag, all.tail());
    forgetTag(next);
    return true;
  }

  /** Task work frees what workers were the last to have. */
  private boolean freeUnheld() {
    for (Known each : known.values()) {
      RequestId req = each.req();
      if (state.table().isRequest(req, Request.State.POSTED) && !returned(req)) {
        return false;
      }
      if (state.table().isRequest(req, Request.State.UNHELD)) {
        if (!take(CompletionSteps.START_FREEING, req) || !runCall()) {
          return false;
        }
        count(LATE_WORKER);
        if (each.has(Mark.SEEN_EARLY)) {
          if (!take(EnvironmentSteps.REAP_CQE, req)) {
            return false;
          }
          known = known.remove(each.asked().id());
        }
      }
    }
    return true;
  }

  // ---- A request up to its tag.

  private boolean submitted(Asked asked, boolean fails) {
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
            ? take(DeferredSteps.PREPARE_LINKED, submitted)
            : take(asked.async() ? DeferredSteps.START_ASYNC : SubmissionSteps.SUBMIT, submitted);
    if (!done) {
      return false;
    }
    know(Known.of(asked, req, updates));
    count(asked.slot().isDefined() ? KNOWN_BUFFER : SOME_BUFFER);
    chain = asked.linked() && !asked.async() ? asked.id() : 0;
    return true;
  }

  static final String LEFT_OUT = "left out: ";
  static final String KNOWN_BUFFER = "requests with known buffer";
  static final String SOME_BUFFER = "requests with some buffer";

  private void leaveOut(Asked asked, String reason) {
    out = out.add(asked.id());
    count(LEFT_OUT + reason);
  }

  /** Why the specification says nothing of a request; null if it does. */
  private @Nullable String leftOut(Asked asked, boolean behind) {
    if (asked.fate().leftOut().isDefined()) {
      return asked.fate().leftOut().get();
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
        SlotId.of(asked.slot().getOrElse(0)),
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

  private boolean fileGot(Known of, boolean bySubmitter) {
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
    return issueLinked(of.req());
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

  private boolean queued(Known of) {
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

  private boolean hasFile(Known of) {
    return !facts.filesAreShown()
        || of.has(Mark.GOT)
        || of.asked().fixedFile()
        || refuse("the request has not taken its file");
  }

  private boolean issueBegun(Known of, boolean inline) {
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
  private boolean checkImport(RequestId req) {
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

  private boolean foundNone(Known of, boolean inline) {
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
  private boolean asleep(RequestId req) {
    if (DeferredSteps.WORKER_SLEEPS.isEnabled(state, req)) {
      return take(DeferredSteps.WORKER_SLEEPS, req);
    }
    count(SLEEPS_BESIDE);
    return awaits(req, Issuer.ISSUING)
        || awaits(req, Issuer.ASLEEP)
        || refuse("the request waits for no tag");
  }

  static final String SLEEPS_BESIDE = "workers that sleep beside a free tag";

  private boolean tagGot(Known of, boolean inline) {
    RequestId req = of.req();
    if (!hasFile(of) || !checkImport(req)) {
      return false;
    }
    return inline
        ? taking(req, tag -> take(SubmissionSteps.GET_TAG, tag))
        : taking(
            req, tag -> take(DeferredSteps.WORKER_GET_TAG, new DeferredSteps.Taking(req, tag)));
  }

  // ---- With its tag.

  private boolean setUp(Known of, String tag, long before) {
    if (before < 0) {
      return refuse("GetTag is refused: The tag is free. Another's command has it");
    }
    if (!hasFile(of) || !hasTag(of)) {
      return false;
    }
    Held had = holders.getOrElse(tag, null);
    List<OfTag> mine =
        serving(of.req())
            .filter(each ->
                had != null && had.of().equals(each)
                    || !holders.values().exists(held -> held.of().equals(each)));
    if (mine.isEmpty()) {
      return refuse("each part of the request has its command");
    }
    if (had != null && !isFree(had.of()) && !mine.contains(had.of())) {
      if (!putUnseen(had.of())) {
        return false;
      }
    }
    holders = holders.put(tag, Held.of(mine.head()));
    know(of.commanded());
    return true;
  }

  /** Who issues has a tag for it: inline, or as a worker. */
  private boolean hasTag(Known of) {
    RequestId req = of.req();
    if (!issueLinked(req)) {
      return false;
    }
    if (state.table().call() instanceof Call.Submit call && call.req().equals(req)) {
      return runCall();
    }
    if (!importByWorker(req)) {
      return false;
    }
    if (!awaits(req, Issuer.ISSUING)) {
      return true;
    }
    if (!of.has(Mark.QUEUED) && !of.asked().async()) {
      return refuse("io-wq has not got the request");
    }
    if (facts.tagsAreShown()) {
      return refuse("no line has shown a tag for the request");
    }
    return taking(
        req, tag -> take(DeferredSteps.WORKER_GET_TAG, new DeferredSteps.Taking(req, tag)));
  }

  private static final String NO_COMMAND = "the request has no such command";

  private boolean mapped(String tag, boolean small) {
    Held held = holders.getOrElse(tag, null);
    if (held == null || held.mapped()) {
      return refuse(held == null ? NO_COMMAND : "MapPages is refused: its pages are mapped");
    }
    holders = holders.put(tag, held.mapping(small));
    return !(state.queue().stage(held.of()) instanceof Stage.Started)
        || take(QueueSteps.MAP_PAGES, held.of());
  }

  private boolean issued(String tag) {
    Held held = holders.getOrElse(tag, null);
    if (held == null || held.issued()) {
      return refuse(held == null ? NO_COMMAND : "the device has the command");
    }
    if (facts.mapsAreShown() && !held.mapped()) {
      return refuse("BuildPrps is refused: its pages are not mapped");
    }
    holders = holders.put(tag, held.issuing());
    return announce(held.of());
  }

  /** Whether the device can have the command. */
  private boolean isDevices(@Nullable Held held) {
    if (held == null || held.answered()) {
      return refuse(held == null ? NO_COMMAND : "Answer is refused: the device has answered it");
    }
    return !facts.issuesAreShown() || held.issued() || refuse("the device has not got the command");
  }

  private boolean unmapped(Known of, String tag) {
    Held held = holders.getOrElse(tag, null);
    if (!isDevices(held)) {
      return false;
    }
    if (held == null || held.unmapped()) {
      return refuse("UnmapPages is refused: its pages are not mapped");
    }
    holders = holders.put(tag, held.unmapping());
    return of.asked().fate().errno().contains(Errno.EIO) || unmap(held.of(), true);
  }

  private boolean answered(String tag, boolean ok) {
    Held held = holders.getOrElse(tag, null);
    if (!isDevices(held) || held == null) {
      return false;
    }
    if (facts.unmapsAreShown() && held.mapped() && held.small() && !held.unmapped()) {
      return refuse("FreeDescriptors is refused: its pages are mapped still");
    }
    holders = holders.put(tag, held.answering());
    return answer(held.of(), ok);
  }

  private boolean ended(Known of, String tag) {
    Held held = holders.getOrElse(tag, null);
    if (held == null) {
      return refuse(NO_COMMAND);
    }
    if (!isEnded(held.of()) && !answerUnseen(held.of())) {
      return false;
    }
    know(of.commandEnded());
    return take(CompletionSteps.END_BIO, held.of());
  }

  private boolean bioEnded(Known of, boolean ok) {
    if (!ok) {
      know(of.with(Mark.AGAIN));
      return !of.has(Mark.AGAIN)
              && (awaits(of.req(), Issuer.PUNTING) || awaits(of.req(), Issuer.PUNTED))
          || refuse("the bio ends of a request that was not refused");
    }
    know(of.bioEnded());
    return !facts.endsAreShown()
        || of.bios() < of.ended()
        || refuse("no command of the request has ended");
  }

  private boolean tagPut(String tag) {
    Held held = holders.getOrElse(tag, null);
    return held == null ? refuse("nobody has the tag") : endUnseen(held.of()) && put(held.of());
  }

  private boolean foreign(String tag) {
    Held held = holders.getOrElse(tag, null);
    if (held == null || isFree(held.of())) {
      return true;
    }
    return putUnseen(held.of());
  }

  /** A tag that is used again was put before, and its command had ended. */
  private boolean putUnseen(OfTag of) {
    if (!facts.putsAreShown() && !facts.endsAreShown() && !endUnseen(of)) {
      return false;
    }
    return isEnded(of) && !facts.putsAreShown()
        ? put(of)
        : refuse("GetTag is refused: The tag is free.");
  }

  // ---- Its end.

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

  /** Where no line shows the ends of bios, they have ended. */
  private boolean endUnseen(RequestId req) {
    for (OfTag of : serving(req)) {
      if (!endUnseen(of)) {
        return false;
      }
    }
    return true;
  }

  private boolean endUnseen(OfTag of) {
    return facts.endsAreShown()
        || isEnded(of)
        || isFree(of)
        || answerUnseen(of) && take(CompletionSteps.END_BIO, of);
  }

  /** Where not all answers are shown, and this one was not, it came. */
  private boolean answerUnseen(OfTag of) {
    return facts.answersAreShown()
        || holders.values().exists(each -> each.of().equals(of) && each.answered())
        || answer(of, true);
  }

  private boolean hasResult(Known of, long result) {
    long posted = resultOf(of);
    boolean same =
        result < 0
            ? posted == result
                || posted == -Errno.EINVAL.number() && result == -Errno.ENOSPC.number()
            : posted > 0;
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
