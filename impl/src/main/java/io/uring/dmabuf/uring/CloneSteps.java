package io.uring.dmabuf.uring;

import static io.uring.dmabuf.uring.ClonedTables.HERE;
import static io.uring.dmabuf.uring.ClonedTablesDeviation.CLONE_COPIES_TAG;
import static io.uring.dmabuf.uring.ClonedTablesDeviation.CLONE_WITHOUT_REFERENCE;
import static io.uring.dmabuf.uring.ClonedTablesDeviation.DECIDED_LATER;
import static io.uring.dmabuf.uring.ClonedTablesDeviation.KEPT_WITHOUT_REFERENCE;
import static io.uring.dmabuf.uring.ClonedTablesDeviation.SOURCE_UNLOCKED;

import io.uring.dmabuf.dma.Event;
import io.uring.dmabuf.id.NodeId;
import io.uring.dmabuf.id.SlotId;
import io.uring.dmabuf.step.Actor;
import io.uring.dmabuf.step.Bounds;
import io.uring.dmabuf.step.Domain;
import io.uring.dmabuf.step.Group;
import io.uring.dmabuf.step.NoArgs;
import io.uring.dmabuf.step.Step;
import io.uring.dmabuf.uring.Call.Clone;
import io.uring.dmabuf.uring.Call.CloneSource;
import io.uring.dmabuf.uring.Call.Idle;
import io.vavr.collection.List;
import io.vavr.control.Option;
import org.jspecify.annotations.Nullable;

/**
 * The steps of {@link ClonedTables}: cloning, dropping a node whose imu others may share, those of
 * the ring here, and {@link #SWITCH}, after which the next step is one of the other ring.
 */
public final class CloneSteps {

  /**
   * The ring here takes over slots of the ring away. The new table is built aside, each node of it
   * with a reference of the imu that it shares; slots outside the range keep the nodes that they
   * have here. Source: {@code io_uring/rsrc.c: io_clone_buffers}, base.
   */
  public static final Step<ClonedTables, RawClone> START_CLONE =
      Step.<ClonedTables, RawClone>named(
              "StartClone", Actor.TASK, new Domain<>(CloneSteps::clones, CloneSteps::tla))
          .in(Group.REGISTRATION)
          .when("The ring is open.", (s, clone) -> s.here().open())
          .when("The source is open.", (s, clone) -> s.away().open())
          .when("Nobody holds uring_lock.", (s, clone) -> s.here().lockIsFree())
          .when("Nobody holds uring_lock of the source.", (s, clone) -> s.away().lockIsFree())
          .when(
              "No test of the arguments refuses the clone.",
              (s, clone) -> s.refusal(clone).isEmpty())
          .tells(
              Event.Lifetime.class,
              (before, clone, after) ->
                  after.here().call() instanceof Clone begun
                      ? Lifetimes.ofTable(before.here(), begun.fresh(), after.here())
                      : List.empty())
          .then(CloneSteps::cloning);

  /**
   * The old table is gone: the new one takes its place, and both locks are free. Source: {@code
   * io_uring/rsrc.c: io_clone_buffers}, base.
   */
  public static final Step<ClonedTables, NoArgs> INSTALL_CLONE =
      Step.<ClonedTables>named("InstallClone", Actor.TASK)
          .in(Group.REGISTRATION)
          .when("A clone has dropped the old table.", (s, none) -> s.isInstalling())
          .then((s, none) ->
              s.here().call() instanceof Clone clone
                  ? new ClonedTables(
                      s.here().withTable(Option.some(clone.fresh())).withCall(new Idle()),
                      s.away().withCall(new Idle()))
                  : null);

  /**
   * A clone that is refused: it returns the errno and changes nothing. It cannot be taken if the
   * arguments that deserve this errno are not refused with it. Source: {@code io_uring/rsrc.c:
   * io_register_clone_buffers}, base.
   */
  public static final Step<ClonedTables, Errno> CLONE_REFUSED =
      Step.<ClonedTables, Errno>named(
              "CloneRefused", Actor.TASK, RingDomains.errnos("CloneRefusals"))
          .in(Group.REGISTRATION)
          .when("The ring is open.", (s, errno) -> s.here().open())
          .when("The source is open.", (s, errno) -> s.away().open())
          .when("Nobody holds uring_lock.", (s, errno) -> s.here().lockIsFree())
          .when("Nobody holds uring_lock of the source.", (s, errno) -> s.away().lockIsFree())
          .when(
              "The tests of the arguments end with this errno.",
              (s, errno) -> s.refusal(RawClone.deserving(errno)).contains(errno))
          .then((s, errno) -> s);

  /**
   * {@link DropSteps#POST_TAG} of a node that is the last one of its imu. To drop the reference and
   * to learn that it was the last is one step: the other ring drops under another lock. Source:
   * {@code io_uring/rsrc.c: io_free_rsrc_node}, base (U2).
   */
  public static final Step<ClonedTables, NoArgs> POST_TAG =
      Step.lifting(HERE, DropSteps.POST_TAG)
          .when(
              "The node is the last one of its imu.",
              (s, none) -> !s.here().dropsSharedImu() || s.design().deviates(DECIDED_LATER))
          .joined();

  /**
   * The same where others share the imu: the tag is posted and the node goes, the memory stays.
   * Source: {@code io_uring/rsrc.c: io_buffer_unmap}, base (U2).
   */
  public static final Step<ClonedTables, NoArgs> KEEP_SHARED_IMU =
      Step.lifting(HERE, DropSteps.KEEP_SHARED_IMU)
          .when(
              "The call in progress has put the last reference of a node.",
              (s, none) -> s.here().isDropping(Drop.Stage.POST_TAG))
          .when(
              "Other nodes share its imu.",
              (s, none) -> s.here().dropsSharedImu() && !s.design().deviates(DECIDED_LATER))
          .joined();

  /**
   * The regbuf exists, under the lowest number that neither ring uses. Source: {@code
   * io_uring/rsrc.c: io_register_dmabuf}, patch 10 (R8).
   */
  public static final Step<ClonedTables, NoArgs> SET_REGBUF =
      Step.<ClonedTables>named("SetRegbuf", Actor.TASK)
          .in(Group.REGISTRATION)
          .on(HERE, TableSteps.SET_REGBUF, (s, none) -> s.nextRegbuf())
          .joined();

  /** The step that comes next is one of the other ring. */
  public static final Step<ClonedTables, NoArgs> SWITCH =
      Step.<ClonedTables>named("Switch", Actor.ANYBODY)
          .then((s, none) -> new ClonedTables(s.away(), s.here()));

  /** All steps of the component; those of a ring first, and most of them take no notice. */
  public static final List<Step<ClonedTables, ?>> ALL =
      BufferTableSteps.AT_ONCE
          .filter(step -> step != DropSteps.POST_TAG && step != TableSteps.SET_REGBUF)
          .<Step<ClonedTables, ?>>map(step -> lifted(step))
          .appendAll(
              List.of(
                  POST_TAG,
                  START_CLONE,
                  CLONE_REFUSED,
                  INSTALL_CLONE,
                  KEEP_SHARED_IMU,
                  SET_REGBUF,
                  SWITCH));

  private CloneSteps() {}

  private static <A> Step<ClonedTables, A> lifted(Step<BufferTable, A> step) {
    return Step.lifting(HERE, step).joined();
  }

  private static List<RawClone> clones(Bounds bounds) {
    List<Integer> offsets = bounds.integers("Offsets");
    return offsets.flatMap(from ->
        offsets.flatMap(to ->
            bounds
                .integers("Counts")
                .flatMap(count ->
                    bounds
                        .booleans("Replacing")
                        .map(replace -> RawClone.range(from, to, count, replace)))));
  }

  private static List<Object> tla(RawClone clone) {
    return List.of((int) clone.from(), (int) clone.to(), (int) clone.count(), clone.replace());
  }

  private static @Nullable ClonedTables cloning(ClonedTables s, RawClone clone) {
    BufferTable here = s.here();
    SlotTable source = s.away().table().getOrNull();
    if (source == null) {
      return null;
    }
    int first = (int) clone.to();
    int many = clone.count() == 0 ? source.nodes().size() : (int) clone.count();
    int end = first + many;
    int size = here.slots().fold(() -> end, slots -> Math.max(end, slots));
    SlotTable fresh = SlotTable.sparse(size);
    BufferTable next = here;
    for (int at = 0; at < size; at++) {
      SlotId slot = SlotId.of(at);
      boolean filled = at >= first && at < end;
      Option<NodeId> from =
          filled ? source.node(SlotId.of(at - first + (int) clone.from())) : here.nodeIn(slot);
      if (from.isDefined()) {
        NodeId node = filled ? next.nextNode() : from.get();
        BufferTable named = filled ? sharing(next, node, s.away(), from) : keeping(next, from);
        if (named == null) {
          return null;
        }
        next = named;
        fresh = fresh.with(slot, Option.some(node));
      }
    }
    ClonedTables begun =
        s.withHere(next.withCall(new Clone(fresh, here.table().isEmpty(), Option.none())));
    return s.design().deviates(SOURCE_UNLOCKED)
        ? begun
        : begun.withAway(begun.away().withCall(new CloneSource()));
  }

  /** A node of its own for an imu that there is already; without a tag. */
  private static @Nullable BufferTable sharing(
      BufferTable table, NodeId id, BufferTable away, Option<NodeId> source) {
    boolean copies = table.design().deviates(CLONE_COPIES_TAG);
    int more = table.design().deviates(CLONE_WITHOUT_REFERENCE) ? 0 : 1;
    return away.changingNode(
        source,
        (from, node) -> {
          BufferTable counted = table.countingImu(node.imu(), more);
          return counted == null
              ? null
              : counted.withNode(
                  id,
                  Node.fresh()
                      .withImu(node.imu().get())
                      .withTag(copies ? node.tag() : Option.none()));
        });
  }

  /** A slot that is kept is named by the new table before the old one goes. */
  private static @Nullable BufferTable keeping(BufferTable table, Option<NodeId> kept) {
    int more = table.design().deviates(KEPT_WITHOUT_REFERENCE) ? 0 : 1;
    return table.changingNode(
        kept, (id, node) -> table.withNode(id, node.withRefs(node.refs() + more)));
  }
}
