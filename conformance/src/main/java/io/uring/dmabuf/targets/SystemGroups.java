package io.uring.dmabuf.targets;

import io.uring.dmabuf.history.Told;
import io.uring.dmabuf.replay.StepDef;
import io.uring.dmabuf.replay.StepGroups;
import io.uring.dmabuf.step.Group;
import io.uring.dmabuf.system.State;
import io.vavr.collection.List;

/**
 * The groups of steps of the whole, as {@link Granularity} has them; those of a queue once for each
 * device.
 */
final class SystemGroups {
  /** The groups that there are once. */
  private static final List<Group> SINGLE = List.of(Group.values()).removeAll(QueueGroups.GROUPS);

  /** The place of each group among its like. */
  private static final int[] PLACE =
      List.of(Group.values())
          .toJavaStream()
          .mapToInt(group -> Math.max(QueueGroups.GROUPS.indexOf(group), SINGLE.indexOf(group)))
          .toArray();

  private SystemGroups() {}

  /** Tells the group of a step in a state. */
  interface GroupOf {
    Group of(State state, int step);
  }

  /** The groups for so many devices. */
  static StepGroups<Told<State>> of(int devices, List<StepDef<Told<State>>> steps, GroupOf group) {
    int[] deviceOf = steps.toJavaStream().mapToInt(SystemGroups::device).toArray();
    return new StepGroups<>(
        SINGLE.map(Granularity::label).appendAll(QueueGroups.members(devices)),
        List.of(Granularity.label(Group.ENVIRONMENT)),
        told -> busy(told.state()),
        (told, step) -> member(group.of(told.state(), step), deviceOf[step]));
  }

  /** The device that a step of a queue is about, from 1; what a step of a request is told as. */
  private static int device(StepDef<?> step) {
    return step.action().equals("OrdinaryDone")
            || !(step.args().headOption().getOrNull() instanceof Integer device)
        ? 1
        : device;
  }

  private static int member(Group group, int device) {
    return switch (group) {
      case QUEUEING, DEVICE, IRQ ->
          SINGLE.size() + (device - 1) * QueueGroups.GROUPS.size() + PLACE[group.ordinal()];
      case REGISTRATION, SUBMISSION, TASKWORK, RELEASE, WORKER, ENVIRONMENT ->
          PLACE[group.ordinal()];
    };
  }

  private static long busy(State state) {
    Group calling = Granularity.calling(state);
    long single = calling == null ? 0 : 1L << PLACE[calling.ordinal()];
    long worker = Granularity.hasBusyWorker(state) ? 1L << PLACE[Group.WORKER.ordinal()] : 0;
    return single | worker | QueueGroups.busy(state.queue()) << SINGLE.size();
  }
}
