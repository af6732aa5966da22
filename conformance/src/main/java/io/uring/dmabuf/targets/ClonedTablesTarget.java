package io.uring.dmabuf.targets;

import io.uring.dmabuf.design.Design;
import io.uring.dmabuf.design.StateLaw;
import io.uring.dmabuf.design.StepLaw;
import io.uring.dmabuf.history.HistoryAudit;
import io.uring.dmabuf.history.Told;
import io.uring.dmabuf.history.ToldRings;
import io.uring.dmabuf.replay.Law;
import io.uring.dmabuf.replay.ReplayTarget;
import io.uring.dmabuf.replay.StepDef;
import io.uring.dmabuf.replay.StepGroups;
import io.uring.dmabuf.replay.TlaValues;
import io.uring.dmabuf.step.Choice;
import io.uring.dmabuf.uring.BufferTable;
import io.uring.dmabuf.uring.BufferTableAudit;
import io.uring.dmabuf.uring.BufferTableConfig;
import io.uring.dmabuf.uring.Call;
import io.uring.dmabuf.uring.CloneSteps;
import io.uring.dmabuf.uring.ClonedTables;
import io.uring.dmabuf.uring.ClonedTablesAudit;
import io.uring.dmabuf.uring.RawClone;
import io.uring.dmabuf.uring.SlotTable;
import io.vavr.collection.List;
import io.vavr.control.Option;
import java.util.function.Predicate;
import tlc2.value.impl.Value;

/**
 * Two rings for the specification ClonedTables: the parts, variables and steps of the ring here are
 * those of the target of one table, and so are the parts of the ring away, but for the imus, which
 * the rings share.
 *
 * <p>Normalised: what the table's target normalises.
 */
public final class ClonedTablesTarget implements ReplayTarget<ToldRings> {
  private static final String CALL = "call";
  private static final String IMUS = "imus";

  private final ModelConstants constants;
  private final BufferTableTarget table;
  private final BufferTableConfig config;
  private final int maxTags;
  private final int maxNodes;
  private final boolean callsMeet;
  private final LowestFirst lowestFirst;
  private final List<String> variables;
  private final List<Law<ToldRings>> laws;

  /** The variables of one ring that it does not share, as the record {@code away} has them. */
  private final List<Integer> own;

  /** The parts of one ring that it does not share. */
  private final List<Integer> ownParts;

  private final TlaValues.Shape awayShape;

  /**
   * The target of a loaded model.
   *
   * @throws IllegalArgumentException when the model lacks a constant of ClonedTables, or its
   *     objects are not numbered without gaps
   */
  public ClonedTablesTarget(ModelConstants constants, Design design) {
    this.constants = constants;
    this.config = BufferTableTarget.configOf(constants, 0, "Files", design);
    this.table = new BufferTableTarget(constants, config);
    this.maxTags = constants.integer("MaxTags");
    this.maxNodes = constants.integer("MaxNodes");
    this.callsMeet = constants.bool("CallsMeet");
    this.lowestFirst = new LowestFirst(constants);
    this.variables = table.variables().append("away").append("fresh");
    this.own =
        List.range(0, table.variables().size())
            .filter(variable -> !table.variables().get(variable).equals(IMUS));
    this.ownParts = List.range(0, table.parts()).filter(part -> !table.partName(part).equals(IMUS));
    this.awayShape = TlaValues.shape(own.map(table.variables()::get).toJavaArray(String[]::new));
    this.laws =
        ClonedTablesAudit.OF_BOTH
            .map(law -> Laws.of(law.within(ToldRings::rings), List.range(0, parts())))
            .appendAll(
                ofEachRing()
                    .map(law ->
                        Laws.of(law.within(ToldRings::here), BufferTableTarget.partsOf(law))))
            .appendAll(ofEachRing().map(this::ofAway));
  }

  /** A law of the ring that is away, of which the law of the models says nothing. */
  private Law<ToldRings> ofAway(StateLaw<Told<BufferTable>> law) {
    List<Integer> looksAt = BufferTableTarget.partsOf(law).map(this::awayPart);
    return new Law<>(law.name(), looksAt, false, law.within(ToldRings::away).broken());
  }

  private static List<StateLaw<Told<BufferTable>>> ofEachRing() {
    return BufferTableAudit.OF_EACH_RING
        .map(law -> law.<Told<BufferTable>>within(Told::state))
        .appendAll(HistoryAudit.LAWS);
  }

  @Override
  public ToldRings initial() {
    return ToldRings.initial(ClonedTables.initial(config));
  }

  @Override
  public List<StepDef<ToldRings>> steps() {
    return CloneSteps.ALL.flatMap(step -> step.choices(constants).map(this::def));
  }

  private <A> StepDef<ToldRings> def(Choice<ClonedTables, A> choice) {
    ToldRings.Taking taking = ToldRings.taking(choice);
    Predicate<ToldRings> bound = bound(choice);
    return new StepDef<>(
        choice.step().action(), choice.tla(), told -> bound.test(told) ? taking.apply(told) : null);
  }

  private Predicate<ToldRings> bound(Choice<?, ?> choice) {
    return switch (choice.step().action()) {
      case "StartUpdate" -> this::mayRegister;
      case "StartClone" -> {
        RawClone clone = (RawClone) choice.args();
        yield told -> mayClone(told.rings(), clone);
      }
      case "Switch" -> told -> maySwitch(told.rings());
      case "StartSubmit" -> told -> lowestFirst.ofTable(told.rings().here(), choice.args());
      default -> told -> true;
    };
  }

  /** The bound of MCClonedTables on registrations. */
  private boolean mayRegister(ToldRings told) {
    int given = told.ofHere().tags().given().size() + told.ofAway().tags().given().size();
    return given < maxTags && nodes(told.rings()) < maxNodes;
  }

  /** The bound of MCClonedTables on clones, and that of the specification: equal sizes. */
  private boolean mayClone(ClonedTables state, RawClone clone) {
    long end = clone.to() + clone.count();
    boolean fits =
        state.here().table().isEmpty()
            ? clone.count() == 0 || end == config.slots()
            : end <= config.slots();
    return fits && nodes(state) < maxNodes;
  }

  private static int nodes(ClonedTables state) {
    return state.here().nodes().size() + state.away().nodes().size();
  }

  /** The bound of MCClonedTables on whose step comes next. */
  private boolean maySwitch(ClonedTables state) {
    return callsMeet || state.here().lockIsFree();
  }

  @Override
  public Option<StepGroups<ToldRings>> groups() {
    return Option.some(TableGroups.ofRings(config.requests(), steps()));
  }

  @Override
  public List<String> variables() {
    return variables;
  }

  @Override
  public int parts() {
    return table.parts() + ownParts.size();
  }

  /** The part that a part of one ring is for the ring away. */
  private int awayPart(int part) {
    int own = ownParts.indexOf(part);
    return own < 0 ? part : table.parts() + own;
  }

  private boolean isHere(int part) {
    return part < table.parts();
  }

  /** The part of one ring that a part of the ring away is. */
  private int ofAway(int part) {
    return ownParts.get(part - table.parts());
  }

  @Override
  public Object part(ToldRings told, int part) {
    return isHere(part) ? table.part(told.here(), part) : table.part(told.away(), ofAway(part));
  }

  @Override
  public String partName(int part) {
    return isHere(part) ? table.partName(part) : "away " + table.partName(ofAway(part));
  }

  @Override
  public int[] partsOf(int variable) {
    if (variable < table.variables().size()) {
      return table.partsOf(variable);
    }
    List<Integer> away = List.range(table.parts(), parts());
    List<Integer> calls =
        List.range(0, parts())
            .filter(part -> table.partName(isHere(part) ? part : ofAway(part)).equals(CALL));
    return (variables.get(variable).equals("away") ? away : calls)
        .toJavaStream()
        .mapToInt(Integer::intValue)
        .toArray();
  }

  @Override
  public Value abstraction(ToldRings told, int variable) {
    if (variable < table.variables().size()) {
      return table.abstraction(told.here(), variable);
    }
    return variables.get(variable).equals("away")
        ? awayShape.of(
            own.map(each -> table.abstraction(told.away(), each)).toJavaArray(Value[]::new))
        : BufferTableTarget.slots(
            fresh(told.rings().here().call()).orElse(fresh(told.rings().away().call())));
  }

  private static Option<SlotTable> fresh(Call call) {
    return call instanceof Call.Clone clone ? Option.some(clone.fresh()) : Option.none();
  }

  @Override
  public long digest(int part, Object value) {
    return table.digest(isHere(part) ? part : ofAway(part), value);
  }

  @Override
  public List<Law<ToldRings>> laws() {
    return laws;
  }

  /** Those of the ring here, wherever it is after the step. */
  @Override
  public List<StepLaw<ToldRings>> stepLaws() {
    return HistoryAudit.STEPS.map(law ->
        new StepLaw<>(
            law.name(),
            (before, after) ->
                before.here().equals(after.away()) && before.away().equals(after.here())
                    ? Option.none()
                    : law.broken().apply(before.here(), after.here())));
  }
}
