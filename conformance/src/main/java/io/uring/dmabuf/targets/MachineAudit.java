package io.uring.dmabuf.targets;

import io.uring.dmabuf.design.StepLaw;
import io.uring.dmabuf.dmabuf.MappingAudit;
import io.uring.dmabuf.dmabuf.MappingStepAudit;
import io.uring.dmabuf.history.HistoryAudit;
import io.uring.dmabuf.nvme.NvmeQueueAudit;
import io.uring.dmabuf.replay.Law;
import io.uring.dmabuf.system.State;
import io.uring.dmabuf.uring.RingContext;
import io.uring.dmabuf.uring.RingsAudit;
import io.vavr.collection.List;
import io.vavr.control.Option;

/** The laws of states and of steps that need no history, those of the components first. */
public final class MachineAudit {
  private static final List<Law<State>> LAWS = StructuralAudit.laws(names -> List.empty());

  private static final List<StepLaw<State>> STEPS =
      HistoryAudit.OF_ALL
          .map(law -> law.<State>within(State::rings))
          .appendAll(MappingStepAudit.LAWS.map(law -> law.within(State::mapping)))
          .appendAll(NvmeQueueAudit.STEPS.map(law -> law.within(State::queue)))
          .appendAll(StructuralAudit.STEPS);

  private MachineAudit() {}

  /** One line about a law that a step breaks, if any. */
  public static Option<String> brokenLaw(State before, State after) {
    return STEPS.iterator().flatMap(law -> law.broken().apply(before, after)).headOption();
  }

  /** One line about a law that the state breaks, if any. */
  public static Option<String> brokenLaw(State s) {
    return RingsAudit.audit(s.rings())
        .orElse(() -> MappingAudit.brokenLaw(s.mapping()))
        .orElse(() -> NvmeQueueAudit.audit(s.queue()))
        .orElse(() -> brokenAmong(s));
  }

  /** The laws between the components. */
  private static Option<String> brokenAmong(State s) {
    return LAWS.iterator().flatMap(law -> law.broken().apply(s)).headOption();
  }

  /**
   * The same after a state in which no law was broken: of what is the same in both, nobody has to
   * look at it again.
   *
   * @param sound none of its laws was broken
   */
  @SuppressWarnings("ReferenceEquality") // Most steps leave two of the three components alone.
  public static Option<String> brokenLawSince(State sound, State s) {
    Option<String> rings = sound.rings() == s.rings() ? Option.none() : RingsAudit.audit(s.rings());
    return rings
        .orElse(() ->
            sound.mapping() == s.mapping() ? Option.none() : MappingAudit.brokenLaw(s.mapping()))
        .orElse(() -> sound.queue() == s.queue() ? Option.none() : NvmeQueueAudit.audit(s.queue()))
        .orElse(() -> brokenAmong(s));
  }

  /** How many objects the laws look at, as an order of magnitude: what an audit costs. */
  public static int size(State s) {
    int size = s.mapping().regbufs().size() + s.rings().imus().size();
    for (RingContext ring : s.rings().tables()) {
      size +=
          ring.slots().getOrElse(0)
              + ring.nodes().size()
              + ring.requests().size()
              + ring.completions().entries().size();
    }
    return size;
  }
}
