package io.uring.dmabuf.system;

import io.uring.dmabuf.block.OfTag;
import io.uring.dmabuf.id.RequestId;
import io.uring.dmabuf.nvme.Iod.Stage;
import io.uring.dmabuf.nvme.QueuePair;
import io.uring.dmabuf.step.Choice;
import io.uring.dmabuf.system.CompletionSteps.Put;
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
          Choice.first(
              s,
              of,
              QueueSteps.MAP_PAGES,
              QueueSteps.SPACE_FULL,
              QueueSteps.SYNC_FOR_DEVICE,
              ResettingSteps.DISPATCH_FAILS);
      case Stage.Synced _ -> Choice.first(s, of, QueueSteps.BUILD_PRPS, QueueSteps.POOL_EMPTY);
      case Stage.Built _ -> Choice.first(s, of, QueueSteps.WRITE_SQE);
      case Stage.Submitted _ -> Choice.first(s, of.device(), QueueSteps.RING_DOORBELL);
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
      return Choice.first(s, new Put(of, s.sleeper(of.device())), CompletionSteps.FREE_TAG);
    }
    return switch (pair.stage(of.tag())) {
      case Stage.Completed _ ->
          Choice.first(s, of, CompletionSteps.SYNC_FOR_CPU, CompletionSteps.UNMAP_PAGES);
      case Stage.HandedBack _ -> Choice.first(s, of, CompletionSteps.FREE_DESCRIPTORS);
      case Stage.Unmapped _ -> Choice.first(s, of, CompletionSteps.RETRY, CompletionSteps.END_BIO);
      case Stage.Idle _,
          Stage.Started _,
          Stage.Synced _,
          Stage.Requeued _,
          Stage.Built _,
          Stage.Submitted _ ->
          Option.none();
    };
  }
}
