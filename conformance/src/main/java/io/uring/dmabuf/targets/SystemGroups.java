package io.uring.dmabuf.targets;

import io.uring.dmabuf.history.ToldRings;
import io.uring.dmabuf.replay.StepDef;
import io.uring.dmabuf.replay.StepGroups;
import io.uring.dmabuf.step.Group;
import io.uring.dmabuf.step.InRing;
import io.uring.dmabuf.system.Setup;
import io.uring.dmabuf.system.State;
import io.vavr.collection.List;
import io.vavr.control.Option;
import java.util.function.Function;

/**
 * The groups of steps of the whole, as {@link Granularity} has them: those of calls once for each
 * ring, those of a queue once for each device, those of workers as one, once for each request.
 */
final class SystemGroups {
  /** The groups that there are once for each ring. */
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

  /** Tells the group of a step in a state. */
  interface GroupOf {
    Group of(State state, int step);
  }

  private final int workers;
  private final int queues;
  private final int reqs;

  private SystemGroups(Setup setup) {
    queues = setup.rings() * SINGLE.size();
    workers = queues + setup.devs() * QueueGroups.GROUPS.size();
    reqs = setup.reqs();
  }

  /**
   * The groups of a machine.
   *
   * @param busy the groups that are busy in a state
   * @param args the arguments of each step
   */
  static StepGroups<ToldRings<State>> of(
      Setup setup,
      Function<State, Busy> busy,
      List<?> args,
      List<StepDef<ToldRings<State>>> steps,
      GroupOf group) {
    SystemGroups groups = new SystemGroups(setup);
    int[] ring =
        args.toJavaStream()
            .mapToInt(each -> each instanceof InRing<?> of ? of.ctx().number() : 1)
            .toArray();
    int[] first =
        args.zip(steps)
            .toJavaStream()
            .mapToInt(pair ->
                number(pair._2.args().drop(pair._1 instanceof InRing<?> ? 1 : 0).headOption()))
            .toArray();
    return new StepGroups<>(
        List.fill(setup.rings(), () -> SINGLE.map(Granularity::label))
            .flatMap(labels -> labels)
            .appendAll(QueueGroups.members(setup.devs()))
            .appendAll(
                List.fill(setup.rings() * setup.reqs(), () -> Granularity.label(Group.WORKER))),
        List.of(Granularity.label(Group.ENVIRONMENT)),
        told -> groups.busy(busy.apply(told.state())),
        (told, step) -> groups.member(group.of(told.state(), step), ring[step], first[step]));
  }

  /** The device of a step of a queue, the request of a worker's; what another's is told as. */
  private static int number(Option<Object> first) {
    return first.getOrNull() instanceof Integer number ? number : 1;
  }

  private int member(Group group, int ring, int number) {
    return switch (group) {
      case QUEUEING, DEVICE, IRQ, TAGPUT ->
          queues + (number - 1) * QueueGroups.GROUPS.size() + PLACE[group.ordinal()];
      case WORKER, WORKERPUT -> workers + (ring - 1) * reqs + number - 1;
      case REGISTRATION, SUBMISSION, TASKWORK, RELEASE, ENVIRONMENT ->
          (ring - 1) * SINGLE.size() + PLACE[group.ordinal()];
    };
  }

  private long busy(Busy busy) {
    long calls = 0;
    for (int ring = 0; ring < busy.calling().length; ring++) {
      Group calling = busy.calling()[ring];
      if (calling != null) {
        calls |= 1L << ring * SINGLE.size() + PLACE[calling.ordinal()];
      }
    }
    return calls | busy.queues() << queues | (busy.workers() | busy.returning()) << workers;
  }
}
