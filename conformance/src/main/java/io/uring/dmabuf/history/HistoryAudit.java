package io.uring.dmabuf.history;

import io.uring.dmabuf.design.StateLaw;
import io.uring.dmabuf.design.StepLaw;
import io.uring.dmabuf.uring.CompletionQueue;
import io.uring.dmabuf.uring.Request.State;
import io.uring.dmabuf.uring.RingContext;
import io.uring.dmabuf.uring.Rings;
import io.uring.dmabuf.uring.WorkerSteps;
import io.vavr.collection.List;
import io.vavr.control.Option;
import java.util.function.BiFunction;

/**
 * The laws of a ring that need its history: a tag that was given comes after the last request that
 * used its buffer and is not lost, and the completion queue holds what was told.
 */
public final class HistoryAudit {

  /** The laws, which hold for each ring. */
  public static final List<StateLaw<Told<RingContext>>> LAWS =
      List.of(
          new StateLaw<>("TagAfterLastRequest", told -> eachTag(told, HistoryAudit::postedEarly)),
          new StateLaw<>("TagNotLost", told -> eachTag(told, HistoryAudit::lost)),
          new StateLaw<>("QueueHoldsWhatWasTold", HistoryAudit::queued));

  /** The laws of steps, which hold for each ring. */
  public static final List<StepLaw<Told<RingContext>>> STEPS =
      DeferredStepAudit.LAWS
          .appendAll(TableStepAudit.LAWS)
          .appendAll(OrderStepAudit.LAWS)
          .appendAll(ExitStepAudit.LAWS)
          .append(new StepLaw<>("LockCoversTable", HistoryAudit::changedWithoutLock));

  /** The laws of steps about what rings share. */
  public static final List<StepLaw<Rings>> OF_ALL =
      List.of(
          new StepLaw<>(
              "LockCoversTable",
              (before, after) ->
                  Option.when(
                      !before.imus().equals(after.imus())
                          && before.tables().forAll(RingContext::lockIsFree)
                          && after.tables().forAll(RingContext::lockIsFree),
                      "imus change and nobody holds a uring_lock")),
          new StepLaw<>("ClonesCopyTheirSource", CloneAudit::miscopied),
          new StepLaw<>("OneStepFindsLockFree", OneStepAudit::intruding));

  private HistoryAudit() {}

  /**
   * Nodes, table and tags change only while uring_lock is held, before or after the step; a
   * worker's lookup, and a table that appears, take it and give it back.
   */
  private static Option<String> changedWithoutLock(
      Told<RingContext> before, Told<RingContext> after) {
    boolean changes =
        !before.state().nodes().equals(after.state().nodes())
            || before.state().table().isDefined()
                && !before.state().table().equals(after.state().table())
            || !before.history().tags().equals(after.history().tags());
    return Option.when(
        changes
            && before.state().lockIsFree()
            && after.state().lockIsFree()
            && !isLookup(before.state(), after.state()),
        "nodes, table or tags change and nobody holds uring_lock");
  }

  private static boolean isLookup(RingContext before, RingContext after) {
    return before
        .queued()
        .ids()
        .exists(req -> WorkerSteps.WORKER_LOOKUP.from(before, req).contains(after));
  }

  private static Option<String> eachTag(
      Told<RingContext> told, BiFunction<Told<RingContext>, Long, Option<String>> law) {
    for (Long tag : told.history().tags().given()) {
      Option<String> broken = law.apply(told, tag);
      if (broken.isDefined()) {
        return broken;
      }
    }
    return Option.none();
  }

  private static Option<String> postedEarly(Told<RingContext> told, long tag) {
    boolean used =
        told.state()
            .requests()
            .iterator()
            .exists(r ->
                r.value().state() != State.COMPLETE
                    && told.history().request(r.id()).tag().contains(tag));
    return Option.when(
        used && told.history().tags().posted(tag) > 0,
        () ->
            "tag %d was posted and a request still uses its buffer"
                .formatted(CompletionQueue.numberOfTag(tag)));
  }

  private static Option<String> lost(Told<RingContext> told, long tag) {
    boolean carried = told.state().nodes().values().exists(node -> node.tag().contains(tag));
    return Option.when(
        !carried && told.history().tags().posted(tag) == 0,
        () -> "tag %d is lost".formatted(CompletionQueue.numberOfTag(tag)));
  }

  /** The CQEs in the queue are those that were told and not seen. */
  private static Option<String> queued(Told<RingContext> told) {
    CompletionQueue queue = told.state().completions();
    History history = told.history();
    boolean same =
        history.tags().posted().forAll(tag -> queue.count(tag._1) == tag._2)
            && history
                .requests()
                .iterator()
                .forAll(req -> queue.count(req.id().number()) == req.value().cqes());
    int count =
        history.tags().posted().values().sum().intValue()
            + history.requests().values().map(RequestTold::cqes).sum().intValue();
    return Option.when(
        !same || queue.held() != count,
        () -> "the queue holds %s, told was %s".formatted(queue.entries(), history));
  }
}
