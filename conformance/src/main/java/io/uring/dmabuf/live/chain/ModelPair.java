package io.uring.dmabuf.live.chain;

import io.uring.dmabuf.live.Answer;
import io.uring.dmabuf.live.Operation;
import io.uring.dmabuf.live.Operation.Clone;
import io.uring.dmabuf.live.Operation.Finish;
import io.uring.dmabuf.live.Operation.Hold;
import io.uring.dmabuf.live.Operation.Link;
import io.uring.dmabuf.live.Operation.OfRing;
import io.uring.dmabuf.live.Operation.Ready;
import io.uring.dmabuf.live.Operation.Register;
import io.uring.dmabuf.live.Operation.RegisterRaw;
import io.uring.dmabuf.live.Operation.RegisterSparse;
import io.uring.dmabuf.live.Operation.Release;
import io.uring.dmabuf.live.Operation.Second;
import io.uring.dmabuf.live.Operation.Submit;
import io.uring.dmabuf.live.Operation.Unregister;
import io.uring.dmabuf.live.Operation.Update;
import io.uring.dmabuf.live.Operation.UpdateRaw;
import io.uring.dmabuf.live.Operation.Work;
import io.uring.dmabuf.system.Watch;

/** The model's side of a run: a ring, and a second one that may clone its table, or be cloned. */
final class ModelPair {
  private final ModelRing first;
  private final ModelRing second;
  private boolean paired;

  /** Two rings without tables. */
  ModelPair(ModelSetup setup) {
    this(setup, Watch.NOBODY);
  }

  /**
   * The same with somebody who looks on.
   *
   * @param watch is told every step
   */
  ModelPair(ModelSetup setup, Watch watch) {
    ModelMachine machine = new ModelMachine(setup, watch);
    this.first = new ModelRing(setup, machine, ModelMachine.FIRST);
    this.second = new ModelRing(setup, machine, ModelMachine.SECOND);
  }

  /** The first ring. */
  ModelRing first() {
    return first;
  }

  /** The second ring. */
  ModelRing second() {
    return second;
  }

  /** Whether anything was done at the second ring. */
  boolean isPaired() {
    return paired;
  }

  /** Whether the operation makes sense now. */
  boolean allows(Operation operation) {
    return switch (operation) {
      case OfRing one -> allows(one, first, second);
      case Second(OfRing one) -> allows(one, second, first);
      case Clone clone -> (clone.second() ? second : first).allowsClone(clone.asked());
    };
  }

  /**
   * Requests of two rings may have one buffer: what is ready at one has its byte there. And worker
   * threads belong to the task: what is held at one ring is in the way of the other.
   */
  private static boolean allows(OfRing operation, ModelRing here, ModelRing away) {
    return here.allows(operation)
        && !(away.hasReady() && disturbsReady(operation))
        && !(away.isHeld() && here.needsWorker(operation));
  }

  private static boolean disturbsReady(OfRing operation) {
    return switch (operation) {
      case Submit submit -> submit.lane().isEmpty() || submit.async();
      case Finish finish -> true;
      case Ready ready -> true;
      case Link link -> true;
      case Release release -> true;
      case RegisterSparse sparse -> false;
      case Register register -> false;
      case RegisterRaw raw -> false;
      case Update update -> false;
      case UpdateRaw raw -> false;
      case Unregister unregister -> false;
      case Work work -> false;
      case Hold hold -> true;
    };
  }

  /** Whether the operation completes several requests in one go. */
  boolean isBatch(Operation operation) {
    return switch (operation) {
      case OfRing one -> first.isBatch(one);
      case Second(OfRing one) -> second.isBatch(one);
      case Clone clone -> false;
    };
  }

  /** Does the operation and tells what it answers. */
  Answer apply(Operation operation) {
    paired |= !(operation instanceof OfRing);
    return switch (operation) {
      case OfRing one -> first.apply(one);
      case Second(OfRing one) -> second.apply(one);
      case Clone(boolean here, var asked) ->
          here ? second.cloneFrom(first, asked) : first.cloneFrom(second, asked);
    };
  }
}
