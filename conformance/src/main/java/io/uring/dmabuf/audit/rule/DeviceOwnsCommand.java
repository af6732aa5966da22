package io.uring.dmabuf.audit.rule;

import io.uring.dmabuf.audit.event.Event;
import io.uring.dmabuf.audit.event.NvmeEvent;
import io.vavr.collection.List;
import java.util.HashMap;

/**
 * A command that the controller has ends only with an answer: a queue has no more ends than entries
 * that were taken from its completion queue. What the host takes back, at a timeout, a reset or a
 * removal, ends without an answer and says so in its status.
 */
final class DeviceOwnsCommand extends Rule {
  /** The status codes of the host itself: path related. */
  private static final int HOST = 0x300;

  private static final int TYPE = 0x700;

  private record Queue(int ctrl, int qid) {}

  private final Live<CommandKey, Life> live = live();
  private final HashMap<Queue, Integer> answers = new HashMap<>();

  DeviceOwnsCommand() {
    super(
        new About(
            "DeviceOwnsCommand",
            "NvmeQueue",
            "answered commands",
            "a command ends after the controller has answered it, or is taken back",
            List.of("nvme_handle_cqe", "nvme_complete_rq", "nvme_cancel_request"),
            List.of("nvme_setup_cmd", "nvme_sq", "nvme_complete_rq"),
            "which command an entry is of: nvme_sq prints no id"));
  }

  @Override
  public void take(Event event) {
    switch (event) {
      case NvmeEvent.SetUp setUp -> {
        CommandKey key = CommandKey.of(setUp);
        live.put(key, new Life(key.text(), setUp));
      }
      case NvmeEvent.Reaped reaped ->
          answers.merge(new Queue(reaped.ctrl(), reaped.qid()), 1, Integer::sum);
      case NvmeEvent.Ended ended -> ended(ended);
      default -> {}
    }
  }

  private void ended(NvmeEvent.Ended event) {
    if (!CommandKey.mayEnd(live.get(CommandKey.of(event)), event)) {
      return;
    }
    Life life = live.remove(CommandKey.of(event));
    Queue queue = new Queue(event.ctrl(), event.qid());
    Integer left = answers.get(queue);
    if (life == null || left == null || isTakenBack(event)) {
      return;
    }
    if (left == 0) {
      violates(life, event, "it ends, and the controller has not answered");
    } else {
      answers.put(queue, left - 1);
      isClean(life);
    }
  }

  private static boolean isTakenBack(NvmeEvent.Ended event) {
    return event.isTakenBack() || (event.status() & TYPE) == HOST;
  }

  @Override
  public void forget(String why) {
    live.clear();
    answers.clear();
  }
}
