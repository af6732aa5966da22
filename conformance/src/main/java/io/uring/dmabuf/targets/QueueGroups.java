package io.uring.dmabuf.targets;

import io.uring.dmabuf.nvme.NvmeQueue;
import io.uring.dmabuf.nvme.QueuePair;
import io.uring.dmabuf.replay.StepDef;
import io.uring.dmabuf.replay.StepGroups;
import io.uring.dmabuf.step.Group;
import io.vavr.collection.List;

/** The groups of steps of the queues alone: queueing, device and interrupt of each device. */
final class QueueGroups {
  /** The groups of one device. */
  static final List<Group> GROUPS = List.of(Group.QUEUEING, Group.DEVICE, Group.IRQ);

  private QueueGroups() {}

  /** The groups for so many devices. */
  static StepGroups<NvmeQueue> of(int devices, List<StepDef<NvmeQueue>> steps) {
    int[] owners = steps.toJavaStream().mapToInt(QueueGroups::owner).toArray();
    return new StepGroups<>(
        members(devices), List.empty(), QueueGroups::busy, (state, step) -> owners[step]);
  }

  /** What a report calls the groups of so many devices. */
  static List<String> members(int devices) {
    return List.range(0, devices).flatMap(d -> GROUPS.map(Granularity::label));
  }

  private static int owner(StepDef<?> step) {
    Group group =
        switch (step.action()) {
          case "Submit",
              "RingDoorbell",
              "SyncForDevice",
              "BuildPrps",
              "PoolEmpty",
              "Requeue",
              "WriteSqe" ->
              Group.QUEUEING;
          case "Fetch", "Xfer", "Answer" -> Group.DEVICE;
          case "Reap", "SyncForCpu", "FreeDescriptors", "EndRequest" -> Group.IRQ;
          default -> throw new IllegalArgumentException("no group for the step " + step.label());
        };
    return ((Integer) step.args().head() - 1) * GROUPS.size() + GROUPS.indexOf(group);
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
