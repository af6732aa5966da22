package io.uring.dmabuf.uring;

import static io.uring.dmabuf.uring.RequestsDeviation.FORGET_UNWINDING_OF_NODE;
import static io.uring.dmabuf.uring.RequestsDeviation.STORE_OVER_OLD_NODE;

import io.uring.dmabuf.dma.Event;
import io.uring.dmabuf.id.AreaId;
import io.uring.dmabuf.id.DmabufId;
import io.uring.dmabuf.id.FileId;
import io.uring.dmabuf.id.ImuId;
import io.uring.dmabuf.id.NodeId;
import io.uring.dmabuf.id.RegbufId;
import io.uring.dmabuf.id.SlotId;
import io.uring.dmabuf.step.Actor;
import io.uring.dmabuf.step.Bounds;
import io.uring.dmabuf.step.Domain;
import io.uring.dmabuf.step.Group;
import io.uring.dmabuf.step.InRing;
import io.uring.dmabuf.step.NoArgs;
import io.uring.dmabuf.step.Step;
import io.uring.dmabuf.uring.Call.Update;
import io.vavr.collection.List;
import io.vavr.control.Option;
import org.jspecify.annotations.Nullable;

/** The steps that make a table and put buffers into it. */
public final class TableSteps {
  private static final String NO_FAULT = "none";

  /** A tag where bounds say no more than that there is one; whoever takes the step chooses it. */
  private static final Long ANY_TAG = CompletionQueue.userDataOfTag(0);

  /** Those that change nothing here when they succeed. */
  private static final Domain<UpdateStage> ELSEWHERE =
      new Domain<>(
          bounds ->
              List.of(UpdateStage.values())
                  .filter(stage -> stage.compareTo(UpdateStage.ALLOC_REGBUF) > 0)
                  .filter(stage -> stage.compareTo(UpdateStage.ALLOC_NODE) < 0),
          stage -> List.of(stage.label()));

  private static final Domain<RegbufId> REGBUFS =
      Domain.ids(bounds ->
          List.rangeClosed(
                  1,
                  InRing.rings(bounds).size()
                      * (bounds.integers("Slots").size() + bounds.integers("Reqs").size() + 1))
              .map(RegbufId::of));

  /**
   * A sparse table appears, with so many slots. Source: {@code io_uring/rsrc.c: io_register_rsrc},
   * base.
   */
  public static final Step<RingContext, Integer> REGISTER_SPARSE =
      Step.<RingContext, Integer>named(
              "RegisterSparse",
              Actor.TASK,
              new Domain<>(
                  bounds -> List.of(bounds.integers("Slots").size()), slots -> List.empty()))
          .in(Group.REGISTRATION)
          .when("The ring is open.", (s, slots) -> s.open())
          .when(RingContext.LOCK_IS_FREE, (s, slots) -> s.lockIsFree())
          .when("There is no table yet.", (s, slots) -> s.table().isEmpty())
          .then((s, slots) -> s.withTable(Option.some(SlotTable.sparse(slots))));

  /**
   * A call that R1-R7 refuse: it returns the errno and changes nothing. It cannot be taken if the
   * arguments that deserve this errno are not refused with it. Source: {@code io_uring/rsrc.c:
   * io_register_rsrc_update}, {@code __io_sqe_buffers_update}, patch 07; {@code
   * __io_register_rsrc_update}, base; {@code io_register_dmabuf}, patch 10.
   */
  public static final Step<RingContext, Errno> UPDATE_REFUSED =
      Step.<RingContext, Errno>named("UpdateRefused", Actor.TASK, RingDomains.errnos("Refusals"))
          .in(Group.REGISTRATION)
          .when("The ring is open.", (s, errno) -> s.open())
          .when(RingContext.LOCK_IS_FREE, (s, errno) -> s.lockIsFree())
          .when(
              "The tests R1 to R7 end with this errno.",
              (s, errno) -> RawUpdate.deserving(errno).refusal(s.slots()).contains(errno))
          .then((s, errno) -> s);

  /**
   * An update of one slot takes {@code uring_lock} and has passed R1-R7. Source: {@code
   * io_uring/rsrc.c: __io_sqe_buffers_update}, patch 07.
   */
  public static final Step<RingContext, UpdateArgs> START_UPDATE =
      Step.<RingContext, UpdateArgs>named(
              "StartUpdate", Actor.TASK, new Domain<>(TableSteps::updates, TableSteps::tla))
          .in(Group.REGISTRATION)
          .when("The ring is open.", (s, args) -> s.open())
          .when(RingContext.LOCK_IS_FREE, (s, args) -> s.lockIsFree())
          .when(
              "There is a table with this slot.",
              (s, args) -> s.table().exists(slots -> slots.has(args.slot())))
          .when(
              "An update that empties its slot carries no tag.",
              (s, args) -> args.kind() != BufferKind.EMPTY || args.tag().isEmpty())
          .when(
              "A file is named for a dma-buf and only for one.",
              (s, args) -> args.file().isDefined() == (args.kind() == BufferKind.DMABUF))
          .when(
              "A dma-buf is named for a dma-buf and only for one.",
              (s, args) -> args.buf().isDefined() == (args.kind() == BufferKind.DMABUF))
          .when(
              "The injected failure is at a step that the update takes.",
              (s, args) -> args.meetsItsFault())
          .then((s, args) -> s.withCall(Update.start(args)));

  /**
   * One step of a dma-buf registration that changes nothing here has succeeded. Source: {@code
   * io_uring/rsrc.c: io_register_dmabuf}, patch 10 (R9-R17).
   */
  public static final Step<RingContext, UpdateStage> ADVANCE =
      Step.<RingContext, UpdateStage>named("Advance", Actor.TASK, ELSEWHERE)
          .in(Group.REGISTRATION)
          .when("An update has come to this stage.", RingContext::isAt)
          .when("No failure is injected here.", (s, stage) -> !s.failsNow())
          .then(
              (s, stage) -> s.during(Update.class, update -> s.withCall(update.at(stage.next()))));

  /**
   * The regbuf with this number exists; every later failure releases it. That no ring has one of
   * this number is for the step of all rings to say ({@link RingsSteps#SET_REGBUF}). Source: {@code
   * io_uring/rsrc.c: io_register_dmabuf}, patch 10 (R8).
   */
  public static final Step<RingContext, RegbufId> SET_REGBUF =
      Step.<RingContext, RegbufId>named("SetRegbuf", Actor.TASK, REGBUFS)
          .in(Group.REGISTRATION)
          .when("An update has come to R8.", (s, regbuf) -> s.isAt(UpdateStage.ALLOC_REGBUF))
          .when("No failure is injected here.", (s, regbuf) -> !s.failsNow())
          .then((s, regbuf) ->
              s.during(
                  Update.class,
                  update ->
                      s.withCall(update.withRegbuf(regbuf).at(UpdateStage.ALLOC_REGBUF.next()))));

  /**
   * The next step fails: its errno is kept for the return, and the unwinding begins. Source: {@code
   * io_uring/rsrc.c: io_register_dmabuf}, patch 10 (R8-R20).
   */
  public static final Step<RingContext, NoArgs> FAIL =
      updating("Fail")
          .when("An update has come to a step that can fail.", (s, none) -> s.canFail())
          .then((s, none) ->
              s.during(Update.class, update -> s.withCall(update.failing(update.stage().errno()))));

  /**
   * A node with one reference, that of the call. Source: {@code io_uring/rsrc.c:
   * io_rsrc_node_alloc}, base (R19).
   */
  public static final Step<RingContext, NoArgs> ALLOC_NODE =
      updating("AllocNode")
          .when("An update has come to R19.", (s, none) -> s.isAt(UpdateStage.ALLOC_NODE))
          .when("No failure is injected here.", (s, none) -> !s.failsNow())
          .tells(Event.Lifetime.class, Lifetimes::ofUpdate)
          .then((s, none) -> s.during(Update.class, update -> withNewNode(s, update)));

  /**
   * An imu with one reference, that of the node; it owns the regbuf from here. Source: {@code
   * io_uring/rsrc.c: io_register_dmabuf}, patch 10 (R20-R22).
   */
  public static final Step<RingContext, NoArgs> ALLOC_IMU =
      updating("AllocImu")
          .when("An update has come to R20.", (s, none) -> s.isAt(UpdateStage.ALLOC_IMU))
          .when("No failure is injected here.", (s, none) -> !s.failsNow())
          .tells(Event.Lifetime.class, Lifetimes::ofUpdate)
          .then((s, none) -> s.during(Update.class, update -> withNewImu(s, update)));

  /**
   * The unwinding is complete: the regbuf, if any, is gone, and the node goes back to its cache.
   * Source: {@code io_uring/rsrc.c: io_register_dmabuf}, patch 10 (R8-R20).
   */
  public static final Step<RingContext, NoArgs> UNWOUND =
      Step.<RingContext>named("Unwound", Actor.TASK)
          .in(Group.RELEASE)
          .when("An update that failed is being unwound.", (s, none) -> s.isAt(UpdateStage.UNWIND))
          .tells(Event.Lifetime.class, Lifetimes::ofUpdate)
          .then((s, none) -> s.during(Update.class, update -> unwound(s, update)));

  /**
   * The tag is installed, and the old node, if any, leaves the slot. Source: {@code
   * io_uring/rsrc.c: __io_sqe_buffers_update}, base (R23-R24).
   */
  public static final Step<RingContext, NoArgs> TAKE_SLOT =
      updating("TakeSlot")
          .when("An update has come to R23.", (s, none) -> s.isAt(UpdateStage.TAKE_SLOT))
          .tells(Event.TagGiven.class, (before, none, after) -> tagGiven(before.call()))
          .then((s, none) -> s.during(Update.class, update -> withSlotTaken(s, update)));

  /**
   * The slot takes over the call's reference of the new node. Source: {@code io_uring/rsrc.c:
   * __io_sqe_buffers_update}, base (R24-R25).
   */
  public static final Step<RingContext, NoArgs> STORE_NODE =
      updating("StoreNode")
          .when(
              "The slot is empty and the old node was dropped.",
              (s, none) -> s.isAt(UpdateStage.STORE_NODE))
          .then((s, none) -> s.during(Update.class, update -> withNodeStored(s, update)));

  /** All of them. */
  public static final List<Step<RingContext, ?>> ALL = Step.declaredIn(TableSteps.class);

  private TableSteps() {}

  private static Step.Making<RingContext, NoArgs> updating(String action) {
    return Step.<RingContext>named(action, Actor.TASK).in(Group.REGISTRATION);
  }

  private static List<UpdateArgs> updates(Bounds bounds) {
    List<Option<UpdateStage>> faults = bounds.strings("Fails").map(TableSteps::fault);
    return bounds
        .ids("Slots", SlotId::of)
        .flatMap(slot ->
            bounds
                .strings("Kinds")
                .map(BufferKind::ofLabel)
                .flatMap(kind ->
                    descriptors(bounds.ids("Files", FileId::of))
                        .flatMap(file ->
                            descriptors(bounds.ids("Bufs", DmabufId::of))
                                .flatMap(buf ->
                                    bounds
                                        .booleans("Tagging")
                                        .map(tagged -> Option.when(tagged, ANY_TAG))
                                        .flatMap(tag ->
                                            faults.map(fault ->
                                                new UpdateArgs(
                                                    slot, kind, file, buf, tag, fault)))))));
  }

  /** One of some descriptors, or none. */
  private static <K> List<Option<K>> descriptors(List<K> all) {
    return all.map(Option::some).prepend(Option.none());
  }

  private static Option<UpdateStage> fault(String label) {
    return label.equals(NO_FAULT)
        ? Option.none()
        : Option.some(
            UpdateStage.ofLabel(label)
                .getOrElseThrow(() -> new IllegalArgumentException("no step " + label)));
  }

  private static List<Object> tla(UpdateArgs args) {
    return List.of(
        args.slot().number(),
        args.kind().label(),
        args.file().fold(() -> 0, FileId::number),
        args.buf().fold(() -> 0, DmabufId::number),
        args.tag().isDefined(),
        args.fault().map(UpdateStage::label).getOrElse(NO_FAULT));
  }

  private static RingContext withNewNode(RingContext s, Update update) {
    NodeId id = s.nextNode();
    return s.withNode(id, Node.fresh()).withCall(update.withNode(id).at(UpdateStage.ALLOC_IMU));
  }

  private static @Nullable RingContext withNewImu(RingContext s, Update update) {
    ImuId imu = s.nextImu();
    Imu.Backing backing =
        update
            .regbuf()
            .<Imu.Backing>map(Imu.Backing.Dmabuf::new)
            .getOrElse(() ->
                new Imu.Backing.Pages(
                    update.args().area().getOrElse(() -> AreaId.of(imu.number()))));
    return s.changingNode(
        update.node(),
        (id, node) ->
            s.withImu(imu, new Imu(1, backing))
                .withNode(id, node.withImu(imu))
                .withCall(update.at(UpdateStage.TAKE_SLOT)));
  }

  private static RingContext unwound(RingContext s, Update update) {
    boolean forgets = s.design().deviates(FORGET_UNWINDING_OF_NODE);
    return update
        .node()
        .filter(id -> !forgets)
        .map(id -> s.withNodes(s.nodes().remove(id)))
        .getOrElse(s)
        .withCall(update.returning());
  }

  private static @Nullable RingContext withSlotTaken(RingContext s, Update update) {
    RingContext tagged =
        update.args().tag().isEmpty()
            ? s
            : s.changingNode(
                update.node(), (id, node) -> s.withNode(id, node.withTag(update.args().tag())));
    SlotId slot = update.args().slot();
    boolean forgets = s.design().deviates(STORE_OVER_OLD_NODE);
    Option<Drop> old = s.nodeIn(slot).filter(id -> !forgets).map(Drop::of);
    return tagged == null
        ? null
        : tagged.emptying(slot).withCall(update.at(UpdateStage.STORE_NODE).withDrop(old));
  }

  private static List<Event> tagGiven(Call call) {
    return call instanceof Update update
        ? update
            .args()
            .tag()
            .flatMap(tag -> update.node().map(node -> (Event) new Event.TagGiven(tag, node)))
            .toList()
        : List.empty();
  }

  private static @Nullable RingContext withNodeStored(RingContext s, Update update) {
    SlotId slot = update.args().slot();
    if (s.table().exists(slots -> !slots.has(slot))) {
      return null;
    }
    return (update.node().isEmpty()
            ? s
            : s.withTable(s.table().map(slots -> slots.with(slot, update.node()))))
        .withCall(update.returning());
  }
}
