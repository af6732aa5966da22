package io.uring.dmabuf.audit.rule;

import io.uring.dmabuf.audit.event.BlockEvent;
import io.uring.dmabuf.audit.event.Event;
import io.uring.dmabuf.audit.event.NvmeEvent;
import io.vavr.collection.List;
import java.util.HashMap;

/**
 * A command id is not used while a command has it. A command that is set up and then lacks memory
 * is never issued and set up again later; retries and commands that a reset takes back end first.
 */
final class OneTagPerPart extends Rule {

  private static final class Command {
    private final Life life;
    private boolean issued;

    /** Whether an end was seen that may be its own, or that of one that was never set up. */
    private boolean mayHaveEnded;

    private Command(Life life) {
      this.life = life;
    }
  }

  /** How many setups of a command id are missing that no single line explains. */
  private static final int SEVERAL = 2;

  private static final int MOST_MISSING = 7;

  private final Live<CommandKey, NvmeEvent.SetUp> latest = Live.remembered();
  private final Live<CommandKey, Command> live = new Live<>(command -> letGo(command.life));
  private final HashMap<Integer, Command> preparing = new HashMap<>();
  private boolean issuesAreRecorded;

  OneTagPerPart() {
    super(
        new About(
            "OneTagPerPart",
            "NvmeQueue",
            "commands",
            "a command id is set up again only after its command has ended",
            List.of("nvme_setup_cmd", "nvme_complete_rq", "blk_mq_get_tag"),
            List.of("nvme_setup_cmd", "nvme_complete_rq", "block_rq_issue"),
            "a second setup, where no block_rq_issue is recorded, or many ends are not"));
  }

  @Override
  public void take(Event event) {
    switch (event) {
      case NvmeEvent.SetUp setUp -> setUp(setUp);
      case BlockEvent.Issued issued -> {
        issuesAreRecorded = true;
        Command command = preparing.remove(issued.at().context());
        if (command != null) {
          command.issued = true;
          command.life.add(issued);
        }
      }
      case NvmeEvent.Ended ended -> ended(ended);
      default -> {}
    }
  }

  private void ended(NvmeEvent.Ended event) {
    CommandKey key = CommandKey.of(event);
    Command command = live.get(key);
    if (command != null && CommandKey.mayEnd(command.life, event)) {
      live.remove(key);
      isClean(command.life);
    } else if (command != null) {
      command.mayHaveEnded = true;
    }
  }

  private void setUp(NvmeEvent.SetUp event) {
    CommandKey key = CommandKey.of(event);
    Command command = new Command(new Life(key.text(), event));
    Command before = live.put(key, command);
    if (before != null) {
      if (before.mayHaveEnded) {
        isUnknown(before.life, "set up again; whether it had ended is not clear");
      } else if (!issuesAreRecorded) {
        isUnknown(before.life, "set up again; whether it was issued is not recorded");
      } else if (before.issued) {
        lacks(before.life, event, "its command id is set up again before it ended");
      } else {
        isClean(before.life);
      }
    }
    NvmeEvent.SetUp last = latest.put(key, event);
    int missing = last == null ? 0 : CommandKey.between(last.cid(), event.cid());
    if (last != null && missing >= SEVERAL && missing <= MOST_MISSING) {
      isMissing("lives of " + key.text(), last, event);
    }
    preparing.put(event.at().context(), command);
    if (preparing.size() > Live.MOST) {
      preparing.clear();
    }
  }

  @Override
  public void forget(String why) {
    live.values().forEach(command -> isUnknown(command.life, why));
    live.clear();
    latest.clear();
    preparing.clear();
  }
}
