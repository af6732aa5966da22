package io.uring.dmabuf.audit.rule;

import io.uring.dmabuf.audit.event.Event;
import io.uring.dmabuf.audit.event.NvmeEvent;
import io.vavr.collection.List;
import java.util.HashSet;

/**
 * Each end of a command is that of a command which was set up and has not ended yet, with the
 * generation that it was given.
 */
final class CqeNamesItsCommand extends Rule {
  private final Live<CommandKey, Life> live = live();
  private final Live<CommandKey, Life> ended = Live.remembered();
  private final HashSet<Integer> printGenerations = new HashSet<>();

  CqeNamesItsCommand() {
    super(
        new About(
            "CqeNamesItsCommand",
            "NvmeQueue",
            "ends of commands",
            "a command ends once for each time that it was set up, with its own id",
            List.of("nvme_find_rq", "nvme_complete_rq", "nvme_cancel_request"),
            List.of("nvme_setup_cmd", "nvme_complete_rq"),
            "a missing end; a wrong generation, where ends print none (some older kernels)"));
  }

  @Override
  public void take(Event event) {
    if (event instanceof NvmeEvent.SetUp setUp) {
      CommandKey key = CommandKey.of(setUp);
      live.put(key, new Life(key.text(), setUp));
    } else if (event instanceof NvmeEvent.Ended end) {
      ended(end);
    }
  }

  private void ended(NvmeEvent.Ended event) {
    CommandKey key = CommandKey.of(event);
    int generation = CommandKey.generation(event.cid());
    if (generation != 0) {
      printGenerations.add(event.ctrl());
    }
    if (!CommandKey.mayEnd(live.get(key), event)) {
      return;
    }
    Life life = live.remove(key);
    if (life == null) {
      Life before = ended.get(key);
      if (before == null) {
        beganUnseen(key.text(), event, "set up before the trace began");
      } else {
        lacks(before, event, "it ends again, and was not set up again");
      }
      return;
    }
    if (life.first() instanceof NvmeEvent.SetUp setUp
        && CommandKey.generation(setUp.cid()) != generation
        && printGenerations.contains(event.ctrl())) {
      violates(life, event, "it ends with the id of another generation");
    } else {
      isClean(life);
    }
    life.add(event);
    ended.put(key, life);
  }

  @Override
  public void forget(String why) {
    forget(live, why);
    ended.clear();
  }
}
