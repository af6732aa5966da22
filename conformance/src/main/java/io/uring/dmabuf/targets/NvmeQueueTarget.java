package io.uring.dmabuf.targets;

import static io.uring.dmabuf.replay.StepDef.step;

import io.uring.dmabuf.block.BlockRequest;
import io.uring.dmabuf.block.BlockRequest.Operation;
import io.uring.dmabuf.design.Design;
import io.uring.dmabuf.nvme.NvmeQueue;
import io.uring.dmabuf.nvme.NvmeQueueAudit;
import io.uring.dmabuf.nvme.QueueLayout;
import io.uring.dmabuf.nvme.QueuePair;
import io.uring.dmabuf.replay.Law;
import io.uring.dmabuf.replay.ReplayTarget;
import io.uring.dmabuf.replay.StepDef;
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
  private static final long IOVA_BASE = 0xF000_0000L;
  private static final List<String> VARIABLES = List.of("cmds", "sq", "cq", "pool");

  private final List<Integer> devices;
  private final List<Integer> tags;
  private final List<Integer> requests;
  private final List<Boolean> answers;
  private final List<List<Integer>> layouts;
  private final NvmeQueue initial;
  private final NvmeQueueAbstraction abstraction = new NvmeQueueAbstraction(IOVA_BASE);
  private final List<Law<NvmeQueue>> laws;

  /**
   * The target of a loaded model.
   *
   * @throws IllegalArgumentException when the model lacks a constant of NvmeQueue, or its tags are
   *     not 0 to n-1, or its devices or descriptor pages not 1 to n
   */
  public NvmeQueueTarget(ModelConstants constants, Design design) {
    devices = consecutive(constants, "Devs", 1);
    tags = consecutive(constants, "Tags", 0);
    requests = constants.integers("Reqs");
    answers = constants.booleans("Answers");
    layouts = constants.sequences("Layouts");
    initial = NvmeQueue.idle(layoutOf(constants), design, devices.size());
    laws = List.of(new Law<>(List.range(0, devices.size()), NvmeQueueAudit::audit));
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
        BLOCK_SIZE);
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
    return devices.flatMap(d -> queue(d).appendAll(tags.flatMap(t -> command(d, t))));
  }

  private List<StepDef<NvmeQueue>> queue(int d) {
    return requests
        .<StepDef<NvmeQueue>>map(r -> step("Submit", s -> s.submit(d, request(r)), d, r))
        .append(step("RingDoorbell", s -> s.ringDoorbell(d), d))
        .append(step("Fetch", s -> s.fetch(d), d))
        .append(step("Reap", s -> s.reap(d), d));
  }

  private List<StepDef<NvmeQueue>> command(int d, int t) {
    return List.<StepDef<NvmeQueue>>of(
            step("SyncForDevice", s -> s.syncForDevice(d, t), d, t),
            step("Requeue", s -> s.requeue(d, t), d, t),
            step("WriteSqe", s -> s.writeSqe(d, t), d, t),
            step("Xfer", s -> s.xfer(d, t), d, t),
            step("SyncForCpu", s -> s.syncForCpu(d, t), d, t),
            step("FreeDescriptors", s -> s.freeDescriptors(d, t), d, t),
            step("EndRequest", s -> s.endRequest(d, t), d, t))
        .appendAll(answers.map(ok -> step("Answer", s -> s.answer(d, t, ok), d, t, ok)))
        .appendAll(layouts.map(a -> step("BuildPrps", s -> build(s, d, t, a), d, t, text(a))))
        .appendAll(
            layouts
                .map(List::size)
                .distinct()
                .map(n -> step("PoolEmpty", s -> s.poolEmpty(d, t, n), d, t, n)));
  }

  private static BlockRequest request(int number) {
    Operation operation = number % 2 == 0 ? Operation.READ : Operation.WRITE;
    return new BlockRequest(number, operation, number * 1000L);
  }

  private static Option<NvmeQueue> build(NvmeQueue queues, int d, int t, List<Integer> addresses) {
    return queues.buildPrps(d, t, addresses.map(a -> IOVA_BASE + (long) a * PAGE_SIZE));
  }

  private static String text(List<Integer> sequence) {
    return sequence.mkString("<<", ", ", ">>");
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
}
