package io.uring.dmabuf.targets;

import static io.uring.dmabuf.replay.StepDef.step;
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
import io.vavr.collection.List;
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
  private final List<String> deferrals;
  private final List<String> cancels;
  private final List<String> variables;
  private final List<Law<DeferredIssue>> laws;
  private final TlaValues.Shape queuedShape =
      TlaValues.shape("how", "slot", "file", "bad", "behind");

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
    this.deferrals = constants.strings("Deferrals");
    this.cancels = constants.strings("Cancels");
    this.variables = table.variables().append("queued");
    this.laws = List.of(new Law<>(List.range(0, parts()), DeferredIssueAudit::audit));
  }

  @Override
  public DeferredIssue initial() {
    return DeferredIssue.initial(config);
  }

  @Override
  public List<StepDef<DeferredIssue>> steps() {
    return table
        .steps()
        .map(this::ofTable)
        .appendAll(submissions())
        .appendAll(constants.integers("Reqs").flatMap(this::ofRequest));
  }

  private StepDef<DeferredIssue> ofTable(StepDef<BufferTable> step) {
    return switch (step.action()) {
      case "PutNode" -> step("PutNode", DeferredIssue::putNode);
      case "Return" -> step("Return", DeferredIssue::returns);
      default -> step.within(DeferredIssue::onTable);
    };
  }

  private List<StepDef<DeferredIssue>> submissions() {
    return BufferTableTarget.submissions(constants, this::submission).flatMap(Function.identity());
  }

  private List<StepDef<DeferredIssue>> submission(int slot, String op, int file, String bad) {
    Op operation = Op.valueOf(op);
    ByteRange range = BufferTableTarget.range(bad);
    Option<StepDef<DeferredIssue>> linked =
        Option.when(
            deferrals.contains("link"),
            () ->
                step(
                    "PrepareLinked",
                    state -> state.prepareLinked(slot, operation, file, range),
                    slot,
                    op,
                    file,
                    bad));
    Option<StepDef<DeferredIssue>> async =
        Option.when(
            deferrals.contains("async"),
            () ->
                step(
                    "StartAsync",
                    state -> state.startAsync(slot, operation, file, range),
                    slot,
                    op,
                    file,
                    bad));
    return List.of(linked, async).flatMap(Function.identity());
  }

  private List<StepDef<DeferredIssue>> ofRequest(int r) {
    List<Boolean> opens = table.opens();
    return List.of(false, true)
        .<StepDef<DeferredIssue>>map(
            all -> step("LinkSettled", state -> state.linkSettled(r, all), r, all))
        .appendAll(opens.map(g -> step("IssueLinked", state -> state.issueLinked(r, g), r, g)))
        .appendAll(
            opens.map(g ->
                g
                    ? step("WorkerLookup", state -> state.workerLookup(r), r)
                    : step("WorkerFindsNoFile", state -> state.workerFindsNoFile(r), r)))
        .appendAll(
            table
                .imports()
                .map(e ->
                    step(
                        "WorkerIssue",
                        state -> state.workerIssue(r, BufferTableTarget.errno(e)),
                        r,
                        e)))
        .appendAll(
            Option.when(
                cancels.contains("queued"),
                () -> step("CancelQueued", state -> state.cancelQueued(r), r)))
        .appendAll(
            Option.when(
                cancels.contains("queued"),
                () -> step("CancelNotFound", state -> state.cancelNotFound(r), r)))
        .appendAll(
            Option.when(
                cancels.contains("inflight"),
                () -> step("CancelInFlight", state -> state.cancelInFlight(r), r)));
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
    return laws;
  }
}
