package io.uring.dmabuf.targets;

import io.uring.dmabuf.history.Told;
import io.uring.dmabuf.replay.StepDef;
import io.uring.dmabuf.replay.StepGroups;
import io.uring.dmabuf.step.Group;
import io.uring.dmabuf.system.State;
import io.vavr.collection.List;

/**
 * The groups of steps of the whole, as {@link Granularity} has them; those of a queue once for each
 * device, those of workers as one, once for each request.
 */
final class SystemGroups {
  /** The groups that there are once. */
  private static final List<Group> SINGLE =
      List.of(Group.values())
          .removeAll(QueueGroups.GROUPS)
          .removeAll(List.of(Group.WORKER, Group.WORKERPUT));

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

  /** The groups for so many devices and requests. */
  static StepGroups<Told<State>> of(
      int devices, int requests, List<StepDef<Told<State>>> steps, GroupOf group) {
    int[] numberOf = steps.toJavaStream().mapToInt(SystemGroups::number).toArray();
    int workers = SINGLE.size() + devices * QueueGroups.GROUPS.size();
    return new StepGroups<>(
        SINGLE
            .map(Granularity::label)
            .appendAll(QueueGroups.members(devices))
            .appendAll(List.fill(requests, () -> Granularity.label(Group.WORKER))),
        List.of(Granularity.label(Group.ENVIRONMENT)),
        told -> busy(told.state(), workers),
        (told, step) -> member(group.of(told.state(), step), numberOf[step], workers));
  }

  /** The device of a step of a queue, the request of a worker's; what another's is told as. */
  private static int number(StepDef<?> step) {
    return step.args().headOption().getOrNull() instanceof Integer number ? number : 1;
  }

  private static int member(Group group, int number, int workers) {
    return switch (group) {
      case QUEUEING, DEVICE, IRQ, TAGPUT ->
          SINGLE.size() + (number - 1) * QueueGroups.GROUPS.size() + PLACE[group.ordinal()];
      case WORKER, WORKERPUT -> workers + number - 1;
      case REGISTRATION, SUBMISSION, TASKWORK, RELEASE, ENVIRONMENT -> PLACE[group.ordinal()];
    };
  }

  private static long busy(State state, int workers) {
    Group calling = Granularity.calling(state);
    long single = calling == null ? 0 : 1L << PLACE[calling.ordinal()];
    return single
        | QueueGroups.busy(state.queue()) << SINGLE.size()
        | (Granularity.busyWorkers(state) | Granularity.returningWorkers(state)) << workers;
  }
}
