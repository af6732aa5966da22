package io.uring.dmabuf.nvme;

import static io.uring.dmabuf.nvme.NvmeQueueDeviation.REUSE_COMMAND_ID;
import static io.vavr.API.For;

import io.uring.dmabuf.block.BlockRequest;
import io.uring.dmabuf.block.BlockRequest.Operation;
import io.uring.dmabuf.block.DmaIter;
import io.uring.dmabuf.block.OfTag;
import io.uring.dmabuf.design.Design;
import io.uring.dmabuf.design.Designed;
import io.uring.dmabuf.dma.Memory;
import io.uring.dmabuf.id.DeviceId;
import io.uring.dmabuf.id.TagId;
import io.uring.dmabuf.nvme.Iod.Mapped;
import io.uring.dmabuf.nvme.Iod.Stage;
import io.vavr.collection.List;
import io.vavr.collection.Vector;
import io.vavr.control.Option;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * The NVMe queues of all devices, one a device, from the tag of the block layer to the interrupt
 * that gives the tag back. Devices count from 1, tags from 0. Its steps are {@link NvmeSteps}.
 * Specification: NvmeQueue.tla; source: drivers/nvme/host/pci.c, patch 06; block/blk-mq.c.
 *
 * <p>What moves data is not here: {@link #nextTransfer} says what the controller touches next, and
 * {@link NvmeSteps#XFER} that it has done so.
 *
 * @param layouts the sizes of the queue of each device
 * @param design the decisions
 * @param pairs the queue of each device
 */
public record NvmeQueue(Vector<QueueLayout> layouts, Design design, Vector<QueuePair> pairs)
    implements Designed {

  /** Idle queues, one for each of the given sizes. */
  public static NvmeQueue idle(Vector<QueueLayout> layouts, Design design) {
    return new NvmeQueue(layouts, design, layouts.map(QueuePair::idle));
  }

  /** Idle queues of one size for the given number of devices. */
  public static NvmeQueue idle(QueueLayout layout, Design design, int devices) {
    return idle(Vector.fill(devices, () -> layout), design);
  }

  /** These queues and an idle one of a further device. */
  public NvmeQueue withNew(QueueLayout layout) {
    return new NvmeQueue(layouts.append(layout), design, pairs.append(QueuePair.idle(layout)));
  }

  /** The sizes of the queue of a device. */
  public QueueLayout layout(DeviceId device) {
    return layouts.get(device.number() - 1);
  }

  /** The devices, which have numbers from 1 on. */
  public List<DeviceId> devices() {
    return List.rangeClosed(1, pairs.size()).map(DeviceId::of);
  }

  /** The queue of a device. */
  public QueuePair pair(DeviceId device) {
    return pairs.get(device.number() - 1);
  }

  /** The command of a tag as the controller fetched it, while it works on it. */
  public Option<Sqe> command(DeviceId device, TagId tag) {
    return pair(device).controller().execution(tag).map(Controller.Execution::command);
  }

  /**
   * What the controller touches next for a tag, read out of the command and its PRP list; none if
   * it does not work on the tag, has moved everything, or cannot read the list.
   */
  public Option<PrpTarget> nextTransfer(DeviceId device, TagId tag) {
    QueuePair pair = pair(device);
    return pair.controller().next(pair.memory(), tag);
  }

  /** N10 of the first version: BLK_STS_IOERR, and nobody gives the list back. */
  @Nullable NvmeQueue badList(OfTag of, DmaIter iter) {
    QueuePair pair = pair(of.device());
    int page = layout(of.device()).pageSize();
    int entries = new PrpBuilder(design, page).entriesUntilBad(iter).size();
    return pair.pools()
        .take(PrpBuilder.need(pair.pools(), entries))
        .map(taken ->
            with(
                of.device(),
                pair.with(taken._2)
                    .at(of.tag(), new Stage.Unmapped(NvmeCompletion.TRANSFER_ERROR))))
        .getOrNull();
  }

  /** The descriptors that the command of a range needs; none if it cannot be told in one. */
  public Option<DescriptorNeed> need(DeviceId device, DmaIter iter) {
    return pointers(device, iter).map(pointers -> pointers.need(pair(device).pools()));
  }

  /**
   * How a range can be told in one command, see {@link TransferChoice}; none if it cannot, or if it
   * is no multiple of the block size.
   */
  Option<Pointers> pointers(DeviceId device, DmaIter iter) {
    QueueLayout layout = layout(device);
    if (iter.count() % layout.blockSize() != 0
        || iter.count() / layout.blockSize() > Sqe.MAX_BLOCKS) {
      return Option.none();
    }
    PrpBuilder prps = new PrpBuilder(design, layout.pageSize());
    Option<Pointers> entries =
        prps.entries(iter).toOption().map(found -> new Pointers.Prps(prps, found));
    return entries.orElse(() ->
        Option.when(
            layout.sgls() && iter.count() > 0, () -> new Pointers.Sgls(SglBuilder.blocks(iter))));
  }

  /**
   * The queues after the command of a tag was made for a range; null if the tag has no request, the
   * controller cannot be told the range in one command, or the descriptors do not suffice.
   */
  @Nullable NvmeQueue built(OfTag of, DmaIter iter) {
    QueuePair pair = pair(of.device());
    int block = layout(of.device()).blockSize();
    return For(
            pair.tags().request(of.tag()),
            pointers(of.device(), iter)
                .flatMap(pointers -> pointers.build(pair.memory(), pair.pools()).toOption()))
        .yield((request, built) -> {
          Sqe command = command(pair, of.tag(), request, built, (int) (iter.count() / block));
          return with(
              of.device(),
              pair.with(built.memory())
                  .with(built.pools())
                  .at(of.tag(), new Stage.Built(new Mapped(command, built.descriptors()))));
        })
        .getOrNull();
  }

  private static Sqe command(
      QueuePair pair, TagId tag, BlockRequest request, BuiltPointers built, int blocks) {
    return new Sqe(
        request.operation() == Operation.WRITE ? Sqe.WRITE : Sqe.READ,
        built.sgl(),
        pair.cid(tag),
        built.prp1(),
        built.prp2(),
        request.lba(),
        blocks - 1);
  }

  /** The generation of a tag's command id after an answer to the one before was accepted. */
  int generationAfter(DeviceId device, int generation) {
    int step = design.deviates(REUSE_COMMAND_ID) ? 0 : 1;
    return (generation + step) % layout(device).generations();
  }

  /** Whether the command of a tag, whose completion entry was seen, succeeded. */
  public boolean succeeded(DeviceId device, TagId tag) {
    return pair(device).stage(tag).status() == NvmeCompletion.SUCCESS;
  }

  /**
   * Whether a command that is over is tried again: it failed, the controller does not object, there
   * are tries left, and the disk is not dead. Source: nvme_decide_disposition().
   */
  boolean triedAgain(OfTag of) {
    int status = stage(of).status();
    return status != NvmeCompletion.SUCCESS
        && (status & NvmeCompletion.DNR) == 0
        && pair(of.device()).iod(of.tag()).retries() < layout(of.device()).maxRetries()
        && !pair(of.device()).isDead();
  }

  /** The bio of a tag's request has ended; the tag was not put yet. */
  NvmeQueue ended(OfTag of) {
    QueuePair pair = pair(of.device());
    return with(
        of.device(),
        pair.with(pair.tags().ended(of.tag())).with(of.tag(), pair.iod(of.tag()).ended()));
  }

  /** Whether the command of a tag was submitted, and has no entry in the completion ring. */
  boolean unanswered(OfTag of) {
    QueuePair pair = pair(of.device());
    return pair.stage(of.tag()) instanceof Stage.Submitted(Mapped made)
        && !pair.answered().exists(entry -> entry.cid() == made.command().cid());
  }

  /** The block layer's request under a tag. */
  public Option<BlockRequest> request(DeviceId device, TagId tag) {
    return pair(device).tags().request(tag);
  }

  /** The coherent memory of a device's queue. */
  public Memory memory(DeviceId device) {
    return pair(device).memory();
  }

  /** The stage of a tag in the driver's eyes. */
  public Stage stage(OfTag of) {
    return pair(of.device()).stage(of.tag());
  }

  /** The controller that works on a tag. */
  Controller controller(OfTag of) {
    return pair(of.device()).controller();
  }

  /** The tag that the completion entry at the head names. */
  OfTag headTag(DeviceId device) {
    return new OfTag(device, QueueLayout.tagOf(pair(device).head().cid()));
  }

  /** The queues with a tag in another stage. */
  NvmeQueue at(OfTag of, Stage next) {
    return with(of.device(), pair(of.device()).at(of.tag(), next));
  }

  /** The queues after the controller answered a command; null if it does not work on it. */
  @Nullable NvmeQueue answered(OfTag of, int status) {
    QueuePair pair = pair(of.device());
    return pair.controller()
        .answer(pair.memory(), of.tag(), status)
        .map(made -> with(of.device(), pair.with(made._1).with(made._2)))
        .getOrNull();
  }

  /** The queues after a change for the command of a tag; null if it has none. */
  @Nullable NvmeQueue onCommand(OfTag of, BiFunction<QueuePair, Mapped, QueuePair> change) {
    QueuePair pair = pair(of.device());
    Mapped mapped = pair.stage(of.tag()).mapped().getOrNull();
    return mapped == null ? null : with(of.device(), change.apply(pair, mapped));
  }

  /** The queues after a command that was to be aborted was ended, whatever the controller does. */
  NvmeQueue endingAborted(DeviceId device) {
    return List.range(0, layout(device).tags())
        .map(number -> new OfTag(device, TagId.of(number)))
        .find(of -> pair(device).iod(of.tag()).aborted() && unanswered(of))
        .map(of ->
            onCommand(
                of,
                (pair, mapped) ->
                    pair.at(of.tag(), new Stage.Completed(mapped, NvmeCompletion.HOST_ABORTED))))
        .getOrElse(this);
  }

  /** The queues where a reset of a controller is decided. */
  NvmeQueue resetting(DeviceId device) {
    return with(device, pair(device).with(Reset.RESETTING));
  }

  NvmeQueue with(DeviceId device, QueuePair pair) {
    return new NvmeQueue(layouts, design, pairs.update(device.number() - 1, pair));
  }
}
