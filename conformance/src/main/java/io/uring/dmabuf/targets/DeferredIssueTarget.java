package io.uring.dmabuf.targets;

import static io.uring.dmabuf.replay.TlaValues.string;

import io.uring.dmabuf.design.Design;
import io.uring.dmabuf.design.StepLaw;
import io.uring.dmabuf.history.DeferredStepAudit;
import io.uring.dmabuf.history.Told;
import io.uring.dmabuf.history.ToldStep;
import io.uring.dmabuf.id.RequestId;
import io.uring.dmabuf.replay.Law;
import io.uring.dmabuf.replay.ReplayTarget;
import io.uring.dmabuf.replay.StepDef;
import io.uring.dmabuf.replay.StepGroups;
import io.uring.dmabuf.replay.TlaValues;
import io.uring.dmabuf.step.Choice;
import io.uring.dmabuf.uring.BufferTable;
import io.uring.dmabuf.uring.BufferTableConfig;
import io.uring.dmabuf.uring.DeferredIssue;
import io.uring.dmabuf.uring.DeferredIssueAudit;
import io.uring.dmabuf.uring.DeferredSteps;
import io.uring.dmabuf.uring.Queued;
import io.vavr.collection.List;
import io.vavr.control.Option;
import java.util.function.Predicate;
import tlc2.value.impl.Value;

/**
 * Deferred requests for the specification DeferredIssue: the parts, variables and steps of the
 * table are those of its own target, and the queue is one more.
 *
 * <p>Normalised: what the table's target normalises.
 */
public final class DeferredIssueTarget implements ReplayTarget<Told<DeferredIssue>> {
  private final ModelConstants constants;
  private final BufferTableTarget table;
  private final BufferTableConfig config;
  private final List<String> variables;
  private final List<Law<Told<DeferredIssue>>> laws;
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
        table
            .laws()
            .map(law ->
                new Law<Told<DeferredIssue>>(
                    law.name(), law.parts(), told -> law.broken().apply(ofTable(told))))
            .appendAll(
                DeferredIssueAudit.OF_QUEUE.map(
                    law -> Law.of(law.within(Told::state), List.range(0, parts()))));
  }

  @Override
  public Told<DeferredIssue> initial() {
    return Told.initial(DeferredIssue.initial(config));
  }

  @Override
  public List<StepDef<Told<DeferredIssue>>> steps() {
    return DeferredSteps.ALL.flatMap(step -> step.choices(constants).map(this::def));
  }

  private <A> StepDef<Told<DeferredIssue>> def(Choice<DeferredIssue, A> choice) {
    ToldStep<DeferredIssue, A> step = new ToldStep<>(choice);
    Predicate<Told<BufferTable>> bound = table.bound(choice);
    return new StepDef<>(
        choice.step().action(),
        choice.tla(),
        told -> bound.test(ofTable(told)) ? step.take(told) : null);
  }

  private static Told<BufferTable> ofTable(Told<DeferredIssue> told) {
    return new Told<>(told.state().table(), told.history());
  }

  @Override
  public Option<StepGroups<Told<DeferredIssue>>> groups() {
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
  public Object part(Told<DeferredIssue> told, int part) {
    return part < table.parts() ? table.part(ofTable(told), part) : told.state().queued();
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
  public Value abstraction(Told<DeferredIssue> told, int variable) {
    if (variable < table.variables().size()) {
      return table.abstraction(ofTable(told), variable);
    }
    return TlaValues.function(told.state().queued(), this::queued);
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
        TlaValues.id(request.slot()),
        TlaValues.id(request.file()),
        string(request.range().label()),
        TlaValues.id(
            request.awaits() instanceof Queued.Behind(RequestId head)
                ? Option.some(head)
                : Option.none()));
  }

  @Override
  public long digest(int part, Object value) {
    return part < table.parts()
        ? table.digest(part, value)
        : ReplayTarget.super.digest(part, value);
  }

  @Override
  public List<Law<Told<DeferredIssue>>> laws() {
    return laws;
  }

  @Override
  public List<StepLaw<Told<DeferredIssue>>> stepLaws() {
    return DeferredStepAudit.LAWS;
  }
}
