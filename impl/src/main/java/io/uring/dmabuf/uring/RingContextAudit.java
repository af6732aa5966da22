package io.uring.dmabuf.uring;

import io.uring.dmabuf.design.StateLaw;
import io.uring.dmabuf.id.Entry;
import io.uring.dmabuf.id.Id;
import io.uring.dmabuf.id.ImuId;
import io.uring.dmabuf.id.NodeId;
import io.uring.dmabuf.id.Numbered;
import io.uring.dmabuf.id.Recount;
import io.uring.dmabuf.id.RequestId;
import io.uring.dmabuf.uring.Request.State;
import io.vavr.collection.List;
import io.vavr.control.Option;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * The structural laws of a buffer table: counts are computed again from whoever holds a reference,
 * nothing is held by nobody, and a tag tells the truth; {@link QueuedAudit} has those of requests
 * that are issued later.
 */
public final class RingContextAudit {

  /** The law about the counts of imus, which hold for one ring only if no other shares them. */
  public static final StateLaw<RingContext> IMU_REFS =
      new StateLaw<>(
          "ImuRefsMatchHolders",
          table -> {
            Recount<ImuId> shared = new Recount<>();
            share(table, shared);
            return each(table, RingContext::imus, (t, imu) -> imu(imu, shared.of(imu.id())));
          });

  /** The law about a table that is gone, which holds for one ring only if no other shares imus. */
  public static final StateLaw<RingContext> NOTHING_LEFT =
      new StateLaw<>("NothingLeft", RingContextAudit::left);

  /** The other laws, which hold for each ring. */
  public static final List<StateLaw<RingContext>> OF_EACH_RING =
      List.<StateLaw<RingContext>>of(
              new StateLaw<>("NodeRefsMatchHolders", RingContextAudit::miscounted),
              new StateLaw<>(
                  "NoNodeLeaked", t -> each(t, RingContext::nodes, RingContextAudit::leaked)),
              new StateLaw<>(
                  "CompletesOnce",
                  t -> each(t, RingContext::requests, RingContextAudit::completesOtherwise)),
              new StateLaw<>(
                  "InFlightHoldsNode",
                  t -> each(t, RingContext::requests, RingContextAudit::holdsOtherwise)),
              new StateLaw<>(
                  "NoResultBeforeTheEnd",
                  t -> each(t, RingContext::requests, RingContextAudit::endsEarly)),
              new StateLaw<>(
                  "EndsWithLastPart",
                  t -> each(t, RingContext::requests, RingContextAudit::outlivesParts)),
              new StateLaw<>(
                  "CompleteHoldsNoFile",
                  t -> each(t, RingContext::requests, RingContextAudit::keepsFile)),
              new StateLaw<>("TagAtMostOnce", RingContextAudit::postedAgain),
              new StateLaw<>("TagOfReleasedNode", RingContextAudit::postedEarly),
              new StateLaw<>("TagBeforeRelease", RingContextAudit::postedLate),
              new StateLaw<>("NoDanglingReference", RingContextAudit::dangling),
              new StateLaw<>("FailedCallChangesNothing", RingContextAudit::failsSilently),
              new StateLaw<>("ReturnsWhatIsDone", RingContextAudit::returnsOtherwise),
              new StateLaw<>("NobodyEntersClosedRing", RingContextAudit::entered),
              new StateLaw<>("NobodyEntersDyingRing", RingContextAudit::enteredDying),
              new StateLaw<>("BuffersOutliveRequests", RingContextAudit::endedEarly))
          .appendAll(QueuedAudit.LAWS);

  /** The laws of a table whose imus are its own. */
  public static final List<StateLaw<RingContext>> LAWS =
      OF_EACH_RING.prepend(IMU_REFS).append(NOTHING_LEFT);

  private RingContextAudit() {}

  /** One line about a law that the state breaks; none for a sound state. */
  public static Option<String> audit(RingContext table) {
    return StateLaw.firstBroken(LAWS, table);
  }

  private static <K extends Id<K>, T> Option<String> each(
      RingContext table,
      Function<RingContext, Numbered<K, T>> objects,
      BiFunction<RingContext, Entry<K, T>, Option<String>> law) {
    for (Entry<K, T> entry : objects.apply(table)) {
      Option<String> broken = law.apply(table, entry);
      if (broken.isDefined()) {
        return broken;
      }
    }
    return Option.none();
  }

  private static Option<String> miscounted(RingContext table) {
    Recount<NodeId> held = holders(table);
    return each(table, RingContext::nodes, (t, node) -> miscounted(node, held.of(node.id())));
  }

  private static Option<String> miscounted(Entry<NodeId, Node> entry, int held) {
    return Option.when(
        held != entry.value().refs(),
        () ->
            "node %s counts %d references, %d are held"
                .formatted(entry.id(), entry.value().refs(), held));
  }

  private static Option<String> leaked(RingContext table, Entry<NodeId, Node> entry) {
    boolean released =
        table.call().drop().exists(d -> d.node().equals(entry.id()) && d.stage() != Drop.Stage.PUT);
    return Option.when(
        entry.value().refs() == 0 && !released,
        () -> "node %s is held by nobody".formatted(entry.id()));
  }

  /** Who holds a reference of each node. */
  private static Recount<NodeId> holders(RingContext table) {
    Recount<NodeId> held = new Recount<>();
    for (SlotTable slots : table.table()) {
      slots.nodes().forEach(held::add);
    }
    for (Entry<RequestId, Request> request : table.requests()) {
      held.add(request.value().node());
    }
    if (table.call() instanceof Call.Update update) {
      held.add(update.node());
    }
    if (table.call() instanceof Call.Clone clone) {
      clone.fresh().nodes().forEach(held::add);
    }
    for (Drop drop : table.call().drop()) {
      if (drop.stage() == Drop.Stage.PUT) {
        held.add(drop.node());
      }
    }
    return held;
  }

  /** Adds the nodes of a table that hold a reference of an imu: not the one being released. */
  static void share(RingContext table, Recount<ImuId> shared) {
    Option<NodeId> releasing =
        table.call().drop().filter(d -> d.stage() == Drop.Stage.RELEASE).map(Drop::node);
    for (Entry<NodeId, Node> node : table.nodes()) {
      if (!releasing.contains(node.id())) {
        shared.add(node.value().imu());
      }
    }
  }

  /** The law of one imu: it counts its holders. */
  static Option<String> imu(Entry<ImuId, Imu> entry, int held) {
    return held == entry.value().refs()
        ? Option.none()
        : Option.some(
            "imu %s counts %d references, %d are held"
                .formatted(entry.id(), entry.value().refs(), held));
  }

  private static Option<String> completesOtherwise(
      RingContext table, Entry<RequestId, Request> entry) {
    RequestId req = entry.id();
    Request request = entry.value();
    int cqes = table.completions().count(req.number());
    boolean posted =
        table.isAt(SubmitStage.FREE_REQ)
            && table.call() instanceof Call.OnRequest carrier
            && carrier.req().equals(req);
    boolean told =
        posted
            || switch (request.state()) {
              case POSTED, UNHELD, COMPLETE -> true;
              case ISSUING, IN_FLIGHT, DONE -> false;
            };
    if (cqes != (told ? 1 : 0)) {
      return Option.some("request %s has %d completions".formatted(req, cqes));
    }
    return Option.when(
        request.state() == State.DONE && request.result().isEmpty(),
        () -> "request %s has ended without a result".formatted(req));
  }

  private static Option<String> holdsOtherwise(RingContext table, Entry<RequestId, Request> entry) {
    Request request = entry.value();
    boolean flying = request.state() == State.IN_FLIGHT || request.parts().out() > 0;
    if (flying && request.node().isEmpty()) {
      return Option.some("request %s is in flight without a node".formatted(entry.id()));
    }
    return Option.when(
        request.state() == State.COMPLETE && request.node().isDefined(),
        () -> "request %s is complete and holds a node".formatted(entry.id()));
  }

  private static Option<String> endsEarly(RingContext table, Entry<RequestId, Request> entry) {
    Request request = entry.value();
    boolean failedBefore =
        request.result().contains(-Errno.EIO.number())
            && request.parts().out() < request.parts().all();
    return Option.when(
        request.state() == State.IN_FLIGHT && request.result().isDefined() && !failedBefore,
        () -> "request %s is in flight and has a result".formatted(entry.id()));
  }

  private static Option<String> outlivesParts(RingContext table, Entry<RequestId, Request> entry) {
    Parts parts = entry.value().parts();
    boolean fits =
        switch (entry.value().state()) {
          case ISSUING -> true;
          case IN_FLIGHT -> parts.left() == 0 && parts.out() > 0;
          case DONE, POSTED, UNHELD, COMPLETE -> parts.equals(Parts.NONE);
        };
    return Option.when(
        !fits,
        () -> "request %s is %s with %s".formatted(entry.id(), entry.value().state(), parts));
  }

  private static Option<String> keepsFile(RingContext table, Entry<RequestId, Request> entry) {
    return Option.when(
        entry.value().state() == State.COMPLETE && entry.value().file().isDefined(),
        () -> "request %s is complete and holds a file".formatted(entry.id()));
  }

  private static Option<String> postedAgain(RingContext table) {
    return table
        .completions()
        .again()
        .map(tag ->
            "tag %d was posted %d times"
                .formatted(CompletionQueue.numberOfTag(tag), table.completions().timesPosted(tag)));
  }

  private static Option<String> postedEarly(RingContext table) {
    for (Entry<NodeId, Node> node : table.nodes()) {
      Option<Long> tag = node.value().tag();
      if (node.value().refs() > 0
          && tag.isDefined()
          && table.completions().timesPosted(tag.get()) > 0) {
        return Option.some(
            "tag %d was posted and its node is not released"
                .formatted(CompletionQueue.numberOfTag(tag.get())));
      }
    }
    return Option.none();
  }

  private static Option<String> postedLate(RingContext table) {
    return table
        .call()
        .drop()
        .filter(drop -> drop.stage() == Drop.Stage.RELEASE)
        .flatMap(drop -> table.nodes().get(drop.node()))
        .flatMap(Node::tag)
        .filter(tag -> table.completions().timesPosted(tag) != 1)
        .map(tag ->
            "tag %d is not posted, and its buffer is taken apart"
                .formatted(CompletionQueue.numberOfTag(tag)));
  }

  private static Option<String> dangling(RingContext table) {
    for (SlotTable slots : table.table()) {
      for (Option<NodeId> node : slots.nodes()) {
        if (isGone(node, table.nodes())) {
          return Option.some("node %s is named, but gone".formatted(node.get()));
        }
      }
    }
    for (Entry<RequestId, Request> request : table.requests()) {
      if (isGone(request.value().node(), table.nodes())) {
        return Option.some("node %s is named, but gone".formatted(request.value().node().get()));
      }
    }
    for (Entry<NodeId, Node> node : table.nodes()) {
      if (isGone(node.value().imu(), table.imus())) {
        return Option.some("imu %s is named, but gone".formatted(node.value().imu().get()));
      }
    }
    return Option.none();
  }

  /** An entry in which a step fails does not come to its slot, nor to a success if it is alone. */
  private static Option<String> failsSilently(RingContext table) {
    if (!(table.call() instanceof Call.Update update)) {
      return Option.none();
    }
    boolean sound =
        switch (update.stage()) {
          case TAKE_SLOT, STORE_NODE, NEXT_ENTRY ->
              update.args().fault().isEmpty() && update.error().isEmpty();
          case UNWIND, CLEAR_TAGS, EMPTY_TABLE -> update.error().isDefined();
          case RETURN ->
              update.args().fault().isEmpty() || update.error().isDefined() || update.done() > 0;
          default -> true;
        };
    boolean isOver =
        switch (update.stage()) {
          case NEXT_ENTRY, RETURN, CLEAR_TAGS, EMPTY_TABLE -> true;
          default -> false;
        };
    if (isOver && !(update.node().isEmpty() && update.regbuf().isEmpty())) {
      return Option.some("an update is done with an entry, and has its node or regbuf still");
    }
    return Option.when(
        !sound,
        () ->
            "an update that fails at %s is at %s with %s"
                .formatted(update.args().fault(), update.stage(), update.error()));
  }

  /**
   * An update returns how many entries are done, or an errno where none is; after a registration
   * there are all of its buffers, or an errno and no table.
   */
  private static Option<String> returnsOtherwise(RingContext table) {
    if (!(table.call() instanceof Call.Update update) || update.stage() != UpdateStage.RETURN) {
      return Option.none();
    }
    boolean succeeds = update.error().isEmpty();
    boolean sound =
        update.registers()
            ? succeeds ? update.done() == update.args().nr() : table.table().isEmpty()
            : succeeds == update.done() > 0;
    return Option.when(
        !sound,
        () -> "%d entries are done, and %d is returned".formatted(update.done(), update.result()));
  }

  /** In a dying ring requests are completed, and what was linked to a success is not issued. */
  private static Option<String> enteredDying(RingContext table) {
    boolean isCompleting =
        switch (table.call()) {
          case Call.Idle _, Call.TaskWork _ -> true;
          case Call.Submit submit ->
              submit.inTaskWork() && table.resultOf(submit.req()).contains(-Errno.EFAULT.number());
          default -> false;
        };
    return Option.when(
        table.isDying() && !isCompleting,
        () -> "a ring is dying, and in it is %s".formatted(table.call()));
  }

  /** What ends a ring begins when the last of its requests is over. */
  private static Option<String> endedEarly(RingContext table) {
    boolean ends = table.call() instanceof Call.Teardown teardown && teardown.exit();
    return Option.when(
        ends && !(table.queued().isEmpty() && table.isAtRest()),
        () -> "the buffers of a ring go, and requests are under way");
  }

  /** In a ring that is closed nothing is done but what ends it. */
  private static Option<String> entered(RingContext table) {
    boolean isEnding =
        table.lockIsFree()
            ? table.table().isEmpty()
            : table.call() instanceof Call.Teardown teardown && teardown.exit();
    boolean isOver = table.queued().isEmpty() && table.isAtRest();
    return Option.when(
        table.life() == Life.CLOSED && !(isEnding && isOver),
        () -> "a ring is closed, and in it is %s".formatted(table.call()));
  }

  private static <K extends Id<K>> boolean isGone(Option<K> named, Numbered<K, ?> live) {
    return named.isDefined() && !live.has(named.get());
  }

  /** Whether nothing goes on and the table is gone. */
  static boolean isQuiet(RingContext table) {
    return table.lockIsFree()
        && table.table().isEmpty()
        && table.requests().values().forAll(r -> r.state() == State.COMPLETE);
  }

  private static Option<String> left(RingContext table) {
    return Option.when(
        isQuiet(table) && !(table.nodes().isEmpty() && table.imus().isEmpty()),
        () ->
            "the table is gone, left are %d nodes and %d imus"
                .formatted(table.nodes().size(), table.imus().size()));
  }
}
