package io.uring.dmabuf.audit.spec;

import io.uring.dmabuf.audit.event.ProbeEvent;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The tasks that issue requests, from the first try to get a tag to the tag. */
final class Issuers {
  /** So many tasks are kept, and those with a request that is under way: workers come and go. */
  private static final int KEPT = 1 << 4;

  private final Map<Integer, RingSight.Live> issuing = new Latest<>(KEPT, RingSight.Live::isOver);

  /** The tasks that try for the first time to get a tag. */
  private final Map<Integer, RingSight.Live> asking = new Latest<>(KEPT, RingSight.Live::isOver);

  /** The tasks that try again. */
  private final Map<Integer, RingSight.Live> waiting = new Latest<>(KEPT, RingSight.Live::isOver);

  void clear() {
    issuing.clear();
    asking.clear();
    waiting.clear();
  }

  void begin(int task, RingSight.Live live) {
    issuing.put(task, live);
  }

  RingSight.@Nullable Live of(int task) {
    return issuing.get(task);
  }

  void stop(int task) {
    issuing.remove(task);
    asking.remove(task);
    waiting.remove(task);
  }

  void take(ProbeEvent event) {
    int task = event.at().pid();
    RingSight.Live live = issuing.get(task);
    if (live == null) {
      return;
    }
    boolean inline = live.ring().isSubmitter(task);
    switch (event) {
      case ProbeEvent.TagAsked _ -> asking.put(task, live);
      case ProbeEvent.QueueRun _ -> {
        if (asking.remove(task) != null && waiting.put(task, live) == null) {
          live.ring().tell(new Shown.FoundNone(event, live.id(), inline));
        }
      }
      case ProbeEvent.Slept _ -> {
        if (waiting.containsKey(task)) {
          live.ring().tell(new Shown.Asleep(event, live.id()));
        }
      }
      case ProbeEvent.TagGot got -> {
        asking.remove(task);
        waiting.remove(task);
        live.ring()
            .tell(
                got.tag() < 0
                    ? new Shown.TagRefused(event, live.id())
                    : new Shown.TagGot(event, live.id(), inline));
      }
      default -> {}
    }
  }
}
