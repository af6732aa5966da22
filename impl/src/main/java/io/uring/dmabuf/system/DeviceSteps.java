package io.uring.dmabuf.system;

import static io.uring.dmabuf.system.State.QUEUE;

import io.uring.dmabuf.block.OfTag;
import io.uring.dmabuf.dma.DmaSegment;
import io.uring.dmabuf.dma.Event;
import io.uring.dmabuf.dma.Event.FaultKind;
import io.uring.dmabuf.dma.Motion;
import io.uring.dmabuf.id.DeviceId;
import io.uring.dmabuf.nvme.NvmeSteps;
import io.uring.dmabuf.nvme.PrpTarget;
import io.uring.dmabuf.nvme.Sqe;
import io.uring.dmabuf.step.Step;
import io.vavr.collection.List;
import io.vavr.collection.Vector;
import io.vavr.control.Option;

/**
 * The device: it fetches commands, moves their bytes through its IOMMU, and answers. Nothing here
 * asks whether it may: it resolves an address when it uses it.
 */
public final class DeviceSteps {

  /** The next command of the submission ring is taken in. */
  public static final Step<State, DeviceId> FETCH = Step.lifting(QUEUE, NvmeSteps.FETCH).joined();

  /**
   * What one PRP entry or SGL descriptor describes moves between disk and memory, page by page. An
   * address that leads nowhere is a fault, and moves nothing; whatever else the device should not
   * have touched moves, and is told as an event.
   */
  public static final Step<State, OfTag> XFER =
      Step.lifting(QUEUE, NvmeSteps.XFER)
          .tells(Event.AddressTouched.class, (before, of, after) -> touched(before, of))
          .tells(Event.Fault.class, (before, of, after) -> faults(before, of))
          .moves((s, of) -> transfers(s, of).map(transfer -> (Motion) transfer).toList())
          .ending((before, of, after) ->
              target(before, of).isDefined() && transfers(before, of).isEmpty() ? before : after);

  /** The completion entry is written; an error may come at any time. */
  public static final Step<State, NvmeSteps.Answer> ANSWER =
      Step.lifting(QUEUE, NvmeSteps.ANSWER).joined();

  /** The completion entry of an error that no other try would be without. */
  public static final Step<State, OfTag> ANSWER_DNR =
      Step.lifting(QUEUE, NvmeSteps.ANSWER_DNR).joined();

  /** The steps of this class. */
  static final List<Step<State, ?>> ALL = Step.declaredIn(DeviceSteps.class);

  private DeviceSteps() {}

  private static Option<PrpTarget> target(State s, OfTag of) {
    return s.queue().nextTransfer(of.device(), of.tag());
  }

  /** The pieces, each in one page, of what the device touches next. */
  private static Vector<DmaSegment> pieces(State s, OfTag of) {
    return target(s, of)
        .fold(
            Vector::empty,
            target ->
                DmaSegment.inPages(
                    Vector.of(new DmaSegment(target.address(), target.length())),
                    s.platform().pageSize()));
  }

  private static List<Event> touched(State s, OfTag of) {
    return transfers(s, of)
        .<Event>map(
            to -> new Event.AddressTouched(to.device(), to.iova(), to.length(), to.toMemory()))
        .toList();
  }

  /** What should not have happened: an address leads nowhere, or to what is not the request's. */
  private static List<Event> faults(State s, OfTag of) {
    List<Event> nowhere =
        pieces(s, of)
            .filter(piece -> s.reaches(of.device(), piece.address()).isEmpty())
            .<Event>map(
                piece -> new Event.Fault(FaultKind.IOMMU_FAULT, of.device(), piece.address()))
            .toList();
    Vector<DmaSegment> memory = s.memoryOf(of);
    Vector<DmaSegment> addresses = s.addressesOf(of);
    return nowhere.appendAll(
        transfers(s, of)
            .find(to ->
                !isIn(memory, to.physical(), to.length())
                    || !isIn(addresses, to.iova(), to.length()))
            .map(to -> new Event.Fault(FaultKind.WILD_ACCESS, of.device(), to.iova())));
  }

  /** What the device does with the addresses that lead somewhere. */
  private static Vector<Motion.Transfer> transfers(State s, OfTag of) {
    PrpTarget target = target(s, of).getOrNull();
    Sqe command = s.queue().command(of.device(), of.tag()).getOrNull();
    if (target == null || command == null) {
      return Vector.empty();
    }
    long disk = command.slba() * s.queue().layout(of.device()).blockSize() + target.offset();
    return pieces(s, of)
        .flatMap(piece ->
            s.reaches(of.device(), piece.address())
                .map(physical ->
                    new Motion.Transfer(
                        of.device(),
                        disk + piece.address() - target.address(),
                        physical,
                        piece.address(),
                        (int) piece.length(),
                        command.opcode() == Sqe.READ)));
  }

  /** Whether a run of memory belongs to some other runs, one of them or several. */
  private static boolean isIn(Vector<DmaSegment> memory, long physical, long length) {
    long at = physical;
    Option<DmaSegment> run = runOf(memory, at);
    while (at < physical + length && run.isDefined()) {
      at = run.get().end();
      run = runOf(memory, at);
    }
    return at >= physical + length;
  }

  private static Option<DmaSegment> runOf(Vector<DmaSegment> memory, long at) {
    return memory.find(run -> run.address() <= at && at < run.end());
  }
}
