package io.uring.dmabuf.targets;

import io.uring.dmabuf.design.Design;
import io.uring.dmabuf.dmabuf.DmabufMapping;
import io.uring.dmabuf.nvme.Iod.Stage;
import io.uring.dmabuf.nvme.NvmeQueue;
import io.uring.dmabuf.nvme.QueueLayout;
import io.uring.dmabuf.nvme.QueuePair;
import io.uring.dmabuf.replay.Law;
import io.uring.dmabuf.replay.ReplayTarget;
import io.uring.dmabuf.replay.StepDef;
import io.uring.dmabuf.system.DmabufRw;
import io.uring.dmabuf.system.MachineConfig;
import io.uring.dmabuf.targets.Granularity.Group;
import io.uring.dmabuf.uring.BufferTable;
import io.uring.dmabuf.uring.Errno;
import io.uring.dmabuf.uring.Op;
import io.uring.dmabuf.uring.UpdateArgs;
import io.vavr.Tuple2;
import io.vavr.collection.HashSet;
import io.vavr.collection.Iterator;
import io.vavr.collection.List;
import io.vavr.collection.Vector;
import io.vavr.control.Option;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;
import tlc2.value.impl.Value;

/**
 * The whole system for the specification DmabufRw: parts, variables and digests are those of the
 * components, one after the other.
 *
 * <p>Normalised beside what the components normalise: the event log, and the bytes of memory and
 * disks.
 */
public final class DmabufRwTarget implements ReplayTarget<DmabufRw> {
  /**
   * Page size in bytes, unless the model defines PageSize: a PRP entry moves one page, so small
   * ones cost little.
   */
  private static final int PAGE_SIZE = 64;

  private final ModelConstants constants;
  private final Granularity granularity;
  private final DmabufRw initial;
  private final List<Component<?>> components;
  private final List<String> variables;

  /** The component that a part belongs to, and the part's index there. */
  private final Part<?>[] parts;

  private final Part<?>[] variableOf;
  private final int[][] partsOf;
  private final List<Law<DmabufRw>> laws;
  private final List<Grouped> grouped;
  private final ConcurrentHashMap<Situation, int[]> tried = new ConcurrentHashMap<>();

  /**
   * A component with its own target.
   *
   * @param target abstraction, digest and laws
   * @param of the component in the whole
   */
  private record Component<C>(ReplayTarget<C> target, Function<DmabufRw, C> of) {
    int parts() {
      return target.parts();
    }

    /** The laws of the component as laws of the whole, where its parts come after others. */
    List<Law<DmabufRw>> laws(int offset) {
      return target
          .laws()
          .map(law ->
              new Law<>(
                  law.parts().map(part -> part + offset), of.andThen(law.broken()::apply)::apply));
    }
  }

  /**
   * A step with what it needs.
   *
   * @param groups the groups that it can belong to
   * @param moments when the implementation does not refuse it at once
   * @param tag the bit of the tag, among all of all devices, that must be in use; 0 for none
   */
  private record Grouped(StepDef<DmabufRw> step, Set<Group> groups, Set<Moment> moments, long tag) {

    Grouped needing(long bit) {
      return new Grouped(step, groups, moments, bit);
    }

    boolean isTried(@Nullable Group owner, Moment moment, long tags) {
      return (owner == null || groups.contains(owner))
          && moments.contains(moment)
          && (tag & ~tags) == 0;
    }
  }

  /** Everything that {@link #allowed} goes by; equal ones allow the same steps. */
  private record Situation(@Nullable Group owner, Moment moment, long tags) {}

  /** Something of a component by its index there: a part or a variable. */
  private record Part<C>(Component<C> component, int index) {
    Object in(DmabufRw s) {
      return component.target().part(component.of().apply(s), index);
    }

    Value abstraction(DmabufRw s) {
      return component.target().abstraction(component.of().apply(s), index);
    }
  }

  /**
   * The target of a loaded model.
   *
   * @throws IllegalArgumentException when the model lacks a constant, or its objects are not
   *     numbered without gaps
   */
  public DmabufRwTarget(ModelConstants constants, Design design) {
    this.constants = constants;
    granularity = new Granularity(constants);
    initial = DmabufRw.initial(configOf(constants, design));
    DmabufMappingTarget mapping = new DmabufMappingTarget(mappingBounds(), design);
    NvmeQueueTarget queue = new NvmeQueueTarget(constants, design);
    BufferTableTarget table = new BufferTableTarget(constants, design);
    components =
        List.of(
            new Component<BufferTable>(table, DmabufRw::table),
            new Component<DmabufMapping>(mapping, DmabufRw::mapping),
            new Component<NvmeQueue>(queue, DmabufRw::queue));
    parts = all(Component::parts);
    variableOf = all(component -> component.target().variables().size());
    variables = components.flatMap(component -> component.target().variables());
    partsOf = new int[variableOf.length][];
    for (int v = 0; v < partsOf.length; v++) {
      Part<?> variable = variableOf[v];
      int offset = offset(variable.component());
      partsOf[v] = variable.component().target().partsOf(variable.index()).clone();
      for (int i = 0; i < partsOf[v].length; i++) {
        partsOf[v][i] += offset;
      }
    }
    laws =
        components
            .flatMap(component -> component.laws(offset(component)))
            .appendAll(StructuralAudit.laws(this::called));
    grouped = grouped();
  }

  /** The indices of the parts whose names begin in one of the given ways. */
  private List<Integer> called(List<String> names) {
    return List.range(0, parts.length).filter(part -> names.exists(partName(part)::startsWith));
  }

  private Part<?>[] all(ToIntFunction<Component<?>> count) {
    return components
        .flatMap(component ->
            Iterator.range(0, count.applyAsInt(component)).map(i -> new Part<>(component, i)))
        .toJavaArray(Part[]::new);
  }

  private int offset(Component<?> component) {
    return components.takeWhile(c -> c != component).map(Component::parts).sum().intValue();
  }

  /** The machine of a model. */
  private static MachineConfig configOf(ModelConstants constants, Design design) {
    return new MachineConfig(
        constants.integers("Slots").size(),
        constants.integers("Reqs").size(),
        Vector.ofAll(constants.function("DevOf").values()),
        Vector.ofAll(constants.function("PagesOf").values()),
        constants.integers("Devs").size(),
        HashSet.ofAll(constants.integers("Shareable")),
        constants.integers("Iovas").size(),
        constants.integers("Tags").size(),
        constants.integer("SqDepth"),
        constants.integer("CqDepth"),
        constants.integer("Gens"),
        constants.integers("DescPages").size(),
        constants.integer("PrpsPerPage"),
        constants.has("PageSize") ? constants.integer("PageSize") : PAGE_SIZE,
        true,
        design);
  }

  private DmabufMappingTarget.Bounds mappingBounds() {
    return new DmabufMappingTarget.Bounds(
        constants.integers("Files"),
        constants.integers("Bufs"),
        constants.integers("Devs"),
        constants.function("DevOf"),
        constants.function("PagesOf"),
        constants.integers("Iovas"),
        HashSet.ofAll(constants.integers("Shareable")),
        HashSet.empty(),
        HashSet.empty(),
        HashSet.empty(),
        Integer.MAX_VALUE);
  }

  @Override
  public DmabufRw initial() {
    return initial;
  }

  @Override
  public List<StepDef<DmabufRw>> steps() {
    return grouped.map(Grouped::step);
  }

  /**
   * The steps of the group that alone may move, without those that the implementation refuses
   * before it looks any closer: steps of a call that is not in progress, and of a tag that nobody
   * uses. A variant of the design is tried with every step.
   */
  @Override
  public int @Nullable [] allowed(DmabufRw s) {
    return s.config().design().equals(Design.intended())
        ? tried.computeIfAbsent(
            new Situation(granularity.owner(s), Moment.of(s.table()), tagsInUse(s.queue())),
            this::indices)
        : null;
  }

  private int[] indices(Situation now) {
    return grouped
        .zipWithIndex()
        .filter(t -> t._1.isTried(now.owner(), now.moment(), now.tags()))
        .toJavaStream()
        .mapToInt(Tuple2::_2)
        .toArray();
  }

  /** The tags that the driver or the controller works on, a bit each. */
  private static long tagsInUse(NvmeQueue queue) {
    long bits = 0;
    for (int device = 1; device <= queue.pairs().size(); device++) {
      QueuePair pair = queue.pair(device);
      for (int tag = 0; tag < queue.layout().tags(); tag++) {
        if (!(pair.stage(tag) instanceof Stage.Idle)) {
          bits |= bit(queue.layout().tags(), device, tag);
        }
      }
      for (int cid : pair.controller().executing().keySet()) {
        bits |= bit(queue.layout().tags(), device, QueueLayout.tagOf(cid));
      }
    }
    return bits;
  }

  /** Tags beyond the first 63 share a bit: steps of any of them are tried when one is in use. */
  private static long bit(int tags, int device, int tag) {
    return 1L << Math.min(Long.SIZE - 1, (device - 1) * tags + tag);
  }

  private List<Grouped> grouped() {
    return registration()
        .appendAll(updates())
        .appendAll(release())
        .appendAll(submission())
        .appendAll(constants.integers("Devs").flatMap(this::queue))
        .appendAll(constants.integers("Reqs").flatMap(this::completion))
        .appendAll(environment());
  }

  private List<Grouped> registration() {
    List<String> teardown = constants.strings("Teardown");
    return List.of(
            step("RegisterSparse", Group.REGISTRATION, Moment.IDLE, DmabufRw::registerSparse),
            step("AllocRegbuf", Group.REGISTRATION, Moment.UPDATE, DmabufRw::allocRegbuf),
            step("GetFile", Group.REGISTRATION, Moment.UPDATE, DmabufRw::getFile),
            step("CheckDmaDevice", Group.REGISTRATION, Moment.UPDATE, DmabufRw::checkDmaDevice),
            step("GetDmaDevice", Group.REGISTRATION, Moment.UPDATE, DmabufRw::getDmaDevice),
            step("GetDmabuf", Group.REGISTRATION, Moment.UPDATE, DmabufRw::getDmabuf),
            step("Attach", Group.REGISTRATION, Moment.UPDATE, DmabufRw::attach),
            step("LockForMap", Group.REGISTRATION, Moment.UPDATE, DmabufRw::lockForMap),
            step("Map", Group.REGISTRATION, Moment.UPDATE, DmabufRw::map),
            step("MapFails", Group.REGISTRATION, Moment.UPDATE, DmabufRw::mapFails),
            step("GetDevice", Group.REGISTRATION, Moment.UPDATE, DmabufRw::getDevice),
            step("AllocVec", Group.REGISTRATION, Moment.UPDATE, DmabufRw::allocVec),
            step("AllocNode", Group.REGISTRATION, Moment.UPDATE, DmabufRw::allocNode),
            step("AllocImu", Group.REGISTRATION, Moment.UPDATE, DmabufRw::allocImu),
            step("StepFails", Group.REGISTRATION, Moment.UPDATE, DmabufRw::stepFails),
            step("TakeSlot", Group.REGISTRATION, Moment.UPDATE, DmabufRw::takeSlot),
            step("StoreNode", Group.REGISTRATION, Moment.UPDATE, DmabufRw::storeNode),
            step("ClearSlot", Group.REGISTRATION, Moment.TEARDOWN, DmabufRw::clearSlot),
            ofCall(
                "Return",
                EnumSet.of(Moment.UPDATE, Moment.TEARDOWN, Moment.REQUEST),
                DmabufRw::returns))
        .appendAll(
            Option.when(
                teardown.contains("unregister"),
                () ->
                    step(
                        "StartUnregister",
                        Group.REGISTRATION,
                        Moment.IDLE,
                        DmabufRw::startUnregister)))
        .appendAll(
            Option.when(
                teardown.contains("exit"),
                () -> step("CloseRing", Group.REGISTRATION, Moment.IDLE, DmabufRw::closeRing)))
        .appendAll(
            constants
                .strings("Refusals")
                .map(e ->
                    step(
                        "UpdateRefused",
                        Group.REGISTRATION,
                        Moment.IDLE,
                        s -> s.updateRefused(Errno.valueOf(e)),
                        e)));
  }

  private List<Grouped> updates() {
    return List.ofAll(
        io.vavr.API.For(
                constants.integers("Slots"),
                constants.strings("Kinds"),
                constants.integers("Files").prepend(0),
                constants.integers("Bufs").prepend(0),
                constants.booleans("Tagging"),
                constants.strings("Fails"))
            .yield(this::update));
  }

  private Grouped update(int slot, String kind, int file, int buf, boolean tagged, String fault) {
    UpdateArgs args = BufferTableTarget.updateArgs(slot, kind, file, buf, tagged, fault);
    return step(
        "StartUpdate",
        Group.REGISTRATION,
        Moment.IDLE,
        s -> granularity.mayRegister(s) ? s.startUpdate(args) : Option.none(),
        slot,
        kind,
        file,
        buf,
        tagged,
        fault);
  }

  private List<Grouped> release() {
    return List.of(
        step("PutNode", Group.RELEASE, Moment.RELEASE, DmabufRw::putNode),
        step("PostTag", Group.RELEASE, Moment.RELEASE, DmabufRw::postTag),
        step("UnpinPages", Group.RELEASE, Moment.RELEASE, DmabufRw::unpinPages),
        step("UnwindNothing", Group.RELEASE, Moment.RELEASE, DmabufRw::unwindNothing),
        step("FreeVec", Group.RELEASE, Moment.RELEASE, DmabufRw::freeVec),
        step("LockForUnmap", Group.RELEASE, Moment.RELEASE, DmabufRw::lockForUnmap),
        step("Unmap", Group.RELEASE, Moment.RELEASE, DmabufRw::unmap),
        step("Detach", Group.RELEASE, Moment.RELEASE, DmabufRw::detach),
        step("PutDmabuf", Group.RELEASE, Moment.RELEASE, DmabufRw::putDmabuf),
        step("PutDevice", Group.RELEASE, Moment.RELEASE, DmabufRw::putDevice),
        step("PutFile", Group.RELEASE, Moment.RELEASE, DmabufRw::putFile),
        step("FreeRegbuf", Group.RELEASE, Moment.RELEASE, DmabufRw::freeRegbuf));
  }

  private List<Grouped> submission() {
    List<Grouped> submits =
        List.ofAll(
            io.vavr.API.For(
                    constants.integers("Slots"),
                    constants.strings("Ops"),
                    constants.integers("Files"),
                    constants.strings("Bads"))
                .yield((slot, op, file, bad) ->
                    step(
                        "Submit",
                        Group.SUBMISSION,
                        Moment.IDLE,
                        s -> s.submit(slot, Op.valueOf(op), file, BufferTableTarget.range(bad)),
                        slot,
                        op,
                        file,
                        bad)));
    return List.of(
            step("LookupNode", Group.SUBMISSION, Moment.REQUEST, DmabufRw::lookupNode),
            step("CheckImport", Group.SUBMISSION, Moment.REQUEST, DmabufRw::checkImport),
            step("IssueOrdinary", Group.SUBMISSION, Moment.REQUEST, DmabufRw::issueOrdinary),
            step("GetTag", Group.SUBMISSION, Moment.REQUEST, DmabufRw::getTag),
            step("IssueReturns", Group.SUBMISSION, Moment.REQUEST, DmabufRw::issueReturns),
            ofCall("PostCqe", EnumSet.of(Moment.REQUEST), DmabufRw::postCqe),
            ofCall("FreeReq", EnumSet.of(Moment.REQUEST), DmabufRw::freeReq))
        .appendAll(submits);
  }

  private List<Grouped> queue(int device) {
    return List.of(
            step("RingDoorbell", Group.QUEUEING, s -> s.ringDoorbell(device), device),
            step("Fetch", Group.DEVICE, s -> s.fetch(device), device),
            step("Reap", Group.IRQ, s -> s.reap(device), device))
        .appendAll(constants.integers("Tags").flatMap(tag -> command(device, tag)));
  }

  private List<Grouped> command(int d, int t) {
    return List.of(
            step("SyncForDevice", Group.QUEUEING, s -> s.syncForDevice(d, t), d, t),
            step("BuildPrps", Group.QUEUEING, s -> s.buildPrps(d, t), d, t),
            step("PoolEmpty", Group.QUEUEING, s -> s.poolEmpty(d, t), d, t),
            step("Requeue", Group.QUEUEING, s -> s.requeue(d, t), d, t),
            step("WriteSqe", Group.QUEUEING, s -> s.writeSqe(d, t), d, t),
            step("Xfer", Group.DEVICE, s -> s.xfer(d, t), d, t),
            step("SyncForCpu", Group.IRQ, s -> s.syncForCpu(d, t), d, t),
            step("FreeDescriptors", Group.IRQ, s -> s.freeDescriptors(d, t), d, t),
            step("EndRequest", Group.IRQ, s -> s.endRequest(d, t), d, t))
        .appendAll(
            constants
                .booleans("Answers")
                .map(ok -> step("Answer", Group.DEVICE, s -> s.answer(d, t, ok), d, t, ok)))
        .map(step -> step.needing(bit(initial.queue().layout().tags(), d, t)));
  }

  private List<Grouped> completion(int req) {
    return List.of(
        step("OrdinaryDone", Group.IRQ, s -> s.ordinaryDone(req), req),
        step("StartTaskWork", Group.TASKWORK, Moment.IDLE, s -> s.startTaskWork(req), req));
  }

  private List<Grouped> environment() {
    Group user = Group.ENVIRONMENT;
    return constants
        .integers("Reapable")
        .map(r -> step("ReapCqe", user, s -> s.reapCqe(r), r))
        .appendAll(
            constants
                .integersIn("Closable", "files")
                .map(f -> step("CloseFile", user, s -> s.closeFile(f), f)))
        .appendAll(
            constants
                .integersIn("Closable", "bufs")
                .map(b -> step("CloseBuf", user, s -> s.closeBuf(b), b)))
        .appendAll(
            constants
                .integers("Bufs")
                .flatMap(b ->
                    List.of(
                        step("ExporterLock", user, s -> s.exporterLock(b), b),
                        step("ExporterUnlock", user, s -> s.exporterUnlock(b), b))));
  }

  /** A step that is part of no call: it can be taken whatever the holder of the lock does. */
  private Grouped step(
      String action, Group group, Function<DmabufRw, Option<DmabufRw>> step, Object... args) {
    return step(action, s -> group, EnumSet.of(group), EnumSet.allOf(Moment.class), step, args);
  }

  /** A step of a call, or one that begins it. */
  private Grouped step(
      String action,
      Group group,
      Moment moment,
      Function<DmabufRw, Option<DmabufRw>> step,
      Object... args) {
    return step(action, s -> group, EnumSet.of(group), EnumSet.of(moment), step, args);
  }

  /** A step that belongs to whatever call is in progress. */
  private Grouped ofCall(
      String action, Set<Moment> moments, Function<DmabufRw, Option<DmabufRw>> step) {
    Set<Group> groups = EnumSet.of(Group.REGISTRATION, Group.SUBMISSION, Group.TASKWORK);
    return step(action, Granularity::callGroup, groups, moments, step);
  }

  private Grouped step(
      String action,
      Function<DmabufRw, Group> group,
      Set<Group> groups,
      Set<Moment> moments,
      Function<DmabufRw, Option<DmabufRw>> step,
      Object... args) {
    StepDef<DmabufRw> def =
        StepDef.of(
            action,
            s -> {
              DmabufRw next = step.apply(s).getOrNull();
              return next != null && granularity.mayRun(s, group.apply(s)) ? next : null;
            },
            args);
    return new Grouped(def, groups, moments, 0);
  }

  @Override
  public List<String> variables() {
    return variables;
  }

  @Override
  public int parts() {
    return parts.length;
  }

  @Override
  public Object part(DmabufRw s, int part) {
    return parts[part].in(s);
  }

  @Override
  public String partName(int part) {
    return parts[part].component().target().partName(parts[part].index());
  }

  @Override
  public int[] partsOf(int variable) {
    return partsOf[variable];
  }

  @Override
  public Value abstraction(DmabufRw s, int variable) {
    return variableOf[variable].abstraction(s);
  }

  @Override
  public long digest(int part, Object value) {
    return parts[part].component().target().digest(parts[part].index(), value);
  }

  @Override
  public List<Law<DmabufRw>> laws() {
    return laws;
  }
}
