package io.uring.dmabuf.audit.rule;

import io.uring.dmabuf.audit.event.Event;
import io.uring.dmabuf.audit.event.NvmeEvent;
import io.vavr.collection.List;
import java.util.HashMap;

/**
 * A submission queue has room for every command that has a tag. How many entries it has is told
 * when it is created: at a reset, or when a controller is found.
 */
final class SqHoldsQueued extends Rule {
  private record Queue(int ctrl, int qid) {}

  private final HashMap<Queue, Integer> entries = new HashMap<>();

  SqHoldsQueued() {
    super(
        new About(
            "SqHoldsQueued",
            "NvmeQueue",
            "commands on new queues",
            "a queue of N entries has commands with tags below N",
            List.of("nvme_alloc_io_tag_set", "nvme_sq_copy_cmd"),
            List.of("nvme_setup_cmd, with nvme_admin_create_sq"),
            "queues that were created before the trace began"));
  }

  @Override
  public void take(Event event) {
    if (!(event instanceof NvmeEvent.SetUp setUp)) {
      return;
    }
    if (setUp.sqid() != 0) {
      entries.put(new Queue(setUp.ctrl(), setUp.sqid()), setUp.qsize() + 1);
    }
    Integer size = entries.get(new Queue(setUp.ctrl(), setUp.qid()));
    if (size != null) {
      CommandKey key = CommandKey.of(setUp);
      if (key.tag() < size) {
        isClean();
      } else {
        violates(new Life(key.text(), setUp), setUp, "its queue has " + size + " entries");
      }
    }
  }

  @Override
  public void forget(String why) {
    entries.clear();
  }
}
