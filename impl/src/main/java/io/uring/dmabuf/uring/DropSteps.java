package io.uring.dmabuf.uring;

import static io.uring.dmabuf.uring.RequestsDeviation.DECIDED_LATER;
import static io.uring.dmabuf.uring.RequestsDeviation.DOUBLE_TAG;
import static io.uring.dmabuf.uring.RequestsDeviation.KEEP_IMU_REFERENCE;
import static io.uring.dmabuf.uring.RequestsDeviation.POST_TAG_BEFORE_LAST_REQUEST;
import static io.uring.dmabuf.uring.RequestsDeviation.RELEASE_WHILE_REFERENCED;
import static io.uring.dmabuf.uring.RequestsDeviation.SHARED_IMU_KEEPS_REFERENCE;
import static io.uring.dmabuf.uring.RequestsDeviation.TAG_GOES_WITH_RING;
import static io.uring.dmabuf.uring.RequestsDeviation.TAG_WAITS_FOR_CLONES;

import io.uring.dmabuf.dma.Event;
import io.uring.dmabuf.step.Actor;
import io.uring.dmabuf.step.Domain;
import io.uring.dmabuf.step.Group;
import io.uring.dmabuf.step.NoArgs;
import io.uring.dmabuf.step.Step;
import io.uring.dmabuf.uring.Call.Idle;
import io.uring.dmabuf.uring.Call.OnRequest;
import io.uring.dmabuf.uring.Call.Submit;
import io.uring.dmabuf.uring.Call.TaskWork;
import io.uring.dmabuf.uring.Call.Teardown;
import io.uring.dmabuf.uring.Call.Update;
import io.vavr.collection.List;
import io.vavr.control.Option;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * What every call does towards its end: it drops a node, the same way for an update, a teardown and
 * a request, and it returns.
 */
public final class DropSteps {
  private static final String TOLD = "A complete request has told the one behind it.";

  /**
   * One reference less; the last one starts the release. A request that is complete tells the one
   * behind it first. Source: {@code io_uring/rsrc.h: io_put_rsrc_node}, base (U1).
   */
  public static final Step<RingContext, NoArgs> PUT_NODE =
      dropping("PutNode")
          .when(
              "The call in progress is about to put a node.",
              (s, none) -> s.isDropping(Drop.Stage.PUT))
          .when(TOLD, (s, none) -> s.toSettle().isEmpty())
          .tells(Event.TagPosted.class, DropSteps::tagsPosted)
          .tells(Event.Lifetime.class, Lifetimes::ofDrop)
          .then((s, none) -> onDrop(s, (drop, node) -> put(s, drop, node)));

  /**
   * The tag CQE is posted, unless the ring is gone, and the node gives up its reference of the imu,
   * which was the last. To drop the reference and to learn that is one step: another ring drops
   * under another lock. Source: {@code io_uring/rsrc.c: io_free_rsrc_node}, base (U2).
   */
  public static final Step<RingContext, NoArgs> POST_TAG =
      dropping("PostTag")
          .when(
              "The call in progress has put the last reference of a node.",
              (s, none) -> s.isDropping(Drop.Stage.POST_TAG))
          .when(
              "The node is the last one of its imu.",
              (s, none) -> !s.dropsSharedImu() || s.design().deviates(DECIDED_LATER))
          .tells(Event.TagPosted.class, DropSteps::tagsPosted)
          .tells(Event.Lifetime.class, Lifetimes::ofDrop)
          .then((s, none) -> onDrop(s, (drop, node) -> withTagPosted(s, drop, node)));

  /**
   * The regbuf, or the pinning of the pages, is gone; imu and node go back to their caches. Source:
   * {@code io_uring/rsrc.c: io_buffer_unmap}, {@code io_free_rsrc_node}, base (U10).
   */
  public static final Step<RingContext, NoArgs> RELEASED =
      dropping("Released")
          .when(
              "The call in progress is releasing a buffer.",
              (s, none) -> s.isDropping(Drop.Stage.RELEASE))
          .when(
              "No node refers to the imu any more.",
              (s, none) -> s.imuBeingReleased().exists(imu -> imu.refs() == 0))
          .tells(Event.Lifetime.class, Lifetimes::ofDrop)
          .then((s, none) -> onDrop(s, (drop, node) -> released(s, drop, node)));

  /**
   * The call returns; a request that is complete has told the one behind it. Source: {@code
   * io_uring/register.c: io_uring_register}, base (R25); after a submission {@code
   * io_uring/io_uring.c: io_uring_enter}, after task work {@code io_uring/io_uring.c:
   * ctx_flush_and_put}, after the exit of the ring {@code io_uring/io_uring.c: io_ring_ctx_free}.
   */
  public static final Step<RingContext, NoArgs> RETURN =
      Step.<RingContext>named("Return", Actor.TASK)
          .in(RingContext::callGroup, Group.REGISTRATION, Group.SUBMISSION, Group.TASKWORK)
          .when("The call in progress has nothing left to do.", (s, none) -> isReturning(s.call()))
          .when(TOLD, (s, none) -> s.toSettle().isEmpty())
          .then((s, none) -> s.lockIsFree() ? null : s.withCall(new Idle()));

  /**
   * The same where nodes of this ring or another share the imu: the tag is posted and the node
   * goes, the memory stays. Source: {@code io_uring/rsrc.c: io_buffer_unmap}, base (U2).
   */
  public static final Step<RingContext, NoArgs> KEEP_SHARED_IMU =
      Step.<RingContext, NoArgs>named(
              "KeepSharedImu", Actor.TASK, Domain.onlyIf(RingDomains::mayClone))
          .in(Group.RELEASE)
          .when(
              "The call in progress has put the last reference of a node.",
              (s, none) -> s.isDropping(Drop.Stage.POST_TAG))
          .when(
              "Other nodes share its imu.",
              (s, none) -> s.dropsSharedImu() && !s.design().deviates(DECIDED_LATER))
          .tells(Event.TagPosted.class, DropSteps::tagsPosted)
          .tells(Event.Lifetime.class, Lifetimes::ofDrop)
          .then((s, none) -> onDrop(s, (drop, node) -> withSharedKept(s, drop, node)));

  /** All of them. */
  public static final List<Step<RingContext, ?>> ALL = Step.declaredIn(DropSteps.class);

  private DropSteps() {}

  private static Step.Making<RingContext, NoArgs> dropping(String action) {
    return Step.<RingContext>named(action, Actor.TASK).in(Group.RELEASE);
  }

  private static @Nullable RingContext onDrop(
      RingContext s, BiFunction<Drop, Node, @Nullable RingContext> change) {
    Drop drop = s.call().drop().getOrNull();
    return drop == null
        ? null
        : s.changingNode(Option.some(drop.node()), (id, node) -> change.apply(drop, node));
  }

  private static RingContext put(RingContext s, Drop drop, Node node) {
    boolean last = node.refs() == 1 || s.design().deviates(RELEASE_WHILE_REFERENCED);
    boolean early =
        s.design().deviates(POST_TAG_BEFORE_LAST_REQUEST) && !(s.call() instanceof OnRequest);
    return (early ? posting(s, node) : s)
        .withNode(drop.node(), node.withRefs(node.refs() - 1))
        .withCall(s.call().withDrop(Option.when(last, () -> drop.at(Drop.Stage.POST_TAG))));
  }

  private static @Nullable RingContext withTagPosted(RingContext s, Drop drop, Node node) {
    boolean early = s.design().deviates(POST_TAG_BEFORE_LAST_REQUEST);
    RingContext posted = early ? s : posting(s, node);
    RingContext counted =
        (s.design().deviates(DOUBLE_TAG) ? posting(posted, node) : posted)
            .countingImu(node.imu(), s.design().deviates(KEEP_IMU_REFERENCE) ? 0 : -1);
    return counted == null
        ? null
        : counted.withCall(s.call().withDrop(Option.some(drop.at(Drop.Stage.RELEASE))));
  }

  private static @Nullable RingContext withSharedKept(RingContext s, Drop drop, Node node) {
    RingContext posted = s.design().deviates(TAG_WAITS_FOR_CLONES) ? s : posting(s, node);
    RingContext counted =
        posted.countingImu(node.imu(), s.design().deviates(SHARED_IMU_KEEPS_REFERENCE) ? 0 : -1);
    return counted == null
        ? null
        : counted
            .withNodes(s.nodes().remove(drop.node()))
            .withCall(s.call().withDrop(Option.none()));
  }

  private static RingContext posting(RingContext s, Node node) {
    boolean tells = s.open() || !s.design().deviates(TAG_GOES_WITH_RING);
    return node.tag()
        .filter(tag -> tells)
        .map(tag -> s.withCompletions(s.completions().postTag(tag)))
        .getOrElse(s);
  }

  private static @Nullable RingContext released(RingContext s, Drop drop, Node node) {
    return node.imu()
        .map(imu ->
            s.withImus(s.imus().remove(imu))
                .withNodes(s.nodes().remove(drop.node()))
                .withCall(s.call().withDrop(Option.none())))
        .getOrNull();
  }

  private static List<Event> tagsPosted(RingContext before, NoArgs none, RingContext after) {
    return after
        .completions()
        .postedSince(before.completions())
        .map(cqe -> new Event.TagPosted(cqe.userData()));
  }

  private static boolean isReturning(Call call) {
    return call.drop().isEmpty()
        && switch (call) {
          case Idle idle -> false;
          case Update update -> update.stage() == UpdateStage.RETURN;
          case Teardown teardown -> teardown.returning();
          case Submit submit -> submit.stage() == SubmitStage.RETURN;
          case TaskWork work -> work.stage() == SubmitStage.RETURN;
          case Call.Clone clone -> false;
          case Call.CloneSource source -> false;
        };
  }
}
