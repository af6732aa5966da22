package io.uring.dmabuf.targets;

import static io.uring.dmabuf.replay.TlaValues.integer;
import static io.uring.dmabuf.replay.TlaValues.string;

import io.uring.dmabuf.design.Design;
import io.uring.dmabuf.replay.Law;
import io.uring.dmabuf.replay.ReplayTarget;
import io.uring.dmabuf.replay.StepDef;
import io.uring.dmabuf.replay.StepGroups;
import io.uring.dmabuf.replay.TlaValues;
import io.uring.dmabuf.step.Choice;
import io.uring.dmabuf.uring.BufferTableAudit;
import io.uring.dmabuf.uring.BufferTableConfig;
import io.uring.dmabuf.uring.DeferredIssue;
import io.uring.dmabuf.uring.DeferredIssueAudit;
import io.uring.dmabuf.uring.DeferredSteps;
import io.uring.dmabuf.uring.Queued;
import io.vavr.collection.List;
import io.vavr.control.Option;
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
    this.variables = table.variables().append("queued");
    this.laws =
        BufferTableAudit.LAWS
            .map(law -> Law.of(law.within(DeferredIssue::table), BufferTableTarget.partsOf(law)))
            .appendAll(DeferredIssueAudit.OF_QUEUE.map(law -> Law.of(law, List.range(0, parts()))));
  }

  @Override
  public DeferredIssue initial() {
    return DeferredIssue.initial(config);
  }

  @Override
  public List<StepDef<DeferredIssue>> steps() {
    return DeferredSteps.ALL.flatMap(step -> step.choices(constants).map(this::def));
  }

  private <A> StepDef<DeferredIssue> def(Choice<DeferredIssue, A> choice) {
    return table
        .bound(choice)
        .map(bound -> StepDef.of(choice, (DeferredIssue s) -> bound.test(s.table())))
        .getOrElse(() -> StepDef.of(choice));
  }

  @Override
  public Option<StepGroups<DeferredIssue>> groups() {
    return Option.some(TableGroups.ofQueue(config.requests(), steps()));
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
        string(request.range().label()),
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
