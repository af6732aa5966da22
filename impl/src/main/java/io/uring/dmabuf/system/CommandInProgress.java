package io.uring.dmabuf.system;

import io.uring.dmabuf.block.OfTag;
import io.uring.dmabuf.id.RequestId;
import io.uring.dmabuf.nvme.Iod.Stage;
import io.uring.dmabuf.nvme.QueuePair;
import io.uring.dmabuf.step.Choice;
import io.uring.dmabuf.step.Step;
import io.uring.dmabuf.system.CompletionSteps.Put;
import io.vavr.collection.List;
import io.vavr.control.Option;

/**
 * The step that a command takes next, from its tag to the doorbell and from the interrupt to the
 * tag: it knows, from how far it has come.
 */
public final class CommandInProgress {
  private CommandInProgress() {}

  /** A step of whoever queues the command of a tag; none when there is nothing left to queue. */
  public static Option<Choice<State, ?>> queueing(State s, OfTag of) {
    return switch (s.queue().stage(of)) {
      case Stage.Started _ ->
          firstOf(s, of, QueueSteps.MAP_PAGES, QueueSteps.SPACE_FULL, QueueSteps.SYNC_FOR_DEVICE);
      case Stage.Synced _ -> firstOf(s, of, QueueSteps.BUILD_PRPS, QueueSteps.POOL_EMPTY);
      case Stage.Built _ -> firstOf(s, of, QueueSteps.WRITE_SQE);
      case Stage.Submitted _ -> possible(s, new Choice<>(QueueSteps.RING_DOORBELL, of.device()));
      case Stage.Idle _,
          Stage.Requeued _,
          Stage.Completed _,
          Stage.HandedBack _,
          Stage.Unmapped _ ->
          Option.none();
    };
  }

  /** {@link #queueing} of any command of a request of the ring whose code looks. */
  static Option<Choice<State, ?>> queueing(State s, RequestId req) {
    return s.queue()
        .devices()
        .flatMap(device ->
            s.queue().pair(device).tags().serving(s.ctx(), req).map(tag -> new OfTag(device, tag)))
        .iterator()
        .flatMap(of -> queueing(s, of))
        .headOption();
  }

  /** A step of the interrupt for the command of a tag; none while there is none to take. */
  public static Option<Choice<State, ?>> completing(State s, OfTag of) {
    QueuePair pair = s.queue().pair(of.device());
    if (pair.tags().isEnded(of.tag())) {
      return possible(
          s, new Choice<>(CompletionSteps.FREE_TAG, new Put(of, s.sleeper(of.device()))));
    }
    return switch (pair.stage(of.tag())) {
      case Stage.Completed _ ->
          firstOf(s, of, CompletionSteps.SYNC_FOR_CPU, CompletionSteps.UNMAP_PAGES);
      case Stage.HandedBack _ -> firstOf(s, of, CompletionSteps.FREE_DESCRIPTORS);
      case Stage.Unmapped _ -> firstOf(s, of, CompletionSteps.END_BIO);
      case Stage.Idle _,
          Stage.Started _,
          Stage.Synced _,
          Stage.Requeued _,
          Stage.Built _,
          Stage.Submitted _ ->
          Option.none();
    };
  }

  @SafeVarargs
  private static Option<Choice<State, ?>> firstOf(State s, OfTag of, Step<State, OfTag>... steps) {
    return List.of(steps)
        .iterator()
        .flatMap(step -> possible(s, new Choice<>(step, of)))
        .headOption();
  }

  private static <A> Option<Choice<State, ?>> possible(State s, Choice<State, A> choice) {
    return Option.when(choice.step().isEnabled(s, choice.args()), choice);
  }
}
