package io.uring.dmabuf.uring;

import static io.uring.dmabuf.uring.RequestsDeviation.FAILED_REGISTRATION_KEEPS_TABLE;
import static io.uring.dmabuf.uring.RequestsDeviation.FORGET_UNWINDING_OF_NODE;
import static io.uring.dmabuf.uring.RequestsDeviation.PARTIAL_UPDATE_REPORTS_ERROR;
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

  /** What the tests of an entry behind the first one end with. */
  private static final List<Errno> REFUSING_AN_ENTRY =
      List.of(Errno.EINVAL, Errno.EFAULT, Errno.EOVERFLOW);

  /** The slot of an entry of which bounds say nothing else. */
  private static final SlotId FIRST = SlotId.of(0);

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
   * An update of slots from one on takes {@code uring_lock}, and its first entry has passed R1-R7.
   * Source: {@code io_uring/rsrc.c: __io_sqe_buffers_update}, patch 07.
   */
  public static final Step<RingContext, UpdateArgs> START_UPDATE =
      Step.<RingContext, UpdateArgs>named(
              "StartUpdate", Actor.TASK, new Domain<>(TableSteps::updates, TableSteps::tla))
          .in(Group.REGISTRATION)
          .when("The ring is open.", (s, args) -> s.open())
          .when(RingContext.LOCK_IS_FREE, (s, args) -> s.lockIsFree())
          .when(
              "There is a table with the slots of all entries.",
              (s, args) -> s.table().exists(slots -> slots.has(args.lastSlot())))
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
   * A table appears with an entry for each of its slots, of which the first has passed the same
   * tests. Source: {@code io_uring/rsrc.c: io_sqe_buffers_register}, base.
   */
  public static final Step<RingContext, UpdateArgs> START_REGISTER =
      Step.<RingContext, UpdateArgs>named(
              "StartRegister",
              Actor.TASK,
              new Domain<>(TableSteps::firstOfTable, TableSteps::withoutDescriptors))
          .in(Group.REGISTRATION)
          .when("The ring is open.", (s, args) -> s.open())
          .when(RingContext.LOCK_IS_FREE, (s, args) -> s.lockIsFree())
          .when("There is no table yet.", (s, args) -> s.table().isEmpty())
          .when("No tag is given for an empty slot.", (s, args) -> args.isWellFormed())
          .when(
              "The injected failure is at a step that the entry takes.",
              (s, args) -> args.meetsItsFault())
          .then((s, args) ->
              s.withTable(Option.some(SlotTable.sparse(args.nr())))
                  .withCall(Update.register(args)));

  /**
   * The next entry of a call is copied from the user, and has passed the tests; it is of the next
   * slot. Source: {@code io_uring/rsrc.c: __io_sqe_buffers_update}, patch 07; {@code
   * io_sqe_buffers_register}, base.
   */
  public static final Step<RingContext, UpdateArgs> NEXT_ENTRY =
      Step.<RingContext, UpdateArgs>named(
              "NextEntry",
              Actor.TASK,
              new Domain<>(
                  bounds -> haveEntries(bounds) ? entries(bounds) : List.empty(),
                  TableSteps::withoutSlot))
          .in(Group.REGISTRATION)
          .when("A call has one more entry.", (s, args) -> s.isAt(UpdateStage.NEXT_ENTRY))
          .when(
              "A dma-buf has its descriptors, nothing else has, and an empty slot has no tag.",
              (s, args) -> args.isWellFormed())
          .when(
              "A dma-buf is given by an update alone.",
              (s, args) ->
                  args.kind() != BufferKind.DMABUF
                      || s.call() instanceof Update update && !update.registers())
          .when(
              "The injected failure is at a step that the entry takes.",
              (s, args) -> args.meetsItsFault())
          .then((s, args) -> s.during(Update.class, update -> s.withCall(update.next(args))));

  /**
   * The next entry of a call cannot be copied, or does not pass the tests. Source: {@code
   * io_uring/rsrc.c: __io_sqe_buffers_update}, patch 07; {@code io_sqe_buffers_register}, base.
   */
  public static final Step<RingContext, Errno> ENTRY_REFUSED =
      Step.<RingContext, Errno>named(
              "EntryRefused",
              Actor.TASK,
              new Domain<>(
                  bounds ->
                      haveEntries(bounds)
                          ? RingDomains.errnos("Refusals")
                              .all()
                              .apply(bounds)
                              .filter(REFUSING_AN_ENTRY::contains)
                          : List.empty(),
                  errno -> List.of(errno.name())))
          .in(Group.REGISTRATION)
          .when("A call has one more entry.", (s, errno) -> s.isAt(UpdateStage.NEXT_ENTRY))
          .then((s, errno) ->
              s.during(Update.class, update -> failed(s, update, Option.some(errno))));

  /**
   * A registration that has failed takes back the tags that it has given; then its table goes.
   * Source: {@code io_uring/rsrc.c: io_clear_table_tags}, base.
   */
  public static final Step<RingContext, NoArgs> CLEAR_TAGS =
      Step.<RingContext, NoArgs>named(
              "ClearTags", Actor.TASK, Domain.onlyIf(TableSteps::registersBuffers))
          .in(Group.REGISTRATION)
          .when("A registration has failed.", (s, none) -> s.isAt(UpdateStage.CLEAR_TAGS))
          .tells(Event.TagTakenBack.class, TableSteps::tagsTakenBack)
          .then((s, none) -> s.during(Update.class, update -> withTagsCleared(s, update)));

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
    List<UpdateArgs> entries = entries(bounds);
    return bounds
        .ids("Slots", SlotId::of)
        .flatMap(slot ->
            entries.flatMap(
                entry -> List.rangeClosed(1, maxEntries(bounds)).map(nr -> entry.in(slot, nr))));
  }

  /** What an entry may be, of whatever slot. */
  private static List<UpdateArgs> entries(Bounds bounds) {
    List<Option<UpdateStage>> faults = bounds.strings("Fails").map(TableSteps::fault);
    return bounds
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
                                        new UpdateArgs(FIRST, kind, file, buf, tag, fault))))));
  }

  /** The first entries of registrations with buffers, in models that have these. */
  private static List<UpdateArgs> firstOfTable(Bounds bounds) {
    int slots = bounds.integers("Slots").size();
    return registersBuffers(bounds)
        ? entries(bounds)
            .filter(entry -> entry.kind() != BufferKind.DMABUF)
            .filter(entry -> entry.file().isEmpty() && entry.buf().isEmpty())
            .map(entry -> entry.in(FIRST, slots))
        : List.empty();
  }

  /** How many entries an update may have; models that say nothing of it have one. */
  private static int maxEntries(Bounds bounds) {
    return bounds.has("MaxEntries") ? bounds.integer("MaxEntries") : 1;
  }

  private static boolean registersBuffers(Bounds bounds) {
    return bounds.has("WithBuffers") && bounds.bool("WithBuffers");
  }

  /** Whether a call may have a second entry. */
  private static boolean haveEntries(Bounds bounds) {
    return maxEntries(bounds) > 1 || registersBuffers(bounds);
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
    return withoutSlot(args).prepend(args.slot().number()).append(args.nr());
  }

  private static List<Object> withoutSlot(UpdateArgs args) {
    return List.of(
        args.kind().label(),
        args.file().fold(() -> 0, FileId::number),
        args.buf().fold(() -> 0, DmabufId::number),
        args.tag().isDefined(),
        args.fault().map(UpdateStage::label).getOrElse(NO_FAULT));
  }

  private static List<Object> withoutDescriptors(UpdateArgs args) {
    return List.of(
        args.kind().label(),
        args.tag().isDefined(),
        args.fault().map(UpdateStage::label).getOrElse(NO_FAULT));
  }

  /** The tags of what a registration has put into the table. */
  private static List<Event> tagsTakenBack(RingContext before, NoArgs none, RingContext after) {
    return before
        .nodes()
        .iterator()
        .filter(node ->
            node.value().tag().isDefined()
                && after.nodes().get(node.id()).exists(left -> left.tag().isEmpty()))
        .flatMap(node -> node.value().tag())
        .map(tag -> (Event) new Event.TagTakenBack(tag))
        .toList();
  }

  private static RingContext withTagsCleared(RingContext s, Update update) {
    RingContext cleared = s.withCall(update.at(UpdateStage.EMPTY_TABLE));
    for (NodeId id : s.table().toList().flatMap(SlotTable::nodes).flatMap(node -> node)) {
      Node node = s.nodes().getOrNull(id);
      cleared = node == null ? cleared : cleared.withNode(id, node.withTag(Option.none()));
    }
    return cleared;
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
    RingContext without =
        update
            .node()
            .filter(id -> !forgets)
            .map(id -> s.withNodes(s.nodes().remove(id)))
            .getOrElse(s);
    return failed(without, update, update.error());
  }

  /**
   * An entry has failed: an update returns the number of entries that are done, if there are any; a
   * registration gives up its table.
   */
  private static RingContext failed(RingContext s, Update update, Option<Errno> errno) {
    boolean tells =
        update.registers()
            || update.done() == 0
            || s.design().deviates(PARTIAL_UPDATE_REPORTS_ERROR);
    boolean givesUp = update.registers() && !s.design().deviates(FAILED_REGISTRATION_KEEPS_TABLE);
    return s.withCall(
        update.failed(
            errno.filter(any -> tells), givesUp ? UpdateStage.CLEAR_TAGS : UpdateStage.RETURN));
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
        .withCall(update.stored());
  }
}
