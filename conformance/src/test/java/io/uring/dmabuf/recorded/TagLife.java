package io.uring.dmabuf.recorded;

import io.uring.dmabuf.audit.read.TraceLine;
import io.uring.dmabuf.block.OfTag;
import io.uring.dmabuf.dmabuf.MappingAudit;
import io.uring.dmabuf.id.DeviceId;
import io.uring.dmabuf.id.FileId;
import io.uring.dmabuf.id.RequestId;
import io.uring.dmabuf.id.SlotId;
import io.uring.dmabuf.id.TagId;
import io.uring.dmabuf.nvme.Iod.Stage;
import io.uring.dmabuf.nvme.NvmeQueueAudit;
import io.uring.dmabuf.nvme.NvmeSteps;
import io.uring.dmabuf.nvme.QueuePair;
import io.uring.dmabuf.recorded.Observed.Content;
import io.uring.dmabuf.recorded.Observed.Sqe;
import io.uring.dmabuf.step.NoArgs;
import io.uring.dmabuf.step.Step;
import io.uring.dmabuf.system.CallInProgress;
import io.uring.dmabuf.system.CompletionSteps;
import io.uring.dmabuf.system.DeferredSteps;
import io.uring.dmabuf.system.DeviceSteps;
import io.uring.dmabuf.system.EnvironmentSteps;
import io.uring.dmabuf.system.QueueSteps;
import io.uring.dmabuf.system.RegistrationSteps;
import io.uring.dmabuf.system.RingRequest;
import io.uring.dmabuf.system.Setup;
import io.uring.dmabuf.system.State;
import io.uring.dmabuf.system.SubmissionSteps;
import io.uring.dmabuf.uring.BufferKind;
import io.uring.dmabuf.uring.Call;
import io.uring.dmabuf.uring.Errno;
import io.uring.dmabuf.uring.Op;
import io.uring.dmabuf.uring.Queued.Issuer;
import io.uring.dmabuf.uring.RawSqe;
import io.uring.dmabuf.uring.Request;
import io.uring.dmabuf.uring.RingContextAudit;
import io.uring.dmabuf.uring.Rings;
import io.uring.dmabuf.uring.Submitted;
import io.uring.dmabuf.uring.UpdateArgs;
import io.uring.dmabuf.uring.Window;
import io.vavr.Tuple2;
import io.vavr.collection.HashMap;
import io.vavr.collection.HashSet;
import io.vavr.collection.List;
import io.vavr.collection.Map;
import io.vavr.collection.Set;
import io.vavr.collection.Vector;
import io.vavr.control.Option;

/**
 * The life of the requests of a recording, on the machine. Each line that shows a step is that
 * step, taken at its place in the order; steps that no line shows are taken just before the next
 * one of their request that needs them. The order of the lines is one that a kernel can have had: a
 * put is shown when it begins, a tag that is got when that has ended.
 *
 * <p>Ordinary buffers of one page stand for those of the recording. A range that the kernel
 * refused, since the slot held other memory by then, stands for itself as one beyond the buffer.
 * Which of the free tags a request gets is not compared: the lowest here, any there.
 */
final class TagLife {
  private static final int TAGS = 2;
  private static final int GENERATIONS = 16;
  private static final int PAGE = 64;

  /** The steps of a call that a line shows: nobody goes on to them by himself. */
  private static final List<Step<State, ?>> SHOWN =
      List.of(SubmissionSteps.LOOKUP_NODE, SubmissionSteps.GET_TAG, CompletionSteps.POST_CQE);

  private final Recording recording;
  private final Kernel kernel;
  private final List<Observed> observed;
  private final List<Sqe> sqes;
  private final Vector<Long> registrations;
  private final Vector<Integer> fds;
  private final Map<Long, Integer> results;

  private State state;
  private Observed at;
  private Map<Long, RequestId> requests = HashMap.empty();
  private Map<Long, OfTag> tags = HashMap.empty();
  private Set<Long> asleep = HashSet.empty();
  private Set<Long> refused = HashSet.empty();
  private Set<Long> shownTags = HashSet.empty();
  private Set<Long> lateTags = HashSet.empty();
  private Set<Long> held = HashSet.empty();
  private Set<Long> seenEarly = HashSet.empty();
  private Map<String, Integer> counts = HashMap.empty();

  TagLife(Recording recording, Kernel kernel) {
    this.recording = recording;
    this.kernel = kernel;
    this.observed = recording.observed();
    this.at = observed.head();
    this.sqes = all(Observed.Submitted.class).map(Observed.Submitted::sqe);
    this.fds = sqes.map(Sqe::fd).distinct().sorted().toVector();
    this.registrations =
        all(Observed.Registered.class)
            .flatMap(Observed.Registered::contents)
            .map(Content::tag)
            .toVector();
    this.results =
        all(Observed.Completed.class).toMap(Observed.Completed::req, Observed.Completed::res);
    this.state = State.initial(setup());
  }

  private Setup setup() {
    int slots = sqes.map(Sqe::slot).max().get() + 1;
    int reqs = recording.sqEntries();
    return new Setup(
        Vector.of(1),
        slots,
        reqs,
        reqs,
        Vector.range(0, fds.size()).map(i -> DeviceId.of(i + 1)),
        Vector.empty(),
        1,
        fds.size(),
        HashSet.empty(),
        TAGS,
        TAGS,
        TAGS + 1,
        TAGS + 1,
        GENERATIONS,
        1,
        PAGE / Long.BYTES,
        PAGE,
        PAGE,
        kernel.design());
  }

  private <O extends Observed> List<O> all(Class<O> kind) {
    return observed.filter(kind::isInstance).map(kind::cast);
  }

  /** How often each step was taken, and each thing seen that is no step. */
  Map<String, Integer> replayed() {
    for (Observed each : observed) {
      at = each;
      follow(each);
    }
    runCall();
    demand(requests.isEmpty(), "a request has no CQE that was seen");
    demand(tags.isEmpty(), "a tag was never put");
    return counts;
  }

  private void follow(Observed shown) {
    switch (shown) {
      case Observed.Submitted(int line, Sqe sqe) -> submitted(sqe);
      case Observed.Issued(int line, long req, boolean inline) -> issued(request(req), inline);
      case Observed.Refused(int line, long req) -> refused(req);
      case Observed.EndedWithoutTag(int line, long req) ->
          demand(
              awaits(req, Issuer.PUNTING) || awaits(req, Issuer.PUNTED),
              "the bio ends of a request that was not refused");
      case Observed.Punted(int line, long req, boolean inTaskWork) -> punted(req, inTaskWork);
      case Observed.Begun(int line, long req) ->
          demand(
              awaits(req, Issuer.PUNTED) || awaits(req, Issuer.WORKER),
              "a worker begins with a request that io-wq does not have");
      case Observed.FoundNone(int line, long req, boolean inline) -> foundNone(req, inline);
      case Observed.Asleep(int line, long req) -> asleep(req);
      case Observed.GotTag(int line, long req, boolean inline) -> gotTag(req, inline);
      case Observed.CommandMade(int line, long req) -> commandMade(tag(req));
      case Observed.BioEnded(int line, long req) -> bioEnded(tag(req));
      case Observed.TagPut(int line, long req) -> tagPut(req);
      case Observed.HeldTwice(int line, long req) -> heldTwice(req);
      case Observed.Returned(int line, long req) -> returned(req);
      case Observed.Flushing(int line) -> flushing();
      case Observed.Completed(int line, long req, int res) -> completed(req, res);
      case Observed.Seen(int line, long req) -> seen(req);
      case Observed.BufferTag(int line, long tag) -> bufferTag(tag);
      case Observed.Registered(int line, boolean fresh, List<Content> contents) ->
          registered(fresh, contents);
      case Observed.Unregistered(int line) -> unregistered();
    }
  }

  // ---- The table.

  private void registered(boolean fresh, List<Content> contents) {
    runCall();
    if (fresh) {
      take(RegistrationSteps.REGISTER_SPARSE, state.table().config().slots());
    }
    for (Content content : contents) {
      take(
          RegistrationSteps.START_UPDATE,
          new UpdateArgs(
              SlotId.of(content.slot()),
              BufferKind.PAGES,
              Option.none(),
              Option.none(),
              Option.some(content.tag()),
              Option.none()));
      runCall();
    }
  }

  private void unregistered() {
    runCall();
    take(RegistrationSteps.START_UNREGISTER, NoArgs.NONE);
    runCall();
  }

  private FileId file(int fd) {
    return FileId.of(fds.indexOf(fd) + 1);
  }

  private void bufferTag(long tag) {
    runCall();
    if (!isPosted(tag)) {
      freeThoseOf(tag);
    }
    demand(isPosted(tag), "a request still holds the buffer of this tag");
    shownTags = shownTags.add(tag);
  }

  private boolean isPosted(long tag) {
    return state.table().completions().count(tag) == 1;
  }

  /**
   * A tag of a buffer that was posted here is shown before the next flush, unless it is one of
   * those that 6.12 posts in the order of updates.
   */
  private void flushing() {
    List<Long> late =
        registrations.filter(tag -> isPosted(tag) && !shownTags.contains(tag)).toList();
    demand(
        kernel == Kernel.LINUX_6_12 || late.isEmpty(),
        "tags of buffers should have been posted before: " + late.map(Long::toHexString));
    late.reject(lateTags::contains).forEach(tag -> count("tags of buffers that come late"));
    lateTags = lateTags.addAll(late);
  }

  // ---- A request up to its tag.

  private void submitted(Sqe sqe) {
    runCall();
    boolean beyond = results.get(sqe.req()).contains(-Errno.EFAULT.number());
    Submitted submitted =
        state
            .table()
            .next(
                new RawSqe(
                    SlotId.of(sqe.slot()),
                    sqe.read() ? Op.READ_FIXED : Op.WRITE_FIXED,
                    file(sqe.fd()),
                    new Window(beyond ? PAGE : 0, PAGE)));
    take(sqe.async() ? DeferredSteps.START_ASYNC : SubmissionSteps.SUBMIT, submitted);
    requests = requests.put(sqe.req(), submitted.req());
  }

  private void issued(RequestId req, boolean inline) {
    if (inline) {
      take(SubmissionSteps.LOOKUP_NODE, NoArgs.NONE);
    } else if (state.table().isQueuedFor(req, Issuer.WORKER)) {
      runCall();
      take(DeferredSteps.WORKER_LOOKUP, req);
    }
  }

  /** The import, which no line shows, by who issues. */
  private void checkImport(RequestId req) {
    if (state.table().call() instanceof Call.Submit call && call.req().equals(req)) {
      advance();
    } else if (state.table().isQueuedFor(req, Issuer.IMPORTING)
        || state.table().isQueuedFor(req, Issuer.PUNTED)) {
      take(DeferredSteps.WORKER_IMPORT, req);
    }
  }

  private void refused(long req) {
    checkImport(request(req));
    take(SubmissionSteps.TAG_REFUSED, NoArgs.NONE);
    refused = refused.add(req);
  }

  private void punted(long req, boolean inTaskWork) {
    demand(inTaskWork == (kernel == Kernel.LINUX_7_3), "this kernel punts elsewhere");
    runCall();
    if (inTaskWork) {
      take(DeferredSteps.PUNT, request(req));
    } else {
      demand(awaits(req, Issuer.PUNTED), "a request is punted that was not refused");
      count("Punt");
    }
  }

  private boolean awaits(long req, Issuer issuer) {
    return state.table().isQueuedFor(request(req), issuer);
  }

  private void foundNone(long req, boolean inline) {
    demand(!inline, "a submitter waits for a tag");
    checkImport(request(req));
    demand(state.lowestTagFor(request(req)).isEmpty(), "a worker finds no tag though one is free");
    count("workers that find no tag");
  }

  /**
   * It has tried once more before; a tag that was put after that woke somebody else, if anybody.
   */
  private void asleep(long req) {
    asleep = asleep.add(req);
    if (DeferredSteps.WORKER_SLEEPS.isEnabled(state, request(req))) {
      take(DeferredSteps.WORKER_SLEEPS, request(req));
      count("sleeps");
    } else {
      count("sleeps beside a free tag");
    }
  }

  private void gotTag(long req, boolean inline) {
    checkImport(request(req));
    DeviceId device = device(req);
    TagId tag = state.lowestTagFor(request(req)).getOrElse(TagId.of(0));
    if (inline) {
      take(SubmissionSteps.GET_TAG, tag);
    } else {
      take(DeferredSteps.WORKER_GET_TAG, new DeferredSteps.Taking(request(req), tag));
    }
    tags = tags.put(req, new OfTag(device, tag));
    refused = refused.remove(req);
    asleep = asleep.remove(req);
    if (!asleep.isEmpty()) {
      count(
          inline
              ? "tags that a submitter got while workers slept"
              : "tags that a worker got while others slept");
    }
  }

  private DeviceId device(long req) {
    return state.deviceOf(file(sqe(req).fd()));
  }

  private Sqe sqe(long req) {
    return sqes.find(sqe -> sqe.req() == req).get();
  }

  // ---- With its tag.

  /** The submitter's plug keeps commands back until all SQEs are consumed; the machine has none. */
  private void commandMade(OfTag of) {
    if (state.queue().stage(of) instanceof Stage.Submitted) {
      count("commands kept back by a plug");
    } else {
      take(QueueSteps.MAP_PAGES, of);
      take(QueueSteps.BUILD_PRPS, of);
    }
  }

  private void announce(OfTag of) {
    if (state.queue().stage(of) instanceof Stage.Started) {
      commandMade(of);
    }
    if (state.queue().stage(of) instanceof Stage.Built) {
      take(QueueSteps.WRITE_SQE, of);
      take(QueueSteps.RING_DOORBELL, of.device());
    }
  }

  private void bioEnded(OfTag of) {
    announce(of);
    while (pair(of).controller().rung() > 0
        && pair(of).controller().execution(of.tag()).isEmpty()) {
      take(DeviceSteps.FETCH, of.device());
    }
    while (state.queue().nextTransfer(of.device(), of.tag()).isDefined()) {
      take(DeviceSteps.XFER, of);
    }
    take(DeviceSteps.ANSWER, new NvmeSteps.Answer(of, true));
    take(CompletionSteps.REAP, of.device());
    take(CompletionSteps.UNMAP_PAGES, of);
    take(CompletionSteps.FREE_DESCRIPTORS, of);
    take(CompletionSteps.END_BIO, of);
  }

  /** Whom it wakes no line shows: the one of those that sleep who is seen next. */
  private void tagPut(long req) {
    OfTag of = tag(req);
    List<CompletionSteps.Put> puts =
        next(asleep.filter(
                other -> awaits(other, Issuer.ASLEEP) && device(other).equals(of.device())))
            .map(woken ->
                new CompletionSteps.Put(
                    of, Option.some(new RingRequest(Rings.FIRST, request(woken)))))
            .toList()
            .append(new CompletionSteps.Put(of, Option.none()));
    take(
        CompletionSteps.FREE_TAG,
        puts.find(put -> CompletionSteps.FREE_TAG.isEnabled(state, put)).getOrElse(puts.last()));
    tags = tags.remove(req);
  }

  /** The first of some workers that is seen after the line at hand. */
  private Option<Long> next(Set<Long> workers) {
    return observed
        .dropUntil(each -> each.line() > at.line())
        .flatMap(each ->
            switch (each) {
              case Observed.Asleep(int line, long req) -> Option.some(req);
              case Observed.FoundNone(int line, long req, boolean inline) -> Option.some(req);
              case Observed.GotTag(int line, long req, boolean inline) -> Option.some(req);
              default -> Option.<Long>none();
            })
        .find(workers::contains);
  }

  private QueuePair pair(OfTag of) {
    return state.queue().pair(of.device());
  }

  private void completed(long req, int res) {
    RequestId id = request(req);
    demand(!refused.contains(req), "a refused request has a CQE before it was issued again");
    runCall();
    if (res < 0) {
      checkImport(id);
    }
    if (!held.contains(req)) {
      returned(req);
    }
    take(CompletionSteps.START_TASK_WORK, id);
    take(CompletionSteps.POST_CQE, NoArgs.NONE);
    int posted = state.table().completions().entries().last().res();
    demand(res < 0 ? posted == res : posted > 0, "the machine's result is " + posted);
    if (res < 0) {
      count("requests that fail");
    }
    if (tags.containsKey(req)) {
      count("CQEs before the tag is put");
    }
  }

  /** A request is completed of which a worker has a reference. */
  private void heldTwice(long req) {
    demand(awaits(req, Issuer.RETURNING), "no worker has a reference of this request");
    held = held.add(req);
  }

  /** The worker drops its reference; no line shows it where it is not the last one in 7.3.4. */
  private void returned(long req) {
    if (awaits(req, Issuer.RETURNING)) {
      tags.get(req).forEach(this::announce);
      take(DeferredSteps.WORKER_RETURNS, request(req));
    }
  }

  /** Task work frees what workers were the last to have, of those that name the buffer. */
  private void freeThoseOf(long tag) {
    for (Tuple2<Long, RequestId> each : requests) {
      if (sqe(each._1).tag() == tag && state.table().isRequest(each._2, Request.State.UNHELD)) {
        take(CompletionSteps.START_FREEING, each._2);
        runCall();
        count("requests that a worker was the last to have");
        if (seenEarly.contains(each._1)) {
          take(EnvironmentSteps.REAP_CQE, each._2);
          requests = requests.remove(each._1);
        }
      }
    }
  }

  /** The user sees a CQE; a request that a worker has is used again later. */
  private void seen(long req) {
    runCall();
    if (held.contains(req) && !state.table().isRequest(request(req), Request.State.COMPLETE)) {
      seenEarly = seenEarly.add(req);
      count("CQEs that are seen while a worker has the request");
      return;
    }
    take(EnvironmentSteps.REAP_CQE, request(req));
    requests = requests.remove(req);
  }

  // ---- What all have in common.

  private RequestId request(long req) {
    return requests
        .get(req)
        .getOrElseThrow(() -> new AssertionError(place() + ": this request is not under way"));
  }

  private OfTag tag(long req) {
    return tags.get(req)
        .getOrElseThrow(() -> new AssertionError(place() + ": this request has no tag"));
  }

  /** The call in progress goes on to its end. */
  private void runCall() {
    while (!state.table().lockIsFree()) {
      advance();
    }
  }

  private void advance() {
    Step<State, NoArgs> step = withoutArguments(CallInProgress.step(state).get());
    demand(!SHOWN.contains(step), "no line has shown " + step);
    if (step == SubmissionSteps.ISSUE_RETURNS
        && !step.isEnabled(state, NoArgs.NONE)
        && state.table().call() instanceof Call.Submit call) {
      announce(tag(requests.find(each -> each._2.equals(call.req())).get()._1));
    }
    take(step, NoArgs.NONE);
  }

  /** A step that the call takes by itself: who takes a tag is shown. */
  @SuppressWarnings("unchecked")
  private static Step<State, NoArgs> withoutArguments(Step<State, ?> step) {
    return (Step<State, NoArgs>) step;
  }

  private <A> void take(Step<State, A> step, A args) {
    State before = state;
    state =
        step.from(before, args)
            .getOrElseThrow(() ->
                new AssertionError(
                    place()
                        + ": "
                        + step
                        + " is refused: "
                        + Refusal.of(step, before, args).mkString(" ")));
    Option<String> broken =
        Option.when(state.design().isIntended(), state.table())
            .flatMap(RingContextAudit::audit)
            .orElse(() -> NvmeQueueAudit.audit(state.queue()))
            .orElse(() -> MappingAudit.brokenLaw(state.mapping()));
    demand(broken.isEmpty(), step + " breaks a law: " + broken.getOrElse(""));
    count(step.action());
  }

  private void demand(boolean condition, String otherwise) {
    if (!condition) {
      throw new AssertionError(place() + ": " + otherwise);
    }
  }

  private String place() {
    return recording.line(at.line()).map(TraceLine::toString).getOrElse("");
  }

  private void count(String what) {
    counts = counts.put(what, counts.get(what).getOrElse(0) + 1);
  }
}
