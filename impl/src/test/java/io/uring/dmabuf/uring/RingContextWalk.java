package io.uring.dmabuf.uring;

import io.uring.dmabuf.design.Designed;
import io.uring.dmabuf.id.DmabufId;
import io.uring.dmabuf.id.FileId;
import io.uring.dmabuf.id.RequestId;
import io.uring.dmabuf.id.SlotId;
import io.uring.dmabuf.step.Choice;
import io.uring.dmabuf.step.Step;
import io.vavr.collection.List;
import io.vavr.collection.Set;
import io.vavr.control.Option;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.RandomDistribution;
import net.jqwik.api.statistics.Statistics;

/** Runs of a buffer table, made of the steps of its list. */
final class RingContextWalk {

  /** The steps of requests that are issued later, or cancelled. */
  static final List<Step<RingContext, ?>> LATER =
      LinkSteps.ALL.appendAll(WorkerSteps.ALL).appendAll(CancelSteps.ALL);

  /** The steps of a ring whose requests are all issued by their submitter, and none cancelled. */
  private static final List<Step<RingContext, ?>> AT_ONCE = RingContextSteps.ALL.removeAll(LATER);

  /** The steps by which somebody begins something new, or asks for what is refused. */
  private static final List<Step<RingContext, ?>> BEGINNINGS =
      List.of(
          TableSteps.REGISTER_SPARSE,
          TableSteps.UPDATE_REFUSED,
          TableSteps.START_UPDATE,
          TableSteps.START_REGISTER,
          TeardownSteps.START_UNREGISTER,
          TeardownSteps.CLOSE_RING,
          SubmitSteps.START_SUBMIT);

  private static final int SELDOM = 20;

  /** What ends a call or everything, and is taken rarely by a random run. */
  private static final List<Step<RingContext, ?>> ENDS =
      List.of(
          TeardownSteps.CLOSE_RING,
          TeardownSteps.START_UNREGISTER,
          TableSteps.FAIL,
          TableSteps.ENTRY_REFUSED,
          CqeSteps.PART_ENDS);

  private RingContextWalk() {}

  /** Whether a number of a run may take a step: what ends a call or everything is taken rarely. */
  static boolean isFor(Choice<?, ?> choice, int number) {
    return number % SELDOM == 0
        || !ENDS.exists(end -> end.action().equals(choice.step().action()))
            && !isFailure(choice.args());
  }

  /** What a number of a run takes of what it may take. */
  static <T> T pick(List<T> possible, int number) {
    return possible.get(number / SELDOM % possible.size());
  }

  /** Numbers for a run: enough that tables are filled, used and emptied again. */
  static Arbitrary<List<Integer>> numbers() {
    return Arbitraries.integers()
        .between(0, 1_000_000)
        .withDistribution(RandomDistribution.uniform())
        .list()
        .ofMinSize(150)
        .ofMaxSize(300)
        .map(List::ofAll);
  }

  /** Demands that something is seen in at least a share of all runs. */
  static void often(String what, boolean seen, int percent) {
    Statistics.label(what)
        .collect(seen)
        .coverage(coverage -> coverage.check(true).percentage(share -> share >= percent));
  }

  /** All steps. */
  static List<Choice<RingContext, ?>> steps(RingContextConfig config) {
    return choices(AT_ONCE, config);
  }

  /** The steps that carry on what has begun, without a failure. */
  static List<Choice<RingContext, ?>> successes(RingContextConfig config) {
    return choices(
            AT_ONCE.removeAll(BEGINNINGS).remove(TableSteps.FAIL).remove(TableSteps.ENTRY_REFUSED),
            config)
        .filter(choice -> !isFailure(choice.args()));
  }

  private static List<Choice<RingContext, ?>> choices(
      List<Step<RingContext, ?>> steps, RingContextConfig config) {
    return steps.flatMap(step -> step.choices(new RingBounds(config)));
  }

  /** Whether the arguments of a step say that something failed. */
  static boolean isFailure(Object args) {
    return args instanceof CqeSteps.Ended(RequestId req, int res) && res < 0
        || args instanceof Option<?> refusal && refusal.isDefined();
  }

  /** The only update that puts this into a slot of a ring. */
  static UpdateArgs update(RingContext ring, int slot, BufferKind kind, boolean tagged) {
    boolean dmabuf = kind == BufferKind.DMABUF;
    Option<Long> tag = Option.when(tagged, () -> nextTag(ring));
    return new UpdateArgs(
        SlotId.of(slot),
        kind,
        Option.when(dmabuf, FileId.of(1)),
        Option.when(dmabuf, DmabufId.of(1)),
        tag,
        Option.none());
  }

  /** The tags that a ring tells of, in its nodes and in CQEs; an open one forgets none. */
  static Set<Long> tags(RingContext ring) {
    return ring.nodes()
        .values()
        .flatMap(Node::tag)
        .toSet()
        .addAll(
            ring.completions()
                .entries()
                .map(Cqe::userData)
                .filter(data -> data >= CompletionQueue.TAG_BASE));
  }

  private static long nextTag(RingContext ring) {
    return CompletionQueue.userDataOfTag(tags(ring).size() + 1);
  }

  /** A choice whose tag, if it gives one, is the next of a ring. */
  static <S extends Designed, A> Choice<S, A> tagging(Choice<S, A> choice, RingContext ring) {
    return UpdateArgs.tagging(choice, nextTag(ring));
  }

  /** A read of a well-formed range. */
  static Submitted read(RingContext s, int slot) {
    return s.next(new RawSqe(SlotId.of(slot), Op.READ_FIXED, FileId.of(1), new Window(0, 64)));
  }

  /** The submission of it. */
  static SubmitSteps.Submission submission(RingContext s, int slot, boolean gotFile) {
    return new SubmitSteps.Submission(read(s, slot), gotFile);
  }

  /** The state after a run in which each choice picks one of the steps that can be taken. */
  static RingContext run(RingContext start, List<Integer> choices) {
    List<Choice<RingContext, ?>> all = steps(start.config());
    return choices.foldLeft(
        start,
        (table, choice) -> {
          List<RingContext> next =
              all.filter(step -> isFor(step, choice))
                  .flatMap(step -> Option.of(tagging(step, table).take(table)));
          return next.isEmpty() ? table : pick(next, choice);
        });
  }

  /** The state after everything that has begun was carried to its end. */
  static RingContext settled(RingContext start) {
    return carriedOn(start, successes(start.config()));
  }

  /** The state after which none of these steps can be taken, the first ones being preferred. */
  static RingContext carriedOn(RingContext start, List<Choice<RingContext, ?>> steps) {
    RingContext table = start;
    Option<RingContext> next = Option.some(start);
    while (next.isDefined()) {
      table = next.get();
      RingContext now = table;
      next = steps.iterator().flatMap(step -> Option.of(step.take(now))).headOption();
    }
    return table;
  }
}
