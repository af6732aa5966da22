package io.uring.dmabuf.targets;

import io.uring.dmabuf.design.Design;
import io.uring.dmabuf.design.StepLaw;
import io.uring.dmabuf.replay.Law;
import io.uring.dmabuf.replay.ReplayTarget;
import io.uring.dmabuf.replay.StepDef;
import io.uring.dmabuf.replay.TlaValues;
import io.uring.dmabuf.uring.CompletionQueueAudit;
import io.uring.dmabuf.uring.CompletionQueueSteps;
import io.uring.dmabuf.uring.Cqe;
import io.uring.dmabuf.uring.WatchedQueue;
import io.vavr.collection.List;
import io.vavr.collection.Seq;
import java.util.Locale;
import tlc2.value.impl.Value;

/** The Java of the specification CompletionQueue. */
public final class CompletionQueueTarget implements ReplayTarget<WatchedQueue> {
  private static final List<String> VARIABLES =
      List.of("posted", "queue", "list", "bit", "lost", "untold", "flush", "seen");
  private static final List<String> PARTS = List.of("posted", "queue", "flush", "seen", "lost");
  private static final int POSTED = 0;
  private static final int QUEUE = 1;
  private static final int FLUSH = 2;
  private static final int SEEN = 3;
  private static final int LOST = 4;

  private final ModelConstants constants;
  private final WatchedQueue initial;
  private final List<Law<WatchedQueue>> laws =
      CompletionQueueAudit.LAWS.map(law -> Laws.of(law, List.range(0, PARTS.size())));

  /** The target of a loaded model. */
  public CompletionQueueTarget(ModelConstants constants, Design design) {
    this.constants = constants;
    initial =
        WatchedQueue.fresh(design, constants.integer("CqEntries"), constants.integer("Posts"));
  }

  @Override
  public WatchedQueue initial() {
    return initial;
  }

  @Override
  public List<StepDef<WatchedQueue>> steps() {
    return CompletionQueueSteps.ALL.flatMap(step -> step.choices(constants).map(StepDef::of));
  }

  @Override
  public List<String> variables() {
    return VARIABLES;
  }

  @Override
  public int parts() {
    return PARTS.size();
  }

  @Override
  public Object part(WatchedQueue s, int part) {
    return switch (part) {
      case POSTED -> s.posted();
      case QUEUE -> s.queue();
      case FLUSH -> s.flush();
      case SEEN -> s.seen();
      default -> s.lost();
    };
  }

  @Override
  public String partName(int part) {
    return PARTS.get(part);
  }

  @Override
  public int[] partsOf(int variable) {
    return switch (VARIABLES.get(variable)) {
      case "posted" -> new int[] {POSTED};
      case "flush" -> new int[] {FLUSH};
      case "seen" -> new int[] {SEEN};
      case "lost" -> new int[] {LOST};
      default -> new int[] {QUEUE};
    };
  }

  @Override
  public Value abstraction(WatchedQueue s, int variable) {
    return switch (VARIABLES.get(variable)) {
      case "posted" -> TlaValues.integer(s.posted());
      case "queue" -> numbers(s.queue().entries().map(Cqe::userData));
      case "list" -> numbers(s.queue().overflow().list().map(Cqe::userData));
      case "bit" -> TlaValues.bool(s.queue().overflow().told());
      case "lost" -> TlaValues.setOf(s.lost().toJavaStream().mapToInt(Long::intValue).toArray());
      case "untold" -> TlaValues.bool(s.queue().overflow().untold());
      case "flush" -> TlaValues.string(s.flush().name().toLowerCase(Locale.ROOT));
      default -> numbers(s.seen());
    };
  }

  private static Value numbers(Seq<Long> numbers) {
    return TlaValues.sequence(
        numbers.map(number -> TlaValues.integer(number.intValue())).toJavaArray(Value[]::new));
  }

  @Override
  public List<Law<WatchedQueue>> laws() {
    return laws;
  }

  @Override
  public List<StepLaw<WatchedQueue>> stepLaws() {
    return CompletionQueueAudit.STEPS;
  }
}
