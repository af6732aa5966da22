package io.uring.dmabuf.targets;

import io.uring.dmabuf.dmabuf.MappingAudit;
import io.uring.dmabuf.nvme.NvmeQueueAudit;
import io.uring.dmabuf.replay.Law;
import io.uring.dmabuf.system.State;
import io.uring.dmabuf.uring.RingContext;
import io.uring.dmabuf.uring.RingsAudit;
import io.vavr.collection.List;
import io.vavr.control.Option;

/** The laws of a state that need no history, those of its components first. */
public final class MachineAudit {
  private static final List<Law<State>> LAWS = StructuralAudit.laws(names -> List.empty());

  private MachineAudit() {}

  /** One line about a law that the state breaks, if any. */
  public static Option<String> brokenLaw(State s) {
    return RingsAudit.audit(s.rings())
        .orElse(() -> MappingAudit.brokenLaw(s.mapping()))
        .orElse(() -> NvmeQueueAudit.audit(s.queue()))
        .orElse(() -> LAWS.iterator().flatMap(law -> law.broken().apply(s)).headOption());
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
