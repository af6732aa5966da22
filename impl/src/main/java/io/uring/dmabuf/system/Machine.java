package io.uring.dmabuf.system;

import io.uring.dmabuf.design.Design;
import io.uring.dmabuf.dma.DmaSegment;
import io.uring.dmabuf.dma.Event;
import io.uring.dmabuf.dma.Motion;
import io.uring.dmabuf.id.DmabufId;
import io.uring.dmabuf.id.RingId;
import io.uring.dmabuf.step.Choice;
import io.uring.dmabuf.system.DriveConfig.Reach;
import io.vavr.collection.List;
import io.vavr.collection.Vector;
import io.vavr.control.Option;
import java.util.Arrays;

/**
 * The whole with its bytes. A step looks at the control alone and yields motions, which are then
 * carried out on the bytes: so what is true of the control is true whatever the bytes are.
 *
 * @param state the control
 * @param bytes memory and disks
 */
public record Machine(State state, Bytes bytes) {

  /**
   * Before anything was registered; memory and disks are zero.
   *
   * @param coherent whether devices see what the CPU writes without a sync, and the CPU what they
   *     do
   */
  public static Machine initial(Setup setup, boolean coherent) {
    State state = State.initial(setup, coherent ? Reach.COHERENT : Reach.NON_COHERENT);
    return new Machine(state, Bytes.zeros(state));
  }

  /**
   * A machine with nothing in it; what there is appears by {@link Outside}.
   *
   * @param pageSize the size of a page of memory and of the IOMMUs in bytes
   * @param lineSize the size of a cache line in bytes
   */
  public static Machine empty(Design design, int pageSize, int lineSize) {
    return new Machine(
        State.empty(Platform.empty(design, pageSize, lineSize)), Bytes.none(pageSize, lineSize));
  }

  /** This machine as the code of a ring sees it. */
  public Machine at(RingId ring) {
    return new Machine(state.at(ring), bytes);
  }

  /** After a step; none where it cannot be taken. */
  public <A> Option<Machine> after(Choice<State, A> step) {
    return Option.of(step.take(state))
        .map(next -> new Machine(next, step.motions(state).foldLeft(bytes, Bytes::after)));
  }

  /** What the step told when it led to another machine: the control first, then the bytes. */
  public <A> List<Event> events(Choice<State, A> step, Machine after) {
    List<Event> told = step.events(state, after.state);
    Bytes at = bytes;
    for (Motion motion : step.motions(state)) {
      told = told.appendAll(at.tells(motion));
      at = at.after(motion);
    }
    return told;
  }

  /** The bytes of a dma-buf as the CPU sees them. */
  public byte[] buffer(DmabufId buf) {
    return bytes.cpuRead(memory(buf));
  }

  /** The machine after the CPU filled a dma-buf; bytes that are missing leave the rest zero. */
  public Machine withBuffer(DmabufId buf, byte[] content) {
    Vector<DmaSegment> memory = memory(buf);
    int length = Math.toIntExact(DmaSegment.total(memory));
    return with(bytes.cpuWrite(memory, Arrays.copyOf(content, length)));
  }

  private Vector<DmaSegment> memory(DmabufId buf) {
    return state.mapping().dmabufs().get(buf).get().segments();
  }

  /** The machine with other bytes. */
  public Machine with(Bytes next) {
    return new Machine(state, next);
  }
}
