package io.uring.dmabuf.audit.spec;

import io.uring.dmabuf.audit.spec.Explanation.Held;
import io.uring.dmabuf.audit.spec.Explanation.Known;
import io.uring.dmabuf.audit.spec.Explanation.Owed;
import io.uring.dmabuf.audit.spec.Shown.Answer;
import io.uring.dmabuf.block.OfTag;
import io.uring.dmabuf.id.DeviceId;
import io.uring.dmabuf.id.RequestId;
import io.uring.dmabuf.id.TagId;
import io.uring.dmabuf.nvme.Iod.Stage;
import io.uring.dmabuf.nvme.NvmeSteps;
import io.uring.dmabuf.nvme.QueuePair;
import io.uring.dmabuf.step.InRing;
import io.uring.dmabuf.step.NoArgs;
import io.uring.dmabuf.step.Step;
import io.uring.dmabuf.system.CallInProgress;
import io.uring.dmabuf.system.CompletionSteps;
import io.uring.dmabuf.system.DeferredSteps;
import io.uring.dmabuf.system.DeviceSteps;
import io.uring.dmabuf.system.QueueSteps;
import io.uring.dmabuf.system.ReleaseSteps;
import io.uring.dmabuf.system.RingRequest;
import io.uring.dmabuf.system.State;
import io.uring.dmabuf.system.StateSteps;
import io.uring.dmabuf.system.SubmissionSteps;
import io.uring.dmabuf.uring.Call;
import io.uring.dmabuf.uring.Drop;
import io.uring.dmabuf.uring.Errno;
import io.uring.dmabuf.uring.LinkSteps;
import io.uring.dmabuf.uring.Node;
import io.uring.dmabuf.uring.Queued.Behind;
import io.uring.dmabuf.uring.Queued.Issuer;
import io.uring.dmabuf.uring.Request;
import io.uring.dmabuf.uring.RingContext;
import io.uring.dmabuf.uring.Rings;
import io.uring.dmabuf.uring.WorkerSteps;
import io.vavr.collection.LinkedHashMap;
import io.vavr.collection.List;
import io.vavr.collection.Map;
import io.vavr.collection.Set;
import io.vavr.collection.Vector;
import io.vavr.control.Option;
import java.util.IdentityHashMap;
import java.util.Objects;

/**
 * Steps of the machine that lead from one explanation to another: those that nobody records, each
 * as late as it can be, and those that are shown. An operation that cannot be done returns false,
 * and leaves the reason.
 */
abstract class Attempt {
  /** The steps of a ring, as steps of the whole. */
  private static final IdentityHashMap<Step<?, ?>, Step<State, ?>> OF_WHOLE =
      new IdentityHashMap<>();

  static {
    StateSteps.ALL.forEach(step -> step.parts().forEach(part -> OF_WHOLE.putIfAbsent(part, step)));
    StateSteps.ALL.forEach(step -> OF_WHOLE.put(step, step));
  }

  static final String BESIDE = "inline issues refused though a tag that is seen was free";
  static final String PLUG = "commands kept back by a plug";
  static final String TAGS = "tags of buffers";
  static final String LATE_WORKER = "requests that a worker was the last to have";

  protected final Facts.OfRing facts;
  protected final Set<Alternative> alternatives;
  protected final Ahead ahead;
  private final Sample sample;

  protected State state;
  protected Map<Long, Known> known;
  protected Map<String, Held> holders;
  protected LinkedHashMap<Long, Owed> owed;
  protected Map<Long, Vector<Long>> tags;
  protected Set<Long> out;
  protected long chain;
  protected long updates;
  protected Map<Long, Long> emptied;
  protected Map<String, Long> counts;

  /** Which of the workers that sleep is woken, if there is a choice; and how many there are. */
  private final int choice;

  private int choices = 1;
  private int steps;
  private String why = "";

  /** Whether tags that are posted now are owed: not when a table goes and the kernel posts none. */
  private boolean unregistering;

  /** What comes later, as far as it is read. */
  interface Ahead {
    /** The place among what comes at which a worker with a request is shown; large if nowhere. */
    int worker(long id);
  }

  /**
   * Where an attempt begins.
   *
   * @param facts what is known of the ring beforehand
   * @param alternatives what its kernel does otherwise
   * @param from the explanation that it goes on from
   * @param choice which of several ways it takes, 0 for the first
   * @param ahead what comes later
   * @param sample takes some of the steps
   */
  record Start(
      Facts.OfRing facts,
      Set<Alternative> alternatives,
      Explanation from,
      int choice,
      Ahead ahead,
      Sample sample) {}

  Attempt(Start start) {
    facts = start.facts();
    alternatives = start.alternatives();
    choice = start.choice();
    ahead = start.ahead();
    sample = start.sample();
    restore(start.from());
  }

  /** An attempt to go on from an explanation. */
  static Attempt of(Start start) {
    return start.facts().isTold() ? new Retelling(start) : new Following(start);
  }

  /** Whether what is shown is explained; if not, why not. */
  abstract boolean follow(Shown shown);

  protected final void restore(Explanation before) {
    state = before.state();
    known = before.known();
    holders = before.holders();
    owed = before.owed();
    tags = before.tags();
    out = before.out();
    chain = before.chain();
    updates = before.updates();
    emptied = before.emptied();
    counts = before.counts();
  }

  Explanation reached() {
    return new Explanation(state, known, holders, owed, tags, out, chain, updates, emptied, counts);
  }

  int steps() {
    return steps;
  }

  int choices() {
    return choices;
  }

  String why() {
    return why;
  }

  /** Whether the second of two ways is to be taken; there is one more to choose from then. */
  protected boolean takesSecondWay() {
    if (choices > 1) {
      return false;
    }
    choices = 2;
    return choice == 1;
  }

  protected boolean refuse(String reason) {
    why = reason;
    return false;
  }

  protected void count(String what) {
    counts = counts.put(what, counts.getOrElse(what, 0L) + 1);
  }

  protected boolean has(Alternative alternative) {
    return alternatives.contains(alternative);
  }

  // ---- Steps.

  /** A step of a ring, or of a drive. */
  @SuppressWarnings({"unchecked", "rawtypes"}) // A step of a ring is one of the whole with a ring.
  protected <A> boolean take(Step<State, A> step, A args) {
    Step whole = Objects.requireNonNull(OF_WHOLE.get(step));
    Object all = whole == step ? args : new InRing<>(Rings.FIRST, args);
    State after = (State) whole.take(state, all);
    if (after == null) {
      why =
          step
              + " is refused: "
              + Refusal.of((Step<State, Object>) whole, state, all).mkString(" ");
      return false;
    }
    sample.take(whole, all, state, after, counts.getOrElse(TAGS, 0L));
    state = after;
    steps++;
    return true;
  }

  protected boolean isEnabled(Step<State, RequestId> step, RequestId req) {
    return step.isEnabled(state, req);
  }

  // ---- The call in progress.

  /** The call in progress goes on to its end. */
  protected boolean runCall() {
    chain = 0;
    while (!state.table().lockIsFree()) {
      if (!advance()) {
        return false;
      }
    }
    return true;
  }

  /** One step of it. */
  protected boolean advance() {
    Option<RequestId> tail = state.table().toSettle();
    if (tail.isDefined()) {
      return settle(tail.get());
    }
    Step<State, ?> step = CallInProgress.step(state).get();
    if (step == SubmissionSteps.GET_TAG) {
      return getTagInline();
    }
    if (step == CompletionSteps.POST_CQE) {
      return postCqeUnseen();
    }
    if (step == ReleaseSteps.POST_TAG) {
      return postTag();
    }
    if (step == SubmissionSteps.ISSUE_RETURNS
        && state.table().call() instanceof Call.Submit submit
        && !state.isQueuedOrLeft(submit.req())) {
      for (OfTag of : serving(submit.req())) {
        if (!leave(of)) {
          return false;
        }
        count(PLUG);
      }
    }
    return take(withoutArguments(step), NoArgs.NONE);
  }

  @SuppressWarnings("unchecked") // Who takes a tag was asked before.
  private static Step<State, NoArgs> withoutArguments(Step<State, ?> step) {
    return (Step<State, NoArgs>) step;
  }

  /** A request tells the one behind it how it has ended, which is seen by what becomes of that. */
  private boolean settle(RequestId tail) {
    boolean good = state.table().resultOfCall().exists(res -> res >= 0);
    boolean cancelled =
        of(tail).flatMap(each -> each.asked().fate().errno()).contains(Errno.ECANCELED);
    return take(DeferredSteps.LINK_SETTLED, new LinkSteps.Settled(tail, good && !cancelled));
  }

  protected Option<Known> of(RequestId req) {
    return known.values().find(each -> each.req().equals(req));
  }

  private Option<Known> ofCall() {
    return state.table().requestOfCall().flatMap(this::of);
  }

  /** An inline issue gets a tag, unless what is shown later says that it was refused. */
  private boolean getTagInline() {
    if (facts.tagsAreShown()) {
      return refuse(
          "no line has shown a tag for "
              + ofCall().map(each -> each.asked().name()).getOrElse("a request"));
    }
    Known each = ofCall().get();
    return each.asked().fate().refused() && !each.asked().async()
        ? refuseTag()
        : taking(each.req(), tag -> take(SubmissionSteps.GET_TAG, tag));
  }

  /** No tag is free: none that is seen, or others have them, or the queue is frozen. */
  protected boolean refuseTag() {
    if (!SubmissionSteps.TAG_REFUSED.isEnabled(state, NoArgs.NONE) && !facts.putsAreShown()) {
      RingContext after = WorkerSteps.REFUSED.take(state.table(), NoArgs.NONE);
      if (after != null) {
        with(after);
        steps++;
        count(BESIDE);
        return true;
      }
    }
    return take(SubmissionSteps.TAG_REFUSED, NoArgs.NONE);
  }

  /** Something that takes a tag. */
  interface Taker {
    boolean take(TagId tag);
  }

  /** A tag of the drive of a request: one that is free, or one whose bio has ended is put first. */
  protected boolean taking(RequestId req, Taker taker) {
    DeviceId device =
        state.deviceOf(state.table().requests().get(req).flatMap(Request::file).get());
    if (!enters(device)) {
      return false;
    }
    Option<TagId> free = state.lowestTagFor(req);
    if (free.isEmpty()) {
      putEnded(device);
      free = state.lowestTagFor(req);
    }
    return taker.take(free.getOrElse(TagId.of(0)));
  }

  /** Who comes enters the queue of a device; it may be frozen where resets are followed. */
  protected boolean enters(DeviceId device) {
    return true;
  }

  /** The tags whose bios have ended are put, unless that is shown. */
  protected void putEnded(DeviceId device) {
    if (facts.putsAreShown()) {
      return;
    }
    QueuePair pair = state.queue().pair(device);
    for (int i = 0; i < pair.tags().uses().size(); i++) {
      TagId tag = TagId.of(i);
      if (pair.tags().isEnded(tag)) {
        put(new OfTag(device, tag));
      }
    }
  }

  /** Whom it wakes no line shows: the one of those that sleep who is seen next, or another. */
  protected boolean put(OfTag of) {
    List<RequestId> asleep =
        state
            .table()
            .queued()
            .ids()
            .filter(req -> state.table().isQueuedFor(req, Issuer.ASLEEP))
            .filter(req -> deviceOf(req).contains(of.device()))
            .toList()
            .sortBy(req -> of(req).map(each -> ahead.worker(each.asked().id())).getOrElse(0));
    Option<RingRequest> woken = Option.none();
    if (!asleep.isEmpty()) {
      int at = choices == 1 ? choice : 0;
      choices = Math.max(choices, asleep.size() + 1);
      woken =
          at < asleep.size()
              ? Option.some(new RingRequest(Rings.FIRST, asleep.get(at)))
              : Option.none();
    }
    if (!take(CompletionSteps.FREE_TAG, new CompletionSteps.Put(of, woken))) {
      return false;
    }
    holders = holders.filterValues(each -> !each.of().equals(of));
    return true;
  }

  private Option<DeviceId> deviceOf(RequestId req) {
    return state.table().requests().get(req).flatMap(Request::file).map(state::deviceOf);
  }

  /** The CQE of a request that fails in its submission comes when that is flushed: later. */
  private boolean postCqeUnseen() {
    Known each = ofCall().getOrNull();
    if (each == null || !(state.table().call() instanceof Call.Submit)) {
      return refuse("a CQE is due");
    }
    if (!take(CompletionSteps.POST_CQE, NoArgs.NONE)) {
      return false;
    }
    owed = owed.put(-each.asked().id(), new Owed(each.asked().id(), 0, updates));
    return true;
  }

  /** The tag of a buffer is posted, and shown with the next ones at the latest. */
  private boolean postTag() {
    Option<Long> tag =
        state
            .table()
            .call()
            .drop()
            .map(Drop::node)
            .flatMap(state.table().nodes()::get)
            .flatMap(Node::tag);
    if (!take(ReleaseSteps.POST_TAG, NoArgs.NONE)) {
      return false;
    }
    if (tag.isDefined()) {
      if (unregistering && has(Alternative.TAGS_BY_UPDATE)) {
        forgetTag(tag.get());
      } else {
        owed = owed.put(tag.get(), new Owed(0, tag.get(), emptied.getOrElse(tag.get(), updates)));
        emptied = emptied.remove(tag.get());
      }
    }
    return true;
  }

  protected void unregistering(boolean now) {
    unregistering = now;
  }

  /** The user has taken the CQE of a buffer, which is no step of the specification. */
  protected void forgetTag(long tag) {
    RingContext table = state.table();
    with(table.withCompletions(table.completions().without(tag)));
  }

  private void with(RingContext table) {
    state = state.with(state.rings().with(Rings.FIRST, table));
  }

  /** A tag of the machine for one of the trace. */
  protected long newTag(long traced) {
    long next = Explanation.FIRST_TAG + counts.getOrElse(TAGS, 0L);
    count(TAGS);
    tags = tags.put(traced, tags.getOrElse(traced, Vector.empty()).append(next));
    return next;
  }

  /** What the CQE of a request says; 0 if it has none. */
  protected long resultOf(Known of) {
    return state
        .table()
        .completions()
        .entries()
        .findLast(cqe -> cqe.userData() == of.req().number())
        .map(cqe -> (long) cqe.res())
        .getOrElse(0L);
  }

  // ---- Commands.

  protected List<OfTag> serving(RequestId req) {
    List<OfTag> all = List.empty();
    for (DeviceId device : state.queue().devices()) {
      for (TagId tag : state.queue().pair(device).tags().serving(Rings.FIRST, req)) {
        all = all.append(new OfTag(device, tag));
      }
    }
    return all;
  }

  /** A command is on its way to the device. */
  protected boolean announce(OfTag of) {
    return (!(state.queue().stage(of) instanceof Stage.Started) || take(QueueSteps.MAP_PAGES, of))
        && (!(state.queue().stage(of) instanceof Stage.Synced) || take(QueueSteps.BUILD_PRPS, of))
        && (!(state.queue().stage(of) instanceof Stage.Built)
            || take(QueueSteps.WRITE_SQE, of) && take(QueueSteps.RING_DOORBELL, of.device()));
  }

  /** Who issues leaves no command half made, but what waits in a queue that is quiesced. */
  protected boolean leave(OfTag of) {
    boolean heldBack = state.queue().stage(of) instanceof Stage.Started && !pair(of).dispatches();
    return heldBack || announce(of);
  }

  /** The device has it, moves its bytes and answers; the interrupt takes the entry. */
  protected boolean reap(OfTag of, Answer how) {
    Stage stage = state.queue().stage(of);
    if (stage instanceof Stage.Completed || stage instanceof Stage.HandedBack) {
      return true;
    }
    if (!announce(of)) {
      return false;
    }
    while (pair(of).controller().rung() > 0
        && pair(of).controller().execution(of.tag()).isEmpty()) {
      if (!take(DeviceSteps.FETCH, of.device())) {
        return false;
      }
    }
    boolean ok = how == Answer.SUCCESS;
    while (ok && state.queue().nextTransfer(of.device(), of.tag()).isDefined()) {
      if (!take(DeviceSteps.XFER, of)) {
        return false;
      }
    }
    boolean answered =
        how == Answer.FINAL && facts.retries() > 0
            ? take(DeviceSteps.ANSWER_DNR, of)
            : take(DeviceSteps.ANSWER, new NvmeSteps.Answer(of, ok));
    return answered && take(CompletionSteps.REAP, of.device());
  }

  /** The same, and its pages are unmapped. */
  protected boolean unmap(OfTag of, Answer how) {
    return reap(of, how)
        && (state.queue().stage(of) instanceof Stage.HandedBack
            || take(CompletionSteps.UNMAP_PAGES, of));
  }

  /** The same, and the interrupt is done with it but for its bio, or puts it off to be retried. */
  protected boolean answer(OfTag of, Answer how) {
    return unmap(of, how)
        && take(CompletionSteps.FREE_DESCRIPTORS, of)
        && (!CompletionSteps.RETRY.isEnabled(state, of) || take(CompletionSteps.RETRY, of));
  }

  protected boolean isFree(OfTag of) {
    return pair(of).tags().isFree(of.tag());
  }

  protected boolean isEnded(OfTag of) {
    return pair(of).tags().isEnded(of.tag());
  }

  protected QueuePair pair(OfTag of) {
    return state.queue().pair(of.device());
  }

  // ---- Workers.

  protected boolean awaits(RequestId req, Issuer issuer) {
    return state.table().isQueuedFor(req, issuer);
  }

  /** A worker has looked up and imported, if a worker has it. */
  protected boolean importByWorker(RequestId req) {
    return (!awaits(req, Issuer.WORKER) || runCall() && take(DeferredSteps.WORKER_LOOKUP, req))
        && (!awaits(req, Issuer.IMPORTING) && !awaits(req, Issuer.PUNTED)
            || take(DeferredSteps.WORKER_IMPORT, req));
  }

  /** A linked request is issued by task work, if it waits for that, or for the one before to go. */
  protected boolean issueLinked(RequestId req) {
    return (!isHeadGoing(req) || runCall())
        && (!awaits(req, Issuer.TASK_WORK) || runCall() && take(DeferredSteps.ISSUE_LINKED, req));
  }

  /** Whether task work is about to be done with the request before a linked one. */
  private boolean isHeadGoing(RequestId req) {
    return state
        .table()
        .queued()
        .get(req)
        .exists(queued ->
            queued.awaits() instanceof Behind behind
                && state.table().call() instanceof Call.TaskWork work
                && work.req().equals(behind.req()));
  }

  /** The worker drops its reference. */
  protected boolean returned(RequestId req) {
    if (!awaits(req, Issuer.RETURNING)) {
      return true;
    }
    for (OfTag of : serving(req)) {
      if (!leave(of)) {
        return false;
      }
    }
    return take(DeferredSteps.WORKER_RETURNS, req);
  }
}
