package io.uring.dmabuf.targets;

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

  private QueueGroups() {}

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
      for (Group group : GROUPS) {
        busy |= Granularity.isBusy(pair, group) ? 1L << member : 0;
        member++;
      }
    }
    return busy;
  }
}
