package io.uring.dmabuf.targets;

import io.uring.dmabuf.design.Design;
import io.uring.dmabuf.dmabuf.DmabufMapping;
import io.uring.dmabuf.nvme.NvmeQueue;
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
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Set;
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
  private final EnumMap<Group, int[]> stepsOf = new EnumMap<>(Group.class);

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

  /** A step with the groups that it can belong to. */
  private record Grouped(StepDef<DmabufRw> step, Set<Group> groups) {}

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
    for (Group group : Group.values()) {
      stepsOf.put(group, indices(group));
    }
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

  /** The steps of the group that alone may move; all of them when everybody may. */
  @Override
  public int @Nullable [] allowed(DmabufRw s) {
    Group owner = granularity.owner(s);
    return owner == null ? null : stepsOf.get(owner);
  }

  private int[] indices(Group owner) {
    return grouped
        .zipWithIndex()
        .filter(t -> t._1.groups().contains(owner))
        .toJavaStream()
        .mapToInt(Tuple2::_2)
        .toArray();
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
            step("RegisterSparse", Group.REGISTRATION, DmabufRw::registerSparse),
            step("AllocRegbuf", Group.REGISTRATION, DmabufRw::allocRegbuf),
            step("GetFile", Group.REGISTRATION, DmabufRw::getFile),
            step("CheckDmaDevice", Group.REGISTRATION, DmabufRw::checkDmaDevice),
            step("GetDmaDevice", Group.REGISTRATION, DmabufRw::getDmaDevice),
            step("GetDmabuf", Group.REGISTRATION, DmabufRw::getDmabuf),
            step("Attach", Group.REGISTRATION, DmabufRw::attach),
            step("LockForMap", Group.REGISTRATION, DmabufRw::lockForMap),
            step("Map", Group.REGISTRATION, DmabufRw::map),
            step("MapFails", Group.REGISTRATION, DmabufRw::mapFails),
            step("GetDevice", Group.REGISTRATION, DmabufRw::getDevice),
            step("AllocVec", Group.REGISTRATION, DmabufRw::allocVec),
            step("AllocNode", Group.REGISTRATION, DmabufRw::allocNode),
            step("AllocImu", Group.REGISTRATION, DmabufRw::allocImu),
            step("StepFails", Group.REGISTRATION, DmabufRw::stepFails),
            step("TakeSlot", Group.REGISTRATION, DmabufRw::takeSlot),
            step("StoreNode", Group.REGISTRATION, DmabufRw::storeNode),
            step("ClearSlot", Group.REGISTRATION, DmabufRw::clearSlot),
            ofCall("Return", DmabufRw::returns))
        .appendAll(
            Option.when(
                teardown.contains("unregister"),
                () -> step("StartUnregister", Group.REGISTRATION, DmabufRw::startUnregister)))
        .appendAll(
            Option.when(
                teardown.contains("exit"),
                () -> step("CloseRing", Group.REGISTRATION, DmabufRw::closeRing)))
        .appendAll(
            constants
                .strings("Refusals")
                .map(e ->
                    step(
                        "UpdateRefused",
                        Group.REGISTRATION,
                        s -> s.updateRefused(Errno.valueOf(e)),
                        e)));
  }

  private List<Grouped> updates() {
    return BufferTableTarget.updates(constants, this::update);
  }

  private Grouped update(int slot, String kind, int file, int buf, boolean tagged, String fault) {
    UpdateArgs args = BufferTableTarget.updateArgs(slot, kind, file, buf, tagged, fault);
    return step(
        "StartUpdate",
        Group.REGISTRATION,
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
        step("PutNode", Group.RELEASE, DmabufRw::putNode),
        step("PostTag", Group.RELEASE, DmabufRw::postTag),
        step("UnpinPages", Group.RELEASE, DmabufRw::unpinPages),
        step("UnwindNothing", Group.RELEASE, DmabufRw::unwindNothing),
        step("FreeVec", Group.RELEASE, DmabufRw::freeVec),
        step("LockForUnmap", Group.RELEASE, DmabufRw::lockForUnmap),
        step("Unmap", Group.RELEASE, DmabufRw::unmap),
        step("Detach", Group.RELEASE, DmabufRw::detach),
        step("PutDmabuf", Group.RELEASE, DmabufRw::putDmabuf),
        step("PutDevice", Group.RELEASE, DmabufRw::putDevice),
        step("PutFile", Group.RELEASE, DmabufRw::putFile),
        step("FreeRegbuf", Group.RELEASE, DmabufRw::freeRegbuf));
  }

  private List<Grouped> submission() {
    List<Grouped> submits =
        BufferTableTarget.submissions(
            constants,
            (slot, op, file, bad) ->
                step(
                    "Submit",
                    Group.SUBMISSION,
                    s -> s.submit(slot, Op.valueOf(op), file, BufferTableTarget.range(bad)),
                    slot,
                    op,
                    file,
                    bad));
    return List.of(
            step("LookupNode", Group.SUBMISSION, DmabufRw::lookupNode),
            step("CheckImport", Group.SUBMISSION, DmabufRw::checkImport),
            step("IssueOrdinary", Group.SUBMISSION, DmabufRw::issueOrdinary),
            step("GetTag", Group.SUBMISSION, DmabufRw::getTag),
            step("IssueReturns", Group.SUBMISSION, DmabufRw::issueReturns),
            ofCall("PostCqe", DmabufRw::postCqe),
            ofCall("FreeReq", DmabufRw::freeReq))
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
                .map(ok -> step("Answer", Group.DEVICE, s -> s.answer(d, t, ok), d, t, ok)));
  }

  private List<Grouped> completion(int req) {
    return List.of(
        step("OrdinaryDone", Group.IRQ, s -> s.ordinaryDone(req), req),
        step("StartTaskWork", Group.TASKWORK, s -> s.startTaskWork(req), req));
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

  private Grouped step(
      String action, Group group, Function<DmabufRw, Option<DmabufRw>> step, Object... args) {
    return step(action, s -> group, EnumSet.of(group), step, args);
  }

  /** A step that belongs to whatever call is in progress. */
  private Grouped ofCall(String action, Function<DmabufRw, Option<DmabufRw>> step) {
    Set<Group> groups = EnumSet.of(Group.REGISTRATION, Group.SUBMISSION, Group.TASKWORK);
    return step(action, Granularity::callGroup, groups, step);
  }

  private Grouped step(
      String action,
      Function<DmabufRw, Group> group,
      Set<Group> groups,
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
    return new Grouped(def, groups);
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
