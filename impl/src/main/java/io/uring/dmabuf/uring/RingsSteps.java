package io.uring.dmabuf.uring;

import static io.uring.dmabuf.uring.RequestsDeviation.CLONE_COPIES_TAG;
import static io.uring.dmabuf.uring.RequestsDeviation.CLONE_FORGETS_BEHIND;
import static io.uring.dmabuf.uring.RequestsDeviation.CLONE_WITHOUT_REFERENCE;
import static io.uring.dmabuf.uring.RequestsDeviation.KEPT_WITHOUT_REFERENCE;
import static io.uring.dmabuf.uring.RequestsDeviation.SOURCE_UNLOCKED;
import static io.uring.dmabuf.uring.RingContextAlternative.CLONE_LOSES_SLOTS_BEHIND;

import io.uring.dmabuf.design.Designed;
import io.uring.dmabuf.dma.Event;
import io.uring.dmabuf.id.NodeId;
import io.uring.dmabuf.id.RegbufId;
import io.uring.dmabuf.id.RingId;
import io.uring.dmabuf.id.SlotId;
import io.uring.dmabuf.step.Actor;
import io.uring.dmabuf.step.Bounds;
import io.uring.dmabuf.step.Domain;
import io.uring.dmabuf.step.Group;
import io.uring.dmabuf.step.InRing;
import io.uring.dmabuf.step.Lens;
import io.uring.dmabuf.step.NoArgs;
import io.uring.dmabuf.step.Owner;
import io.uring.dmabuf.step.Step;
import io.uring.dmabuf.uring.Call.Clone;
import io.uring.dmabuf.uring.Call.CloneSource;
import io.uring.dmabuf.uring.Call.Idle;
import io.vavr.collection.List;
import io.vavr.control.Option;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The steps of {@link Rings}: those of each ring, and clones, which are of two. What rings share
 * are the imus: whoever drops the last node of one releases its memory ({@link DropSteps#POST_TAG},
 * {@link DropSteps#KEEP_SHARED_IMU}).
 */
public final class RingsSteps {
  private static final String SOURCE_FREE = "Nobody holds uring_lock of the source.";
  private static final TaskRings<Rings> HERE = TaskRings.of(rings -> rings);

  /**
   * A clone of the table of a ring.
   *
   * @param src the source
   * @param asked what the user asks for
   */
  public record Cloning(RingId src, RawClone asked) {}

  /**
   * A clone that is refused.
   *
   * @param src the source
   * @param errno with which
   */
  public record Refusal(RingId src, Errno errno) {}

  /**
   * A ring takes over slots of another, or of its own table. The new table is built aside, each
   * node of it with a reference of the imu that it shares; slots outside the range keep the nodes
   * that they have, on some kernels those before it alone. Source: {@code io_uring/rsrc.c:
   * io_clone_buffers}, base.
   */
  public static final Step<Rings, InRing<Cloning>> START_CLONE =
      RingsSteps.<Cloning>cloning(
              "StartClone", new Domain<>(RingsSteps::clones, RingsSteps::tla), Cloning::src)
          .when(
              "No test of the arguments refuses the clone.",
              (s, of) -> s.refusal(of.ctx(), of.args().src(), of.args().asked()).isEmpty())
          .tells(
              Event.Lifetime.class,
              (before, of, after) ->
                  after.get(of.ctx()).call() instanceof Clone begun
                      ? Lifetimes.ofTable(before.get(of.ctx()), begun.fresh(), after.get(of.ctx()))
                      : List.empty())
          .then((s, of) -> cloning(s, of.ctx(), of.args()));

  /**
   * The old table is gone: the new one takes its place, and both locks are free. Source: {@code
   * io_uring/rsrc.c: io_clone_buffers}, base.
   */
  public static final Step<Rings, InRing<NoArgs>> INSTALL_CLONE =
      Step.<Rings, InRing<NoArgs>>named(
              "InstallClone", Actor.TASK, InRing.domain(Domain.onlyIf(RingDomains::mayClone)))
          .in(Group.REGISTRATION)
          .of((s, of) -> new Owner.Ring(of.ctx()))
          .when("A clone has dropped the old table.", (s, of) -> isInstalling(s.get(of.ctx())))
          .then((s, of) ->
              s.get(of.ctx()).call() instanceof Clone clone
                  ? installed(
                      s.with(clone.from(), s.get(clone.from()).withCall(new Idle())),
                      of.ctx(),
                      clone.fresh())
                  : null);

  /**
   * A clone that is refused: it returns the errno and changes nothing. It cannot be taken if the
   * arguments that deserve this errno are not refused with it. Source: {@code io_uring/rsrc.c:
   * io_register_clone_buffers}, base.
   */
  public static final Step<Rings, InRing<Refusal>> CLONE_REFUSED =
      RingsSteps.<Refusal>cloning(
              "CloneRefused",
              new Domain<>(
                  bounds ->
                      InRing.rings(bounds)
                          .flatMap(src ->
                              RingDomains.errnos("CloneRefusals")
                                  .all()
                                  .apply(bounds)
                                  .map(errno -> new Refusal(src, errno))),
                  refusal -> List.of(refusal.src().number(), refusal.errno().name())),
              Refusal::src)
          .when(
              "The tests of the arguments end with this errno.",
              (s, of) ->
                  s.refusal(of.ctx(), of.args().src(), RawClone.deserving(of.args().errno()))
                      .contains(of.args().errno()))
          .then((s, of) -> s);

  /**
   * The regbuf with this number exists; no ring has one of the number, and none is about to.
   * Source: {@code io_uring/rsrc.c: io_register_dmabuf}, patch 10 (R8).
   */
  public static final Step<Rings, InRing<RegbufId>> SET_REGBUF =
      Step.inRing(Rings::at, TableSteps.SET_REGBUF)
          .when("No ring has a regbuf of this number.", (s, of) -> !s.has(of.args()))
          .joined();

  /** All steps of the component; those of a ring first, and most of them take no notice. */
  public static final List<Step<Rings, ?>> ALL =
      RingContextSteps.ALL
          .filter(step -> step != TableSteps.SET_REGBUF)
          .<Step<Rings, ?>>map(step -> lifted(step))
          .appendAll(List.of(START_CLONE, CLONE_REFUSED, INSTALL_CLONE, SET_REGBUF));

  private RingsSteps() {}

  private static <A> Step<Rings, InRing<A>> lifted(Step<RingContext, A> step) {
    return ofTask(Rings::at, step, HERE).joined();
  }

  /**
   * A step of one ring as one of several, that is being made. What its task begins with depends on
   * the calls of the task's other rings, and what a worker takes from the list of io-wq on how many
   * workers these keep busy.
   *
   * @param ring where a ring stands
   * @param rings where all of them stand
   */
  public static <S extends Designed, C extends Designed, A> Step.Making<S, InRing<A>> ofTask(
      Function<RingId, Lens<S, C>> ring, Step<C, A> step, TaskRings<S> rings) {
    Step.Making<S, InRing<A>> making = Step.inRing(ring, step);
    if (step.actor() == Actor.WORKER && step.hasGuard(WorkerSteps.FOR_WORKER)) {
      return making.when(
          "If it is in the list of io-wq, a worker thread is idle or may be created.",
          (s, of) ->
              rings.in().apply(s).hasFreeWorker(of.ctx())
                  || !isListed(
                      rings.in().apply(s).get(of.ctx()),
                      step.owner(ring.apply(of.ctx()).get().apply(s), of.args())));
    }
    // The end of a ring is a work queue's, which waits only where the task has to let go of it.
    boolean byTask =
        switch (step.actor()) {
          case WORKER -> false;
          case KWORKER -> step.hasGuard(TeardownSteps.LAST_IS_FREED);
          default -> true;
        };
    return byTask && step.hasGuard(RingContext.LOCK_IS_FREE)
        ? making.when(rings.taskIsFree())
        : making;
  }

  private static boolean isListed(RingContext ring, Owner owner) {
    return owner instanceof Owner.Worker worker && ring.isListed(worker.req());
  }

  /** A call at a ring that copies the table of another, or its own. */
  private static <A> Step.Making<Rings, InRing<A>> cloning(
      String action, Domain<A> domain, Function<A, RingId> src) {
    return Step.<Rings, InRing<A>>named(action, Actor.TASK, ofSources(domain, src))
        .in(Group.REGISTRATION)
        .of((s, of) -> new Owner.Ring(of.ctx()))
        .when("The ring is open.", (s, of) -> s.get(of.ctx()).open())
        .when("The source is open.", (s, of) -> s.get(src.apply(of.args())).open())
        .when(RingContext.LOCK_IS_FREE, (s, of) -> s.get(of.ctx()).lockIsFree())
        .when(HERE.taskIsFree())
        .when(SOURCE_FREE, (s, of) -> s.get(src.apply(of.args())).lockIsFree());
  }

  /** A ring clones its own table in models that say so. */
  private static <A> Domain<InRing<A>> ofSources(Domain<A> domain, Function<A, RingId> src) {
    Domain<InRing<A>> all = InRing.domain(domain);
    return new Domain<>(
        bounds ->
            all.all()
                .apply(bounds)
                .filter(of ->
                    RingDomains.mayCloneItself(bounds) || !src.apply(of.args()).equals(of.ctx())),
        all.tla());
  }

  private static Rings installed(Rings s, RingId ctx, SlotTable fresh) {
    return s.with(ctx, s.get(ctx).withTable(Option.some(fresh)).withCall(new Idle()));
  }

  private static List<Cloning> clones(Bounds bounds) {
    return InRing.rings(bounds).flatMap(src -> asked(bounds).map(clone -> new Cloning(src, clone)));
  }

  private static List<RawClone> asked(Bounds bounds) {
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

  private static List<Object> tla(Cloning args) {
    RawClone clone = args.asked();
    return List.of(
        args.src().number(),
        (int) clone.from(),
        (int) clone.to(),
        (int) clone.count(),
        clone.replace());
  }

  /** Whether a clone has dropped the old table. */
  static boolean isInstalling(RingContext ring) {
    return ring.call() instanceof Clone clone && clone.drop().isEmpty() && clone.returning();
  }

  private static @Nullable Rings cloning(Rings s, RingId ctx, Cloning args) {
    RawClone clone = args.asked();
    RingContext table = s.get(ctx);
    SlotTable source = s.get(args.src()).table().getOrNull();
    if (source == null) {
      return null;
    }
    int first = (int) clone.to();
    int many = clone.count() == 0 ? source.nodes().size() : (int) clone.count();
    int end = first + many;
    int size = table.slots().fold(() -> end, slots -> Math.max(end, slots));
    SlotTable fresh = SlotTable.sparse(size);
    RingContext next = table;
    for (int at = 0; at < size; at++) {
      SlotId slot = SlotId.of(at);
      boolean filled = at >= first && at < end;
      Option<NodeId> kept = at >= end && losesBehind(s) ? Option.none() : table.nodeIn(slot);
      Option<NodeId> from = filled ? source.node(SlotId.of(at - first + (int) clone.from())) : kept;
      if (from.isDefined()) {
        NodeId node = filled ? next.nextNode() : from.get();
        RingContext named =
            filled ? sharing(next, node, s.get(args.src()), from) : keeping(next, from);
        if (named == null) {
          return null;
        }
        next = named;
        fresh = fresh.with(slot, Option.some(node));
      }
    }
    boolean isFirst = table.table().isEmpty();
    Clone call = new Clone(args.src(), fresh, !isFirst && clone.replace(), isFirst, Option.none());
    Rings begun = s.with(ctx, next.withCall(call));
    return s.design().deviates(SOURCE_UNLOCKED) || args.src().equals(ctx)
        ? begun
        : begun.with(args.src(), begun.get(args.src()).withCall(new CloneSource()));
  }

  private static boolean losesBehind(Rings s) {
    return s.design().deviates(CLONE_FORGETS_BEHIND)
        || s.design().follows(CLONE_LOSES_SLOTS_BEHIND);
  }

  /** A node of its own for an imu that there is already; without a tag. */
  private static @Nullable RingContext sharing(
      RingContext table, NodeId id, RingContext other, Option<NodeId> source) {
    boolean copies = table.design().deviates(CLONE_COPIES_TAG);
    int more = table.design().deviates(CLONE_WITHOUT_REFERENCE) ? 0 : 1;
    return other.changingNode(
        source,
        (from, node) -> {
          RingContext counted = table.countingImu(node.imu(), more);
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
  private static @Nullable RingContext keeping(RingContext table, Option<NodeId> kept) {
    int more = table.design().deviates(KEPT_WITHOUT_REFERENCE) ? 0 : 1;
    return table.changingNode(
        kept, (id, node) -> table.withNode(id, node.withRefs(node.refs() + more)));
  }
}
