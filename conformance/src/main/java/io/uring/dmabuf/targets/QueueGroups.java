package io.uring.dmabuf.targets;

import io.uring.dmabuf.id.TagId;
import io.uring.dmabuf.nvme.Iod;
import io.uring.dmabuf.nvme.Iod.Stage;
import io.uring.dmabuf.nvme.NvmeQueue;
import io.uring.dmabuf.nvme.QueueEnvironment;
import io.uring.dmabuf.nvme.QueuePair;
import io.uring.dmabuf.replay.StepDef;
import io.uring.dmabuf.replay.StepGroups;
import io.uring.dmabuf.step.Bounds;
import io.uring.dmabuf.step.Group;
import io.uring.dmabuf.step.Step;
import io.vavr.collection.List;

/** The groups of steps of the queues alone: queueing, device, interrupt, tags of each device. */
final class QueueGroups {
  /** The groups of one device. */
  static final List<Group> GROUPS = List.of(Group.QUEUEING, Group.DEVICE, Group.IRQ, Group.TAGPUT);

  private static final int QUEUEING = bit(Group.QUEUEING);
  private static final int DEVICE = bit(Group.DEVICE);
  private static final int IRQ = bit(Group.IRQ);
  private static final int TAGPUT = bit(Group.TAGPUT);

  private QueueGroups() {}

  private static int bit(Group group) {
    return 1 << GROUPS.indexOf(group);
  }

  /** The groups for so many devices; their steps are those of the list, in its order. */
  static StepGroups<NvmeQueue> of(int devices, Bounds bounds) {
    int[] owners =
        QueueEnvironment.STEPS
            .flatMap(step -> owners(step, bounds))
            .toJavaStream()
            .mapToInt(i -> i)
            .toArray();
    return new StepGroups<>(
        members(devices), List.empty(), QueueGroups::busy, (state, step) -> owners[step]);
  }

  /** What a report calls the groups of so many devices. */
  static List<String> members(int devices) {
    return List.range(0, devices).flatMap(d -> GROUPS.map(Granularity::label));
  }

  /** A submission is where queueing begins: there is nothing else of it here. */
  private static <A> List<Integer> owners(Step<NvmeQueue, A> step, Bounds bounds) {
    Group group = step.groups().head() == Group.SUBMISSION ? Group.QUEUEING : step.groups().head();
    return step.choices(bounds)
        .map(choice -> (Integer) StepDef.of(choice).args().head())
        .map(device -> (device - 1) * GROUPS.size() + GROUPS.indexOf(group));
  }

  /** The groups that can make their next step, as bits: those of the first device first. */
  static long busy(NvmeQueue queues) {
    long busy = 0;
    int member = 0;
    for (QueuePair pair : queues.pairs()) {
      busy |= busy(pair) << member;
      member += GROUPS.size();
    }
    return busy;
  }

  /** Whether, of those that are busy, a group is among them, whichever queue's. */
  static boolean isBusy(long busy, Group group) {
    int bit = GROUPS.indexOf(group);
    for (long rest = busy >>> bit; rest != 0; rest >>>= GROUPS.size()) {
      if ((rest & 1) != 0) {
        return true;
      }
    }
    return false;
  }

  private static long busy(QueuePair pair) {
    long busy = pair.sq().tail() == pair.sq().rungTail() ? 0 : QUEUEING;
    for (Iod iod : pair.iods()) {
      busy |=
          switch (iod.stage()) {
            case Stage.Started _ -> pair.dispatches() ? QUEUEING : 0;
            case Stage.Synced _, Stage.Built _ -> QUEUEING;
            case Stage.Completed _, Stage.HandedBack _, Stage.Unmapped _ -> IRQ;
            case Stage.Idle _, Stage.Requeued _, Stage.Submitted _ -> 0;
          };
    }
    for (int t = 0; t < pair.iods().size(); t++) {
      busy |= pair.tags().isEnded(TagId.of(t)) && pair.mayFree(TagId.of(t)) ? TAGPUT : 0;
    }
    return deviceIsBusy(pair) ? busy | DEVICE : busy;
  }

  private static boolean deviceIsBusy(QueuePair pair) {
    if (pair.controller().executing().isEmpty()) {
      return false;
    }
    return !pair.cqFull()
        || pair.controller()
            .executing()
            .values()
            .exists(e ->
                pair.controller()
                    .reader()
                    .targets(pair.memory(), e.command())
                    .exists(targets -> e.moved() < targets.size()));
  }
}
