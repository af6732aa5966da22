package io.uring.dmabuf.system;

import io.uring.dmabuf.block.BlockRequest;
import io.uring.dmabuf.dma.Event;
import io.uring.dmabuf.dma.Event.FaultKind;
import io.uring.dmabuf.dma.IommuFault;
import io.uring.dmabuf.nvme.PrpTarget;
import io.uring.dmabuf.nvme.Sqe;
import io.vavr.control.Either;
import io.vavr.control.Option;

/**
 * The device: it fetches commands, moves their bytes through its IOMMU, and answers. Nothing here
 * asks whether it may: it resolves an address when it uses it. Every step is none where it cannot
 * be taken now.
 */
public sealed interface DeviceSteps permits DmabufRw {

  /** The system that the steps start from. */
  DmabufRw self();

  /** The next command of the submission ring is taken in. */
  default Option<DmabufRw> fetch(int device) {
    return self().queue().fetch(device).map(self()::with);
  }

  /**
   * The page of one PRP entry moves between disk and memory. An address without a translation is a
   * fault, and nothing moves; whatever else the device should not have touched moves, and is told
   * as an event.
   */
  default Option<DmabufRw> xfer(int device, int tag) {
    Option<PrpTarget> target = self().queue().nextTransfer(device, tag);
    return self()
        .queue()
        .xfer(device, tag)
        .map(queue ->
            target.fold(
                () -> self().with(queue),
                t ->
                    touch(device, tag, t)
                        .fold(fault -> self().with(fault), moved -> moved.with(queue))));
  }

  private Either<Event, DmabufRw> touch(int device, int tag, PrpTarget target) {
    Either<IommuFault, Long> physical = self().translate(device, target.address());
    Option<Sqe> command = self().queue().command(device, tag);
    Option<Payload> moved =
        physical.toOption().flatMap(page -> command.flatMap(c -> move(device, page, c, target)));
    if (physical.isLeft() || moved.isEmpty()) {
      return Either.left(new Event.Fault(FaultKind.IOMMU_FAULT, device, target.address()));
    }
    boolean written = command.exists(c -> c.opcode() == Sqe.READ);
    DmabufRw after =
        self()
            .with(moved.get())
            .with(
                new Event.AddressTouched(device, target.address(), (int) target.length(), written));
    return Either.right(
        wrong(device, tag, physical.get())
            .map(kind -> after.with(new Event.Fault(kind, device, target.address())))
            .getOrElse(after));
  }

  private Option<Payload> move(int device, long page, Sqe command, PrpTarget target) {
    Payload payload = self().payload();
    long block = command.slba() + target.offset() / self().config().pageSize();
    return command.opcode() == Sqe.READ
        ? payload.block(device, block).flatMap(bytes -> payload.deviceWrite(page, bytes))
        : payload.devicePage(page).flatMap(bytes -> payload.withBlock(device, block, bytes));
  }

  private Option<FaultKind> wrong(int device, int tag, long page) {
    Option<Integer> req = self().queue().request(device, tag).map(BlockRequest::id);
    boolean own = req.exists(r -> self().pagesOfRequest(r).contains(page));
    return own
        ? Option.when(self().payload().dirty(page), FaultKind.STALE_DATA)
        : Option.some(FaultKind.WILD_ACCESS);
  }

  /** The completion entry is written; an error may come at any time. */
  default Option<DmabufRw> answer(int device, int tag, boolean ok) {
    return self().queue().answer(device, tag, ok).map(self()::with);
  }
}
