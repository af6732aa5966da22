package io.uring.dmabuf.targets;

import io.uring.dmabuf.design.Design;
import io.uring.dmabuf.design.StepLaw;
import io.uring.dmabuf.dmabuf.DmabufMapping;
import io.uring.dmabuf.history.ToldRings;
import io.uring.dmabuf.history.ToldStep;
import io.uring.dmabuf.id.DeviceId;
import io.uring.dmabuf.id.DmabufId;
import io.uring.dmabuf.id.FileId;
import io.uring.dmabuf.id.RingId;
import io.uring.dmabuf.nvme.NvmeQueue;
import io.uring.dmabuf.replay.Law;
import io.uring.dmabuf.replay.ReplayTarget;
import io.uring.dmabuf.replay.StepDef;
import io.uring.dmabuf.replay.StepGroups;
import io.uring.dmabuf.step.Choice;
import io.uring.dmabuf.step.Group;
import io.uring.dmabuf.step.InRing;
import io.uring.dmabuf.step.Step;
import io.uring.dmabuf.system.RegistrationSteps;
import io.uring.dmabuf.system.Setup;
import io.uring.dmabuf.system.State;
import io.uring.dmabuf.system.StateSteps;
import io.uring.dmabuf.uring.Rings;
import io.vavr.collection.HashSet;
import io.vavr.collection.Iterator;
import io.vavr.collection.List;
import io.vavr.control.Option;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;
import tlc2.value.impl.Value;

/**
 * The whole system for the specification DmabufRw: parts, variables and digests are those of the
 * components, one after the other.
 *
 * <p>Normalised: what the components normalise. The bytes of memory and disks are no part of the
 * state.
 */
public final class DmabufRwTarget implements ReplayTarget<ToldRings<State>> {
  /** The steps of a ring that bounds on registrations are of. */
  private static final List<String> REGISTERING =
      List.of(RegistrationSteps.START_UPDATE, RegistrationSteps.START_REGISTER).map(Step::action);

  private final ModelConstants constants;
  private final Setup setup;
  private final Granularity granularity;
  private final LowestFirst lowestFirst;
  private final ToldRings<State> initial;
  private final List<Component<?>> components;
  private final List<String> variables;

  /** The component that a part belongs to, and the part's index there. */
  private final Part<?>[] parts;

  private final long ofRings;
  private final long ofMapping;
  private final long ofQueue;
  private final Part<?>[] variableOf;
  private final int[][] partsOf;
  private final List<Law<ToldRings<State>>> laws;
  private final List<Grouped> grouped;
  private final Candidates candidates;

  /**
   * A component with its own target.
   *
   * @param target abstraction, digest and laws
   * @param of the component in the whole
   */
  private record Component<C>(ReplayTarget<C> target, Function<ToldRings<State>, C> of) {
    int parts() {
      return target.parts();
    }

    List<StepLaw<ToldRings<State>>> stepLaws() {
      return target.stepLaws().map(law -> law.within(of));
    }

    /** The laws of the component as laws of the whole, where its parts come after others. */
    List<Law<ToldRings<State>>> laws(int offset) {
      return target.laws().map(law -> law.within(of, offset));
    }
  }

  /** A step of the list with its arguments, and its group in a state. */
  private record Grouped(
      Choice<State, ?> of, StepDef<ToldRings<State>> step, Function<State, Group> group) {}

  /** Something of a component by its index there: a part or a variable. */
  private record Part<C>(Component<C> component, int index) {
    Object in(ToldRings<State> s) {
      return component.target().part(component.of().apply(s), index);
    }

    Value abstraction(ToldRings<State> s) {
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
    lowestFirst = new LowestFirst(constants);
    setup = setupOf(constants, design);
    initial = ToldRings.initial(State.initial(setup), constants.integers("Rings").size());
    DmabufMappingTarget mapping = new DmabufMappingTarget(constants, design);
    NvmeQueueTarget queue = new NvmeQueueTarget(constants, design);
    RequestsTarget table = new RequestsTarget(constants, design);
    Component<?> ofTable =
        new Component<ToldRings<Rings>>(
            table, told -> new ToldRings<>(told.state().rings(), told.histories()));
    Component<?> ofMappings = new Component<DmabufMapping>(mapping, told -> told.state().mapping());
    Component<?> ofQueues = new Component<NvmeQueue>(queue, told -> told.state().queue());
    components = List.of(ofTable, ofMappings, ofQueues);
    ofRings = bits(ofTable);
    ofMapping = bits(ofMappings);
    ofQueue = bits(ofQueues);
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
            .appendAll(
                StructuralAudit.laws(this::called).map(law -> law.within(ToldRings::state, 0)));
    grouped = grouped();
    candidates = new Candidates(grouped.map(Grouped::of));
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
  private static Setup setupOf(ModelConstants constants, Design design) {
    return new Setup(
        constants.function("TaskOf", RingId::of).values().toVector(),
        constants.integers("Slots").size(),
        constants.integers("Reqs").size(),
        constants.integer("Workers"),
        constants.function("DevOf", FileId::of).values().map(DeviceId::of).toVector(),
        constants.function("PagesOf", DmabufId::of).values().toVector(),
        constants.integer("UserPages"),
        constants.integers("Devs").size(),
        HashSet.ofAll(constants.ids("Shareable", DmabufId::of)),
        constants.strings("Resets").contains("unbound")
            ? HashSet.ofAll(constants.ids("Devs", DeviceId::of))
            : HashSet.empty(),
        !constants.integers("Toggled").isEmpty(),
        constants.integers("Iovas").size(),
        constants.integers("Tags").size(),
        constants.integer("SqDepth"),
        constants.integer("CqDepth"),
        constants.bool("HeadAtOnce"),
        constants.integer("Gens"),
        constants.integers("DescPages").size(),
        constants.integer("PrpsPerPage"),
        constants.integer("PageSize"),
        constants.integer("PartBytes"),
        constants.integer("Retries"),
        design);
  }

  @Override
  public ToldRings<State> initial() {
    return initial;
  }

  @Override
  public List<StepDef<ToldRings<State>>> steps() {
    return grouped.map(Grouped::step);
  }

  /**
   * The steps of the group that alone may move, or of everybody; of the call in progress only the
   * one that it takes next, unless the design is a wrong one.
   */
  @Override
  public int @Nullable [] allowed(ToldRings<State> told) {
    State s = told.state();
    Group owner = granularity.owner(s);
    return s.design().isIntended() ? candidates.of(s, owner) : candidates.of(owner);
  }

  private List<Grouped> grouped() {
    return StateSteps.ALL.flatMap(step -> step.choices(constants).map(this::grouped));
  }

  private <A> Grouped grouped(Choice<State, A> choice) {
    ToldStep<State, A> step = new ToldStep<>(choice);
    boolean registers = REGISTERING.contains(choice.step().action());
    boolean clones = choice.step().equals(RegistrationSteps.START_CLONE);
    boolean closesAtRest =
        choice.step().action().equals(RegistrationSteps.CLOSE_RING.action())
            && !constants.strings("Teardown").contains("dying");
    RingId ctx = choice.args() instanceof InRing<?> of ? of.ctx() : Rings.FIRST;
    StepDef<ToldRings<State>> def =
        new StepDef<>(
            choice.step().action(),
            choice.tla(),
            told -> {
              ToldRings<State> next = step.take(told);
              State s = told.state();
              boolean may =
                  next != null
                      && (!registers || granularity.mayRegister(told, ctx))
                      && (!clones || granularity.mayClone(told, ctx))
                      && (!closesAtRest || s.rings().get(ctx).isAtRest())
                      && lowestFirst.ofWhole(s, choice.args())
                      && granularity.mayRun(s, choice.owner(s), choice.group(s));
              return may ? next : null;
            });
    return new Grouped(choice, def, choice::group);
  }

  @Override
  public Option<StepGroups<ToldRings<State>>> groups() {
    Grouped[] all = grouped.toJavaArray(Grouped[]::new);
    return Option.some(
        SystemGroups.of(
            setup,
            granularity::busy,
            grouped.map(each -> each.of().args()),
            steps(),
            (s, step) -> all[step].group().apply(s)));
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
  public Object part(ToldRings<State> s, int part) {
    return parts[part].in(s);
  }

  @Override
  @SuppressWarnings("ReferenceEquality") // Identity is what tells that nothing has changed.
  public long shared(ToldRings<State> one, ToldRings<State> other) {
    State before = one.state();
    State after = other.state();
    boolean rings = before.rings() == after.rings() && one.histories() == other.histories();
    return (rings ? ofRings : 0)
        | (before.mapping() == after.mapping() ? ofMapping : 0)
        | (before.queue() == after.queue() ? ofQueue : 0);
  }

  /** The parts of a component, as bits. */
  private long bits(Component<?> component) {
    return (1L << component.parts()) - 1 << offset(component);
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
  public Value abstraction(ToldRings<State> s, int variable) {
    return variableOf[variable].abstraction(s);
  }

  @Override
  public long digest(int part, Object value) {
    return parts[part].component().target().digest(parts[part].index(), value);
  }

  @Override
  public List<Law<ToldRings<State>>> laws() {
    return laws;
  }

  @Override
  public List<StepLaw<ToldRings<State>>> stepLaws() {
    return components
        .flatMap(Component::stepLaws)
        .appendAll(StructuralAudit.STEPS.map(law -> law.within(ToldRings::state)));
  }
}
