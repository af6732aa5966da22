package io.uring.dmabuf.targets;

import io.uring.dmabuf.design.Design;
import io.uring.dmabuf.design.StateLaw;
import io.uring.dmabuf.design.StepLaw;
import io.uring.dmabuf.history.HistoryAudit;
import io.uring.dmabuf.history.Told;
import io.uring.dmabuf.history.ToldRings;
import io.uring.dmabuf.history.ToldStep;
import io.uring.dmabuf.id.FileId;
import io.uring.dmabuf.id.RegbufId;
import io.uring.dmabuf.id.RingId;
import io.uring.dmabuf.replay.Digest;
import io.uring.dmabuf.replay.Law;
import io.uring.dmabuf.replay.ReplayTarget;
import io.uring.dmabuf.replay.StepDef;
import io.uring.dmabuf.replay.StepGroups;
import io.uring.dmabuf.replay.TlaValues;
import io.uring.dmabuf.step.Choice;
import io.uring.dmabuf.step.InRing;
import io.uring.dmabuf.uring.RawClone;
import io.uring.dmabuf.uring.RingContext;
import io.uring.dmabuf.uring.RingContextAudit;
import io.uring.dmabuf.uring.RingContextConfig;
import io.uring.dmabuf.uring.RingDomains;
import io.uring.dmabuf.uring.Rings;
import io.uring.dmabuf.uring.RingsAudit;
import io.uring.dmabuf.uring.RingsSteps;
import io.vavr.Lazy;
import io.vavr.Tuple2;
import io.vavr.collection.HashSet;
import io.vavr.collection.List;
import io.vavr.control.Option;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import tlc2.value.impl.Value;

/**
 * The rings of a machine for the specification Requests: the parts and variables of each are those
 * of {@link RingParts}; the mapped buffers are of all.
 *
 * <p>Normalised: what {@link RingParts} normalises.
 */
public final class RequestsTarget implements ReplayTarget<ToldRings<Rings>> {
  private static final String IMUS = "imus";

  /** The part that the rings share. */
  private static final int SHARED = 0;

  private final ModelConstants constants;
  private final RingContextConfig config;
  private final RingParts ring;
  private final List<RingId> rings;
  private final List<Integer> taskOf;
  private final int maxTags;
  private final int maxNodes;
  private final boolean callsMeet;
  private final boolean closesAtAnyTime;
  private final LowestFirst lowestFirst;
  private final List<String> variables = RingParts.VARIABLES.append(IMUS);
  private final List<Law<ToldRings<Rings>>> laws;

  /** The steps, which are asked for only where the rings are alone: the whole has its own. */
  private final Lazy<List<Choice<Rings, ?>>> choices;

  /** The steps worth trying, for each set of rings, as bits, whose uring_lock is held. */
  private final Lazy<int[][]> allowed;

  /**
   * The target of a loaded model.
   *
   * @throws IllegalArgumentException when the model lacks a constant of Requests, or its rings are
   *     not 1 to n, its slots not 0 to n-1, or its requests not 1 to n
   */
  public RequestsTarget(ModelConstants constants, Design design) {
    this.constants = constants;
    this.config = configOf(constants, design);
    // The whole has drives, and no constant for what an import answers.
    boolean disksMayDie = !constants.has("Imports") || RingDomains.mayDie(constants);
    this.ring = new RingParts(config.requests(), disksMayDie);
    this.rings = InRing.rings(constants);
    this.taskOf = constants.function("TaskOf", RingId::of).values().toList();
    this.lowestFirst = new LowestFirst(constants);
    boolean bounded = constants.has("MaxTags");
    this.maxTags = bounded ? constants.integer("MaxTags") : Integer.MAX_VALUE;
    this.maxNodes = bounded ? constants.integer("MaxNodes") : Integer.MAX_VALUE;
    this.callsMeet = !constants.has("CallsMeet") || constants.bool("CallsMeet");
    this.closesAtAnyTime = constants.strings("Teardown").contains("dying");
    this.laws = RingsAudit.OF_ALL.map(this::ofAll).appendAll(rings.flatMap(this::ofRing));
    this.choices = Lazy.of(() -> RingsSteps.ALL.flatMap(step -> step.choices(constants)));
    this.allowed =
        Lazy.of(() ->
            IntStream.range(0, 1 << rings.size()).mapToObj(this::allowed).toArray(int[][]::new));
  }

  private int[] allowed(int locked) {
    return choices
        .get()
        .zipWithIndex()
        .reject(choice ->
            choice._1.step().hasGuard(RingContext.LOCK_IS_FREE)
                && (locked & bit(((InRing<?>) choice._1.args()).ctx())) != 0)
        .toJavaStream()
        .mapToInt(Tuple2::_2)
        .toArray();
  }

  private static int bit(RingId ctx) {
    return 1 << ctx.number() - 1;
  }

  private Law<ToldRings<Rings>> ofAll(StateLaw<Rings> law) {
    List<Integer> looksAt =
        law.equals(RingsAudit.SAME_IMUS)
            ? List.range(0, parts())
            : rings.flatMap(ctx -> parts(ctx, RingParts.partsOf(law.name()))).distinct();
    return Laws.of(law.within(ToldRings::state), looksAt);
  }

  private List<Law<ToldRings<Rings>>> ofRing(RingId ctx) {
    return RingContextAudit.OF_EACH_RING
        .map(law -> law.<Told<RingContext>>within(Told::state))
        .appendAll(HistoryAudit.LAWS)
        .map(law ->
            Laws.of(
                law.within(told -> told(told, ctx)), parts(ctx, RingParts.partsOf(law.name()))));
  }

  private static Told<RingContext> told(ToldRings<Rings> told, RingId ctx) {
    return new Told<>(told.state().get(ctx), told.of(ctx));
  }

  /** The configuration of each ring in a model. */
  private static RingContextConfig configOf(ModelConstants constants, Design design) {
    List<Integer> slots = constants.integers("Slots");
    if (!slots.equals(List.range(0, slots.size()))
        || !areNumbered(constants, "Reqs")
        || !areNumbered(constants, "Rings")) {
      throw new IllegalArgumentException("Slots are not 0 to n-1, or Reqs or Rings are not 1 to n");
    }
    List<FileId> waiting =
        constants.has("Pollable") ? constants.ids("Pollable", FileId::of) : List.empty();
    return new RingContextConfig(
        slots.size(),
        constants.integers("Reqs").size(),
        1,
        constants.integer("Workers"),
        constants.integer("PartBytes"),
        HashSet.ofAll(waiting),
        RingDomains.mayBeCached(constants),
        design);
  }

  private static boolean areNumbered(ModelConstants constants, String name) {
    List<Integer> numbers = constants.integers(name);
    return numbers.equals(List.rangeClosed(1, numbers.size()));
  }

  @Override
  public ToldRings<Rings> initial() {
    return ToldRings.initial(Rings.initial(taskOf, config), rings.size());
  }

  @Override
  public List<StepDef<ToldRings<Rings>>> steps() {
    return choices.get().map(this::def);
  }

  /** The steps that do not take the uring_lock of a ring where a call holds it. */
  @Override
  public int @Nullable [] allowed(ToldRings<Rings> told) {
    if (!told.state().design().isIntended()) {
      return null;
    }
    int locked = 0;
    for (RingId ctx : rings) {
      locked |= told.state().get(ctx).lockIsFree() ? 0 : bit(ctx);
    }
    return allowed.get()[locked];
  }

  private <A> StepDef<ToldRings<Rings>> def(Choice<Rings, A> choice) {
    ToldStep<Rings, A> step = new ToldStep<>(choice);
    Predicate<ToldRings<Rings>> bound = bound(choice);
    return new StepDef<>(
        choice.step().action(),
        choice.tla(),
        told -> {
          ToldRings<Rings> next = step.take(told);
          return next != null && bound.test(told) ? next : null;
        });
  }

  /** The bounds of MCRequests on a step of a ring. */
  private Predicate<ToldRings<Rings>> bound(Choice<?, ?> choice) {
    Predicate<ToldRings<Rings>> own =
        switch (choice.step().action()) {
          case "StartUpdate", "StartRegister" -> this::mayRegister;
          case "StartClone" -> {
            InRing<?> of = (InRing<?>) choice.args();
            RawClone asked = ((RingsSteps.Cloning) of.args()).asked();
            yield told -> mayClone(told.state(), of.ctx(), asked);
          }
          case "CloseRing" -> {
            RingId ctx = ((InRing<?>) choice.args()).ctx();
            yield told -> closesAtAnyTime || told.state().get(ctx).isAtRest();
          }
          case "SetRegbuf" -> {
            RegbufId regbuf = (RegbufId) ((InRing<?>) choice.args()).args();
            yield told -> mayBeRegbuf(told.state(), regbuf);
          }
          case "StartSubmit", "PrepareLinked", "StartAsync" ->
              told -> lowestFirst.ofRings(told.state(), choice.args());
          default -> told -> true;
        };
    // In a model whose calls do not meet, a step that needs a free uring_lock needs those of all.
    return callsMeet || !choice.step().hasGuard(RingContext.LOCK_IS_FREE)
        ? own
        : own.and(told -> told.state().tables().forAll(RingContext::lockIsFree));
  }

  /** The bound of MCRequests on registrations. */
  private boolean mayRegister(ToldRings<Rings> told) {
    return told.given() < maxTags && told.state().nodeCount() < maxNodes;
  }

  /** The bound of MCRequests on clones, and that of the specification: equal sizes. */
  private boolean mayClone(Rings state, RingId ctx, RawClone clone) {
    long end = clone.to() + clone.count();
    boolean fits =
        state.get(ctx).table().isEmpty()
            ? clone.count() == 0 || end == config.slots()
            : end <= config.slots();
    return fits && state.nodeCount() < maxNodes;
  }

  /** The bound of MCRequests on regbuf numbers: all lower ones are in use. */
  private static boolean mayBeRegbuf(Rings rings, RegbufId regbuf) {
    for (int lower = 1; lower < regbuf.number(); lower++) {
      if (!rings.has(RegbufId.of(lower))) {
        return false;
      }
    }
    return true;
  }

  @Override
  public Option<StepGroups<ToldRings<Rings>>> groups() {
    return Option.some(TableGroups.of(rings.size(), config.requests(), steps()));
  }

  @Override
  public List<String> variables() {
    return variables;
  }

  @Override
  public int parts() {
    return 1 + rings.size() * RingParts.NAMES.size();
  }

  /** The index of a part of a ring, or of what the rings share. */
  private static int index(RingId ctx, int part) {
    return part == RingParts.IMUS ? SHARED : 1 + (ctx.number() - 1) * RingParts.NAMES.size() + part;
  }

  private static List<Integer> parts(RingId ctx, List<Integer> parts) {
    return parts.map(part -> index(ctx, part));
  }

  private RingId ringOf(int part) {
    return RingId.of(1 + (part - 1) / RingParts.NAMES.size());
  }

  private static int ofRing(int part) {
    return (part - 1) % RingParts.NAMES.size();
  }

  @Override
  public Object part(ToldRings<Rings> told, int part) {
    return part == SHARED ? told.state().imus() : ring.part(told(told, ringOf(part)), ofRing(part));
  }

  @Override
  public String partName(int part) {
    if (part == SHARED) {
      return IMUS;
    }
    String name = RingParts.NAMES.get(ofRing(part));
    return rings.size() == 1 ? name : name + " of ring " + ringOf(part);
  }

  @Override
  public int[] partsOf(int variable) {
    List<Integer> parts =
        variables.get(variable).equals(IMUS)
            ? List.of(SHARED)
            : rings.flatMap(ctx -> parts(ctx, RingParts.PARTS_OF.get(variable)));
    return parts.toJavaStream().mapToInt(Integer::intValue).toArray();
  }

  @Override
  public Value abstraction(ToldRings<Rings> told, int variable) {
    String name = variables.get(variable);
    if (name.equals(IMUS)) {
      return TlaValues.function(told.state().imus(), ring::imu);
    }
    Value[] values = new Value[rings.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = ring.abstraction(told(told, rings.get(i)), name);
    }
    return TlaValues.function(1, values);
  }

  @Override
  public long digest(int part, Object value) {
    return part == SHARED ? Digest.of(value) : ring.digest(ofRing(part), value);
  }

  @Override
  public List<Law<ToldRings<Rings>>> laws() {
    return laws;
  }

  @Override
  public List<StepLaw<ToldRings<Rings>>> stepLaws() {
    return rings
        .flatMap(ctx ->
            HistoryAudit.STEPS.map(law -> law.<ToldRings<Rings>>within(told -> told(told, ctx))))
        .appendAll(HistoryAudit.OF_ALL.map(law -> law.within(ToldRings::state)));
  }
}
