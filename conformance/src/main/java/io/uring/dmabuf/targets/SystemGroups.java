package io.uring.dmabuf.targets;

import io.uring.dmabuf.history.Told;
import io.uring.dmabuf.nvme.QueuePair;
import io.uring.dmabuf.replay.StepDef;
import io.uring.dmabuf.replay.StepGroups;
import io.uring.dmabuf.step.Group;
import io.uring.dmabuf.system.State;
import io.vavr.collection.List;
import java.util.EnumSet;
import java.util.Set;

/**
 * The groups of steps of the whole, as {@link Granularity} has them; those of a queue once for each
 * device.
 */
final class SystemGroups {
  private static final Set<Group> OF_A_DEVICE = EnumSet.of(Group.QUEUEING, Group.DEVICE, Group.IRQ);

  private final List<Group> single =
      List.of(Group.values()).filter(group -> !OF_A_DEVICE.contains(group));
  private final List<Group> ofDevice = List.ofAll(OF_A_DEVICE);

  private SystemGroups() {}

  /** Tells the group of a step in a state. */
  interface GroupOf {
    Group of(State state, int step);
  }

  /** The groups for so many devices. */
  static StepGroups<Told<State>> of(int devices, List<StepDef<Told<State>>> steps, GroupOf group) {
    SystemGroups groups = new SystemGroups();
    int[] deviceOf = steps.toJavaStream().mapToInt(SystemGroups::device).toArray();
    return new StepGroups<>(
        groups
            .single
            .map(Granularity::label)
            .appendAll(
                List.range(0, devices).flatMap(d -> groups.ofDevice.map(Granularity::label))),
        List.of(Granularity.label(Group.ENVIRONMENT)),
        told -> groups.busy(told.state()),
        (told, step) -> groups.member(group.of(told.state(), step), deviceOf[step]));
  }

  /** The device that a step of a queue is about, from 1; what a step of a request is told as. */
  private static int device(StepDef<?> step) {
    return step.action().equals("OrdinaryDone")
            || !(step.args().headOption().getOrNull() instanceof Integer device)
        ? 1
        : device;
  }

  private int member(Group group, int device) {
    return OF_A_DEVICE.contains(group)
        ? single.size() + (device - 1) * ofDevice.size() + ofDevice.indexOf(group)
        : single.indexOf(group);
  }

  private long busy(State state) {
    long busy = 0;
    for (Group group : single) {
      busy |= Granularity.isBusy(state, group) ? 1L << member(group, 1) : 0;
    }
    int device = 1;
    for (QueuePair pair : state.queue().pairs()) {
      for (Group group : ofDevice) {
        busy |= Granularity.isBusy(pair, group) ? 1L << member(group, device) : 0;
      }
      device++;
    }
    return busy;
  }
}
