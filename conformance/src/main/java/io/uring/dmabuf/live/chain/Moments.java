package io.uring.dmabuf.live.chain;

import io.uring.dmabuf.id.RingId;
import io.uring.dmabuf.step.Choice;
import io.uring.dmabuf.system.Kernel;
import io.uring.dmabuf.system.Machine;
import io.uring.dmabuf.system.State;
import io.uring.dmabuf.system.Watch;
import io.vavr.control.Option;
import java.util.ArrayList;
import java.util.List;

/** The intermediate states of one chain, in their order, with the steps that led from one to it. */
final class Moments implements Watch {
  private final List<Moment> all = new ArrayList<>();

  /**
   * A state.
   *
   * @param ring the ring that took the step
   * @param step the step that led to it; none for something that is no step
   * @param before the state before the step
   * @param after the state
   */
  record Moment(RingId ring, Option<Choice<State, ?>> step, State before, State after) {}

  @Override
  public void taken(RingId ring, Choice<State, ?> step, Machine before, Kernel after) {
    all.add(new Moment(ring, Option.some(step), before.state(), after.state()));
  }

  @Override
  public void changed(Kernel after) {
    all.add(new Moment(ModelMachine.FIRST, Option.none(), after.state(), after.state()));
  }

  /** All of them. */
  List<Moment> all() {
    return all;
  }
}
