package io.uring.dmabuf.targets;

import io.uring.dmabuf.design.Design;
import io.uring.dmabuf.design.StepLaw;
import io.uring.dmabuf.nvme.NvmeQueue;
import io.uring.dmabuf.nvme.NvmeQueueAudit;
import io.uring.dmabuf.nvme.QueueEnvironment;
import io.uring.dmabuf.nvme.QueueLayout;
import io.uring.dmabuf.nvme.QueuePair;
import io.uring.dmabuf.replay.Law;
import io.uring.dmabuf.replay.ReplayTarget;
import io.uring.dmabuf.replay.StepDef;
import io.uring.dmabuf.replay.StepGroups;
import io.uring.dmabuf.step.Choice;
import io.vavr.collection.List;
import io.vavr.control.Option;
import java.util.stream.IntStream;
import tlc2.value.impl.Value;

/**
 * The NVMe queues for the specification NvmeQueue. A part of the state is the queue of one device:
 * what counts in its memory depends on both rings, the driver and the controller.
 */
public final class NvmeQueueTarget implements ReplayTarget<NvmeQueue> {
  private static final int PAGE_SIZE = 64;
  private static final int BLOCK_SIZE = 16;
  private static final List<String> VARIABLES = List.of("cmds", "sq", "cq", "pool", "ctrl");

  private final ModelConstants constants;
  private final LowestFirst lowestFirst;
  private final List<Integer> devices;
  private final NvmeQueue initial;
  private final NvmeQueueAbstraction abstraction =
      new NvmeQueueAbstraction(QueueEnvironment.IOVA_BASE);
  private final List<Law<NvmeQueue>> laws;

  /**
   * The target of a loaded model.
   *
   * @throws IllegalArgumentException when the model lacks a constant of NvmeQueue, or its tags are
   *     not 0 to n-1, or its devices or descriptor pages not 1 to n
   */
  public NvmeQueueTarget(ModelConstants constants, Design design) {
    devices = consecutive(constants, "Devs", 1);
    this.constants = constants;
    lowestFirst = new LowestFirst(constants);
    initial = NvmeQueue.idle(layoutOf(constants), design, devices.size());
    laws = NvmeQueueAudit.LAWS.map(law -> Laws.of(law, List.range(0, devices.size())));
  }

  /** The sizes of the queues in a model. */
  static QueueLayout layoutOf(ModelConstants constants) {
    return new QueueLayout(
            consecutive(constants, "Tags", 0).size(),
            constants.integer("SqDepth"),
            constants.integer("CqDepth"),
            constants.integer("Gens"),
            consecutive(constants, "DescPages", 1).size(),
            constants.integer("PrpsPerPage"),
            PAGE_SIZE,
            BLOCK_SIZE)
        .withHeadAtOnce(constants.bool("HeadAtOnce"))
        .withMaxRetries(constants.integer("Retries"));
  }

  private static List<Integer> consecutive(ModelConstants constants, String name, int first) {
    List<Integer> numbers = constants.integers(name);
    if (!numbers.equals(List.range(first, first + numbers.size()))) {
      throw new IllegalArgumentException(
          "constant " + name + " does not count from " + first + ": " + numbers.mkString(" "));
    }
    return numbers;
  }

  @Override
  public NvmeQueue initial() {
    return initial;
  }

  @Override
  public List<StepDef<NvmeQueue>> steps() {
    return QueueEnvironment.STEPS.flatMap(step -> step.choices(constants).map(this::def));
  }

  /** A step with the model's bound MCMayTakeTag. */
  private <A> StepDef<NvmeQueue> def(Choice<NvmeQueue, A> choice) {
    return new StepDef<>(
        choice.step().action(),
        choice.tla(),
        s -> lowestFirst.ofQueue(s, choice.args()) ? choice.take(s) : null);
  }

  @Override
  public Option<StepGroups<NvmeQueue>> groups() {
    return Option.some(QueueGroups.of(devices.size(), constants));
  }

  @Override
  public List<String> variables() {
    return VARIABLES;
  }

  @Override
  public int parts() {
    return devices.size();
  }

  @Override
  public Object part(NvmeQueue state, int part) {
    return state.pairs().get(part);
  }

  @Override
  public String partName(int part) {
    return "queue of device " + (part + 1);
  }

  @Override
  public int[] partsOf(int variable) {
    return IntStream.range(0, parts()).toArray();
  }

  @Override
  public Value abstraction(NvmeQueue state, int variable) {
    return switch (VARIABLES.get(variable)) {
      case "cmds" -> abstraction.cmds(state);
      case "sq" -> abstraction.sq(state);
      case "cq" -> abstraction.cq(state);
      case "pool" -> abstraction.pool(state);
      case "ctrl" -> abstraction.ctrl(state);
      default -> throw new IllegalArgumentException("variable " + variable);
    };
  }

  @Override
  public long digest(int part, Object value) {
    return abstraction.digest((QueuePair) value);
  }

  @Override
  public List<Law<NvmeQueue>> laws() {
    return laws;
  }

  @Override
  public List<StepLaw<NvmeQueue>> stepLaws() {
    return NvmeQueueAudit.STEPS;
  }
}
