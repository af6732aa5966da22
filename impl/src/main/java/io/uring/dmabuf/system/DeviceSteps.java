package io.uring.dmabuf.system;

import static io.uring.dmabuf.system.DmabufRw.QUEUE;

import io.uring.dmabuf.block.BlockRequest;
import io.uring.dmabuf.dma.Event;
import io.uring.dmabuf.dma.Event.FaultKind;
import io.uring.dmabuf.dma.IommuFault;
import io.uring.dmabuf.nvme.NvmeSteps;
import io.uring.dmabuf.nvme.OfTag;
import io.uring.dmabuf.nvme.PrpTarget;
import io.uring.dmabuf.nvme.Sqe;
import io.uring.dmabuf.step.Step;
import io.vavr.collection.List;
import io.vavr.control.Either;
import io.vavr.control.Option;

/**
 * The device: it fetches commands, moves their bytes through its IOMMU, and answers. Nothing here
 * asks whether it may: it resolves an address when it uses it.
 */
public final class DeviceSteps {

  /** The next command of the submission ring is taken in. */
  public static final Step<DmabufRw, Integer> FETCH = Step.lifting(QUEUE, NvmeSteps.FETCH).joined();

  /**
   * The page of one PRP entry moves between disk and memory. An address without a translation is a
   * fault, and nothing moves; whatever else the device should not have touched moves, and is told
   * as an event.
   */
  public static final Step<DmabufRw, OfTag> XFER =
      Step.lifting(QUEUE, NvmeSteps.XFER)
          .tells((before, of, after) ->
              target(before, of).map(target -> touched(before, of, target)).getOrElse(List.empty()))
          .ending((before, of, after) ->
              target(before, of)
                  .map(target -> moved(before, of, target).map(after::with).getOrElse(before))
                  .getOrElse(after));

  /** The completion entry is written; an error may come at any time. */
  public static final Step<DmabufRw, NvmeSteps.Answer> ANSWER =
      Step.lifting(QUEUE, NvmeSteps.ANSWER).joined();

  /** The steps of this class. */
  static final List<Step<DmabufRw, ?>> ALL = List.of(FETCH, XFER, ANSWER);

  private DeviceSteps() {}

  private static Option<PrpTarget> target(DmabufRw s, OfTag of) {
    return s.queue().nextTransfer(of.device(), of.tag());
  }

  private static List<Event> touched(DmabufRw s, OfTag of, PrpTarget target) {
    int device = of.device();
    if (moved(s, of, target).isEmpty()) {
      return List.of(new Event.Fault(FaultKind.IOMMU_FAULT, device, target.address()));
    }
    boolean written =
        s.queue().command(device, of.tag()).exists(command -> command.opcode() == Sqe.READ);
    long page = s.translate(device, target.address()).get();
    return wrong(s, of, page)
        .map(kind -> new Event.Fault(kind, device, target.address()))
        .toList()
        .<Event>map(fault -> fault)
        .prepend(
            new Event.AddressTouched(device, target.address(), (int) target.length(), written));
  }

  /** The bytes after the transfer; none where the address leads nowhere. */
  private static Option<Payload> moved(DmabufRw s, OfTag of, PrpTarget target) {
    Either<IommuFault, Long> physical = s.translate(of.device(), target.address());
    Option<Sqe> command = s.queue().command(of.device(), of.tag());
    return physical
        .toOption()
        .flatMap(page -> command.flatMap(c -> moved(s, of.device(), page, c, target)));
  }

  private static Option<Payload> moved(
      DmabufRw s, int device, long page, Sqe command, PrpTarget target) {
    Payload payload = s.payload();
    long block = command.slba() + target.offset() / s.config().pageSize();
    return command.opcode() == Sqe.READ
        ? payload.block(device, block).flatMap(bytes -> payload.deviceWrite(page, bytes))
        : payload.devicePage(page).flatMap(bytes -> payload.withBlock(device, block, bytes));
  }

  private static Option<FaultKind> wrong(DmabufRw s, OfTag of, long page) {
    Option<Integer> req = s.queue().request(of.device(), of.tag()).map(BlockRequest::id);
    boolean own = req.exists(r -> s.pagesOfRequest(r).contains(page));
    return own
        ? Option.when(s.payload().dirty(page), FaultKind.STALE_DATA)
        : Option.some(FaultKind.WILD_ACCESS);
  }
}
