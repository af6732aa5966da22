package io.uring.dmabuf.audit.spec;

import io.uring.dmabuf.audit.spec.Explanation.Known;
import io.uring.dmabuf.audit.spec.Explanation.Mark;
import io.uring.dmabuf.audit.spec.Shown.Answer;
import io.uring.dmabuf.block.OfTag;
import io.uring.dmabuf.dma.Event;
import io.uring.dmabuf.id.FileId;
import io.uring.dmabuf.id.NodeId;
import io.uring.dmabuf.id.RequestId;
import io.uring.dmabuf.id.SlotId;
import io.uring.dmabuf.step.NoArgs;
import io.uring.dmabuf.system.CompletionSteps;
import io.uring.dmabuf.system.DeferredSteps;
import io.uring.dmabuf.system.EnvironmentSteps;
import io.uring.dmabuf.system.RegistrationSteps;
import io.uring.dmabuf.system.SubmissionSteps;
import io.uring.dmabuf.uring.BufferKind;
import io.uring.dmabuf.uring.Call;
import io.uring.dmabuf.uring.Errno;
import io.uring.dmabuf.uring.Op;
import io.uring.dmabuf.uring.Queued.Issuer;
import io.uring.dmabuf.uring.RawSqe;
import io.uring.dmabuf.uring.Request;
import io.uring.dmabuf.uring.SubmitStage;
import io.uring.dmabuf.uring.Submitted;
import io.uring.dmabuf.uring.UpdateArgs;
import io.uring.dmabuf.uring.Window;
import io.vavr.collection.HashSet;
import io.vavr.collection.List;
import io.vavr.collection.Set;
import io.vavr.collection.Vector;
import io.vavr.control.Option;
import org.jspecify.annotations.Nullable;

/**
 * One thing that a step told, explained. What is told of requests, nodes and tags is all there, but
 * not in which slot a node is, and when it leaves that: it leaves as late as it can. Each request
 * is of one part, on one drive that has a tag for it.
 */
final class Retelling extends Attempt {
  static final String SERVED = "requests that no drive serves, or that move nothing";

  static final String CLOSED = "tags that nobody got, as of a ring that is closed";

  private static final Set<Errno> SAID =
      HashSet.of(Errno.EFAULT, Errno.EINVAL, Errno.EIO, Errno.ECANCELED);

  private final ToldFacts told;

  Retelling(Start start) {
    super(start);
    told = facts.told();
  }

  @Override
  boolean follow(Shown shown) {
    if (!(shown instanceof Shown.Told(var event, long id, var nodes, ToldFate fate))) {
      return refuse("it is of nothing that is there");
    }
    if (out.contains(id)) {
      out = event.told() instanceof Event.CqeSeen ? out.remove(id) : out;
      return true;
    }
    return switch (event.told()) {
      case Event.RequestBegun begun -> begun(id, begun.req(), fate);
      case Event.ObjectMade _ -> made(nodes.head());
      case Event.ObjectGone _ -> gone(nodes.head(), event.at().line() > told.lastUse());
      case Event.TagGiven _ -> true;
      case Event.TagTakenBack _ ->
          nodes.nonEmpty() || refuse("the tag is of no node that is there");
      case Event.TagPosted posted -> posted(posted.tag(), nodes);
      default -> ofRequest(event.told(), id, nodes);
    };
  }

  private boolean ofRequest(Event event, long id, List<Shown.ToldNode> nodes) {
    Known of = known.getOrElse(id, null);
    if (of == null) {
      return refuse("the request is over");
    }
    return switch (event) {
      case Event.RequestBound _ -> bound(of, nodes);
      case Event.RequestInFlight _ -> once(of, Mark.ISSUED, "it is in flight") && inFlight(of);
      case Event.RequestEnded _ -> once(of, Mark.RETURNED, "it has ended") && ended(of);
      case Event.CqePosted posted ->
          once(of, Mark.COMPLETED, "its CQE was posted before") && completed(of, posted.res());
      case Event.RequestLeft _ ->
          once(of, Mark.HELD, "it was left before") && runCall() && is(of, Request.State.POSTED);
      case Event.RequestUnheld _ -> returned(of.req()) && is(of, Request.State.UNHELD);
      case Event.RequestCompleted _ ->
          once(of, Mark.GOT, "it is complete")
              && (of.has(Mark.COMPLETED) || refuse("its CQE should have come before"))
              && freed(of);
      case Event.CqeSeen _ -> seen(of);
      default -> throw new IllegalStateException("told elsewhere: " + event);
    };
  }

  /** What is told once of a request. */
  private boolean once(Known of, Mark mark, String already) {
    if (of.has(mark)) {
      return refuse(already);
    }
    known = known.put(of.asked().id(), of.with(mark));
    return true;
  }

  private boolean is(Known of, Request.State state) {
    return this.state.table().isRequest(of.req(), state)
        || refuse("the request is not " + state.name().toLowerCase(java.util.Locale.ROOT));
  }

  // ---- Nodes and tags.

  private boolean made(Shown.ToldNode node) {
    Option<Long> tag = node.tag().map(this::newTag);
    return runCall()
        && (state.table().table().isDefined()
            || take(RegistrationSteps.REGISTER_SPARSE, facts.slots()))
        && fill(node, BufferKind.PAGES, tag);
  }

  private boolean fill(Shown.ToldNode node, BufferKind kind, Option<Long> tag) {
    UpdateArgs args =
        new UpdateArgs(slot(node), kind, Option.none(), Option.none(), tag, Option.none());
    return take(RegistrationSteps.START_UPDATE, args) && runCall();
  }

  private static SlotId slot(Shown.ToldNode node) {
    return SlotId.of(node.slot());
  }

  /** The node leaves its slot, if it is there, and nobody else has it. */
  private boolean release(Shown.ToldNode node) {
    if (!runCall()) {
      return false;
    }
    Option<NodeId> in = state.table().nodeIn(slot(node));
    return in.isEmpty()
        || fill(node, BufferKind.EMPTY, Option.none())
            && (!state.table().nodes().has(in.get()) || refuse("a request still has the node"));
  }

  /** Whether it was told that a request has a node, and not that it has put it. */
  private static boolean worksIn(Known of, Shown.ToldNode node) {
    return of.asked().fate().node() == node.number()
        && of.commands() > 0
        && !of.has(Mark.GOT)
        && !of.has(Mark.HELD);
  }

  /**
   * A node is gone.
   *
   * @param mayBeClosed whether nobody uses the ring any more, which before Linux 6.13 posts no tag
   *     once it is closed
   */
  private boolean gone(Shown.ToldNode node, boolean mayBeClosed) {
    if (known.values().exists(of -> worksIn(of, node))) {
      return refuse("a request that works in the node is not complete");
    }
    if (!release(node)) {
      return false;
    }
    Option<Long> due = node.tag().flatMap(tags::get).flatMap(all -> all.find(owed::containsKey));
    if (due.isEmpty()) {
      return true;
    }
    count(CLOSED);
    return mayBeClosed
        ? tagShown(node.tag().get())
        : refuse("the tag of the node should have come before");
  }

  private boolean posted(long tag, List<Shown.ToldNode> nodes) {
    if (nodes.isEmpty()) {
      return refuse("the tag is of no node that is there");
    }
    Explanation before = reached();
    for (Shown.ToldNode node : nodes) {
      boolean there = state.table().nodeIn(slot(node)).isDefined();
      if (there && release(node)) {
        return tagShown(tag);
      }
      restore(before);
      refuse(there ? "a request still has the node" : "the tag was posted before");
    }
    return false;
  }

  private boolean tagShown(long tag) {
    Vector<Long> all = tags.getOrElse(tag, Vector.empty());
    Option<Long> posted = all.find(owed::containsKey);
    if (posted.isEmpty()) {
      return refuse("the node has no tag");
    }
    owed = owed.remove(posted.get());
    tags = all.size() == 1 ? tags.remove(tag) : tags.put(tag, all.remove(posted.get()));
    forgetTag(posted.get());
    return true;
  }

  // ---- Requests.

  private boolean begun(long id, RequestId number, ToldFate fate) {
    String no = leftOut(fate);
    if (no != null) {
      out = out.add(id);
      count(SubmissionFollowing.LEFT_OUT + no);
      return true;
    }
    if (!runCall()) {
      return false;
    }
    Asked asked = asked(id, number, fate);
    RequestId req = state.table().nextRequest();
    Submitted submitted = new Submitted(req, sqe(fate));
    known = known.put(id, Known.of(asked, req, updates));
    count(SubmissionFollowing.KNOWN_BUFFER);
    return take(asked.async() ? DeferredSteps.START_ASYNC : SubmissionSteps.SUBMIT, submitted);
  }

  private static @Nullable String leftOut(ToldFate fate) {
    if (!fate.isFound()) {
      return Fates.LATE;
    }
    Option<Errno> errno = fate.errno();
    boolean bound = fate.node() != 0;
    // A disk that died refuses at its door who has a buffer: nothing shows that it is dead.
    boolean said =
        errno.forAll(SAID::contains)
            && (!bound || fate.inFlight() || !errno.contains(Errno.EIO))
            && (!bound || !errno.contains(Errno.ECANCELED))
            && (bound || !errno.contains(Errno.EINVAL) && !errno.contains(Errno.EIO));
    return !said
        ? SubmissionFollowing.SOME_ERRNO
        : fate.over() && errno.isEmpty() && !(fate.inFlight() && fate.result() > 0) ? SERVED : null;
  }

  private static Asked asked(long id, RequestId number, ToldFate fate) {
    return new Asked(
        id,
        number.number(),
        true,
        fate.byWorker(),
        true,
        false,
        false,
        Option.none(),
        Option.none(),
        Option.none(),
        Asked.Fate.told(fate));
  }

  /** What is refused as it was; the slot behind all others never has a buffer. */
  private RawSqe sqe(ToldFate fate) {
    Window window =
        fate.errno().contains(Errno.EFAULT)
            ? new Window(Explanation.PAGE, Explanation.PAGE)
            : new Window(
                0, fate.errno().contains(Errno.EINVAL) ? Explanation.PAGE / 2 : Explanation.PAGE);
    int slot = fate.node() == 0 ? told.slots() : fate.slot();
    return new RawSqe(SlotId.of(slot), Op.READ_FIXED, FileId.of(1), window);
  }

  /** Whether the call in progress is the submission of a request. */
  private boolean isSubmitting(RequestId req) {
    return state.table().call() instanceof Call.Submit submit && submit.req().equals(req);
  }

  private boolean bound(Known of, List<Shown.ToldNode> nodes) {
    if (nodes.isEmpty()) {
      return refuse("its node is gone");
    }
    if (of.commands() > 0) {
      return refuse("it has a node");
    }
    known = known.put(of.asked().id(), of.commanded());
    RequestId req = of.req();
    Option<NodeId> node = state.table().nodeIn(slot(nodes.head()));
    boolean looked =
        isSubmitting(req) && state.table().isAt(SubmitStage.LOOKUP)
            ? take(SubmissionSteps.LOOKUP_NODE, NoArgs.NONE)
            : !awaits(req, Issuer.WORKER) || runCall() && take(DeferredSteps.WORKER_LOOKUP, req);
    return looked
        && (node.isDefined()
                && state.table().requests().get(req).flatMap(Request::node).equals(node)
            || refuse("it has another node"));
  }

  private boolean isBound(Known of) {
    return of.commands() > 0 || refuse("it has no node");
  }

  private boolean inFlight(Known of) {
    RequestId req = of.req();
    if (!isBound(of) || isSubmitting(req) && !runCall()) {
      return false;
    }
    boolean issues = awaits(req, Issuer.IMPORTING) || awaits(req, Issuer.ISSUING);
    return (!issues
            || importByWorker(req)
                && taking(
                    req,
                    tag -> take(DeferredSteps.WORKER_GET_TAG, new DeferredSteps.Taking(req, tag))))
        && is(of, Request.State.IN_FLIGHT);
  }

  /** Without a command it fails where it is imported. */
  private boolean ended(Known of) {
    Option<Errno> errno = of.asked().fate().errno();
    if (errno.contains(Errno.ECANCELED)) {
      return runCall() && take(DeferredSteps.CANCEL_QUEUED, of.req());
    }
    if (errno.exists(each -> each != Errno.EIO)) {
      return isSubmitting(of.req()) || importByWorker(of.req());
    }
    if (!of.has(Mark.ISSUED)) {
      return refuse("it is not in flight");
    }
    for (OfTag command : serving(of.req())) {
      if (!answer(command, errno.isEmpty() ? Answer.SUCCESS : Answer.FINAL)
          || !take(CompletionSteps.END_BIO, command)) {
        return false;
      }
    }
    return is(of, Request.State.DONE);
  }

  private boolean completed(Known of, int result) {
    RequestId req = of.req();
    if (!runCall()) {
      return false;
    }
    long early = -of.asked().id();
    if (owed.containsKey(early)) {
      owed = owed.remove(early);
      return hasResult(of, result);
    }
    return (result >= 0 || importByWorker(req))
        && (of.asked().fate().held() || returned(req))
        && take(CompletionSteps.START_TASK_WORK, req)
        && take(CompletionSteps.POST_CQE, NoArgs.NONE)
        && hasResult(of, result);
  }

  private boolean hasResult(Known of, int result) {
    long posted = resultOf(of);
    return (result < 0 ? posted == result : posted > 0)
        || refuse("the result is " + Errno.text(posted));
  }

  private boolean freed(Known of) {
    if (state.table().isRequest(of.req(), Request.State.UNHELD)
        && !(runCall() && take(CompletionSteps.START_FREEING, of.req()))) {
      return false;
    }
    return runCall() && is(of, Request.State.COMPLETE);
  }

  private boolean seen(Known of) {
    if (!of.has(Mark.GOT)) {
      return refuse("it is not complete");
    }
    known = known.remove(of.asked().id());
    return runCall() && take(EnvironmentSteps.REAP_CQE, of.req());
  }
}
