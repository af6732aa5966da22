package io.uring.dmabuf.targets;

import static io.uring.dmabuf.replay.TlaValues.integer;
import static io.uring.dmabuf.replay.TlaValues.string;

import io.uring.dmabuf.design.Design;
import io.uring.dmabuf.replay.Law;
import io.uring.dmabuf.replay.ReplayTarget;
import io.uring.dmabuf.replay.StepDef;
import io.uring.dmabuf.replay.TlaValues;
import io.uring.dmabuf.uring.BufferTable;
import io.uring.dmabuf.uring.BufferTableConfig;
import io.uring.dmabuf.uring.ByteRange;
import io.uring.dmabuf.uring.DeferredIssue;
import io.uring.dmabuf.uring.DeferredIssueAudit;
import io.uring.dmabuf.uring.Op;
import io.uring.dmabuf.uring.Queued;
import io.vavr.collection.HashMap;
import io.vavr.collection.List;
import io.vavr.collection.Map;
import io.vavr.control.Option;
import java.util.function.Function;
import tlc2.value.impl.Value;

/**
 * Deferred requests for the specification DeferredIssue: the parts, variables and steps of the
 * table are those of its own target, and the queue is one more.
 *
 * <p>Normalised: what the table's target normalises.
 */
public final class DeferredIssueTarget implements ReplayTarget<DeferredIssue> {
  private final ModelConstants constants;
  private final BufferTableTarget table;
  private final BufferTableConfig config;
  private final List<String> variables;
  private final TlaValues.Shape queuedShape =
      TlaValues.shape("how", "slot", "file", "bad", "behind");

  /** What a model leaves out, by the action and the place of the argument that it bounds. */
  private final Map<String, Bound> bounds;

  private record Bound(int argument, List<Object> values) {
    boolean allows(StepDef<?> step) {
      return values.contains(step.args().get(argument));
    }
  }

  /**
   * The target of a loaded model.
   *
   * @throws IllegalArgumentException when the model lacks a constant of DeferredIssue, or its
   *     objects are not numbered without gaps
   */
  public DeferredIssueTarget(ModelConstants constants, Design design) {
    this.constants = constants;
    this.table = new BufferTableTarget(constants, design);
    this.config = BufferTableTarget.configOf(constants, design);
    this.variables = table.variables().append("queued");
    this.bounds =
        HashMap.of(
            "StartSubmit", new Bound(4, List.narrow(constants.booleans("Opens"))),
            "CheckImport", new Bound(0, List.narrow(constants.strings("Imports"))),
            "Done", new Bound(1, List.narrow(constants.strings("Answers"))));
  }

  @Override
  public DeferredIssue initial() {
    return DeferredIssue.initial(config);
  }

  @Override
  public List<StepDef<DeferredIssue>> steps() {
    return table
        .steps()
        .filter(step -> bounds.get(step.action()).forAll(bound -> bound.allows(step)))
        .map(this::ofTable)
        .appendAll(submissions())
        .appendAll(constants.integers("Reqs").flatMap(this::ofRequest));
  }

  private StepDef<DeferredIssue> ofTable(StepDef<BufferTable> step) {
    return switch (step.action()) {
      case "PutNode" -> step("PutNode", DeferredIssue::putNode);
      case "Return" -> step("Return", DeferredIssue::returns);
      default ->
          new StepDef<>(
              step.action(),
              step.args(),
              state -> state.onTable(t -> Option.of(step.step().apply(t))).getOrNull());
    };
  }

  private List<StepDef<DeferredIssue>> submissions() {
    return constants
        .integers("Slots")
        .flatMap(s ->
            constants
                .strings("Ops")
                .flatMap(op ->
                    constants
                        .integers("Files")
                        .flatMap(f ->
                            constants.strings("Bads").flatMap(bad -> submission(s, op, f, bad)))));
  }

  private List<StepDef<DeferredIssue>> submission(int slot, String op, int file, String bad) {
    Op operation = Op.valueOf(op);
    ByteRange range = BufferTableTarget.range(bad);
    return when(
            "Deferrals",
            "link",
            () ->
                List.of(
                    step(
                        "PrepareLinked",
                        state -> state.prepareLinked(slot, operation, file, range),
                        slot,
                        op,
                        file,
                        bad)))
        .appendAll(
            when(
                "Deferrals",
                "async",
                () ->
                    List.of(
                        step(
                            "StartAsync",
                            state -> state.startAsync(slot, operation, file, range),
                            slot,
                            op,
                            file,
                            bad))));
  }

  private List<StepDef<DeferredIssue>> ofRequest(int r) {
    List<Boolean> opens = constants.booleans("Opens");
    return List.of(false, true)
        .map(all -> step("LinkSettled", state -> state.linkSettled(r, all), r, all))
        .appendAll(opens.map(g -> step("IssueLinked", state -> state.issueLinked(r, g), r, g)))
        .appendAll(
            opens.map(g ->
                g
                    ? step("WorkerLookup", state -> state.workerLookup(r), r)
                    : step("WorkerFindsNoFile", state -> state.workerFindsNoFile(r), r)))
        .appendAll(
            constants
                .strings("Imports")
                .map(e ->
                    step(
                        "WorkerIssue",
                        state -> state.workerIssue(r, BufferTableTarget.errno(e)),
                        r,
                        e)))
        .appendAll(
            when(
                "Cancels",
                "queued",
                () -> List.of(step("CancelQueued", state -> state.cancelQueued(r), r))))
        .appendAll(
            when(
                "Cancels",
                "inflight",
                () -> List.of(step("CancelInFlight", state -> state.cancelInFlight(r), r))));
  }

  private List<StepDef<DeferredIssue>> when(
      String constant,
      String value,
      java.util.function.Supplier<List<StepDef<DeferredIssue>>> steps) {
    return constants.strings(constant).contains(value) ? steps.get() : List.empty();
  }

  private static StepDef<DeferredIssue> step(
      String action, Function<DeferredIssue, Option<DeferredIssue>> step, Object... args) {
    return StepDef.of(action, state -> step.apply(state).getOrNull(), args);
  }

  @Override
  public List<String> variables() {
    return variables;
  }

  @Override
  public int parts() {
    return table.parts() + 1;
  }

  @Override
  public Object part(DeferredIssue state, int part) {
    return part < table.parts() ? table.part(state.table(), part) : state.queued();
  }

  @Override
  public String partName(int part) {
    return part < table.parts() ? table.partName(part) : "queued";
  }

  @Override
  public int[] partsOf(int variable) {
    return variable < table.variables().size()
        ? table.partsOf(variable)
        : new int[] {table.parts()};
  }

  @Override
  public Value abstraction(DeferredIssue state, int variable) {
    if (variable < table.variables().size()) {
      return table.abstraction(state.table(), variable);
    }
    int[] requests = state.queued().keySet().toJavaStream().mapToInt(Integer::intValue).toArray();
    return TlaValues.function(
        requests, state.queued().values().map(this::queued).toJavaArray(Value[]::new));
  }

  private Value queued(Queued request) {
    String how =
        switch (request.awaits()) {
          case Queued.Behind behind -> "link";
          case Queued.Issuer.TASK_WORK -> "task";
          case Queued.Issuer.WORKER -> "worker";
        };
    return queuedShape.of(
        string(how),
        integer(request.slot()),
        integer(request.file()),
        string(BufferTableTarget.label(request.range())),
        integer(request.awaits() instanceof Queued.Behind(int head) ? head : 0));
  }

  @Override
  public long digest(int part, Object value) {
    return part < table.parts()
        ? table.digest(part, value)
        : ReplayTarget.super.digest(part, value);
  }

  @Override
  public List<Law<DeferredIssue>> laws() {
    return List.of(new Law<>(List.range(0, parts()), DeferredIssueAudit::audit));
  }
}
