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
import java.util.function.Function;

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
    return brokenLawSince(Option.none(), s);
  }

  /**
   * The same where a state was looked at before: what is the same in both, nobody has to look at
   * again.
   *
   * @param sound none of its laws was broken
   */
  public static Option<String> brokenLawSince(Option<State> sound, State s) {
    return broken(sound, s, State::rings, RingsAudit::audit)
        .orElse(() -> broken(sound, s, State::mapping, MappingAudit::brokenLaw))
        .orElse(() -> broken(sound, s, State::queue, NvmeQueueAudit::audit))
        .orElse(() -> LAWS.iterator().flatMap(law -> law.broken().apply(s)).headOption());
  }

  @SuppressWarnings("ReferenceEquality") // Most steps leave two of the three components alone.
  private static <T> Option<String> broken(
      Option<State> sound, State s, Function<State, T> part, Function<T, Option<String>> audit) {
    T component = part.apply(s);
    return sound.exists(before -> part.apply(before) == component)
        ? Option.none()
        : audit.apply(component);
  }

  /** How many objects the laws look at, as an order of magnitude: what an audit costs. */
  public static int size(State s) {
    int size = s.mapping().regbufs().size() + s.rings().imus().size();
    for (RingContext ring : s.rings().tables()) {
      size +=
          ring.slots().getOrElse(0)
              + ring.nodes().size()
              + ring.requests().size()
              + ring.completions().held();
    }
    return size;
  }
}
