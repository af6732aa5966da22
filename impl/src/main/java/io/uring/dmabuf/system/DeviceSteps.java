package io.uring.dmabuf.system;

import static io.uring.dmabuf.system.State.QUEUE;

import io.uring.dmabuf.block.OfTag;
import io.uring.dmabuf.dma.Event;
import io.uring.dmabuf.dma.Event.FaultKind;
import io.uring.dmabuf.dma.Motion;
import io.uring.dmabuf.id.DeviceId;
import io.uring.dmabuf.nvme.NvmeSteps;
import io.uring.dmabuf.nvme.PrpTarget;
import io.uring.dmabuf.nvme.Sqe;
import io.uring.dmabuf.step.Step;
import io.vavr.collection.List;
import io.vavr.control.Option;

/**
 * The device: it fetches commands, moves their bytes through its IOMMU, and answers. Nothing here
 * asks whether it may: it resolves an address when it uses it.
 */
public final class DeviceSteps {

  /** The next command of the submission ring is taken in. */
  public static final Step<State, DeviceId> FETCH = Step.lifting(QUEUE, NvmeSteps.FETCH).joined();

  /**
   * The page of one PRP entry moves between disk and memory. An address without a translation is a
   * fault, and nothing moves; whatever else the device should not have touched moves, and is told
   * as an event.
   */
  public static final Step<State, OfTag> XFER =
      Step.lifting(QUEUE, NvmeSteps.XFER)
          .tells(Event.AddressTouched.class, (before, of, after) -> touched(before, of))
          .tells(Event.Fault.class, (before, of, after) -> faults(before, of))
          .moves((s, of) ->
              target(s, of)
                  .flatMap(target -> transfer(s, of, target))
                  .<Motion>map(to -> to)
                  .toList())
          .ending((before, of, after) ->
              target(before, of).exists(target -> transfer(before, of, target).isEmpty())
                  ? before
                  : after);

  /** The completion entry is written; an error may come at any time. */
  public static final Step<State, NvmeSteps.Answer> ANSWER =
      Step.lifting(QUEUE, NvmeSteps.ANSWER).joined();

  /** The steps of this class. */
  static final List<Step<State, ?>> ALL = List.of(FETCH, XFER, ANSWER);

  private DeviceSteps() {}

  private static Option<PrpTarget> target(State s, OfTag of) {
    return s.queue().nextTransfer(of.device(), of.tag());
  }

  private static List<Event> touched(State s, OfTag of) {
    return target(s, of)
        .flatMap(target ->
            transfer(s, of, target)
                .map(transfer ->
                    new Event.AddressTouched(
                        of.device(), target.address(), (int) target.length(), transfer.toMemory())))
        .<Event>map(touched -> touched)
        .toList();
  }

  /** What should not have happened: the address leads nowhere, or into another buffer. */
  private static List<Event> faults(State s, OfTag of) {
    return target(s, of)
        .flatMap(target ->
            fault(s, of, target)
                .<Event>map(kind -> new Event.Fault(kind, of.device(), target.address())))
        .toList();
  }

  private static Option<FaultKind> fault(State s, OfTag of, PrpTarget target) {
    Option<Motion.Transfer> transfer = transfer(s, of, target);
    if (transfer.isEmpty()) {
      return Option.some(FaultKind.IOMMU_FAULT);
    }
    return Option.when(
        !transfer.exists(to -> isOwn(s, of, to.physical())), () -> FaultKind.WILD_ACCESS);
  }

  /** What the device does with an address; none where it leads nowhere. */
  private static Option<Motion.Transfer> transfer(State s, OfTag of, PrpTarget target) {
    Option<Sqe> command = s.queue().command(of.device(), of.tag());
    return s.translate(of.device(), target.address())
        .toOption()
        .flatMap(page ->
            command.map(c ->
                new Motion.Transfer(
                    of.device(),
                    c.slba() * s.queue().layout(of.device()).blockSize() + target.offset(),
                    page,
                    target.address(),
                    (int) target.length(),
                    c.opcode() == Sqe.READ)));
  }

  /** Whether a page belongs to the buffer of the request of a tag. */
  private static boolean isOwn(State s, OfTag of, long page) {
    return s.pagesOf(of).contains(page);
  }
}
