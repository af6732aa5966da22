package io.uring.dmabuf.nvme;

import io.uring.dmabuf.block.TagSet;
import io.uring.dmabuf.dma.Longs;
import io.uring.dmabuf.dma.Memory;
import io.uring.dmabuf.id.TagId;
import io.uring.dmabuf.nvme.Controller.Execution;
import io.vavr.collection.List;
import io.vavr.collection.Vector;
import io.vavr.control.Option;

/**
 * The one I/O queue of a device: the block layer's tags, the driver's data, the coherent memory
 * with both rings and the descriptor pages, and the controller.
 *
 * @param tags the block layer's tags
 * @param iods the driver's data of each tag
 * @param sq the driver's side of the submission ring
 * @param cq the driver's side of the completion ring
 * @param pools the free descriptors
 * @param memory the coherent memory
 * @param controller the device
 * @param reset how far a reset of it has come
 * @param abort how far an abort has come, which the admin queue has
 */
public record QueuePair(
    TagSet tags,
    Vector<Iod> iods,
    SubmissionQueue sq,
    NvmeCompletionQueue cq,
    DescriptorPools pools,
    Memory memory,
    Controller controller,
    Reset reset,
    Abort abort) {

  static QueuePair idle(QueueLayout layout) {
    int size = layout.descriptorPageSize();
    int pages =
        layout.pages(layout.sqDepth() * Sqe.BYTES)
            + layout.pages(layout.cqDepth() * NvmeCompletion.BYTES)
            + layout.descriptorPages()
            + layout.pages(layout.smallDescriptors() * layout.smallDescriptorSize());
    return new QueuePair(
        TagSet.free(layout.tags()),
        Vector.fill(layout.tags(), Iod.unused()),
        SubmissionQueue.empty(layout.sqBase(), layout.sqDepth()),
        NvmeCompletionQueue.empty(layout.cqBase(), layout.cqDepth()),
        new DescriptorPools(
            DescriptorPool.full(
                layout.smallPoolBase(), layout.smallDescriptorSize(), layout.smallDescriptors()),
            DescriptorPool.full(layout.poolBase(), size, layout.descriptorPages())),
        Memory.empty(size).withZeroPages(layout.sqBase(), pages),
        Controller.ready(layout),
        Reset.LIVE,
        Abort.NONE);
  }

  /**
   * Of what differs where anything does; a command is in the memory, so no stage is looked into.
   */
  @Override
  public int hashCode() {
    int hash = memory.hashCode();
    for (Iod iod : iods) {
      int tries = 31 * (31 * hash + iod.generation()) + 2 * iod.retries() + (iod.aborted() ? 1 : 0);
      hash = 31 * tries + iod.stage().getClass().hashCode();
    }
    hash = 31 * (31 * hash + sq.hashCode()) + cq.hashCode();
    hash = 31 * (31 * hash + tags.hashCode()) + controller.executing().hashCode();
    return 31 * (31 * hash + reset.ordinal()) + abort.hashCode();
  }

  /** The free descriptors of a controller page each. */
  public DescriptorPool pool() {
    return pools.large();
  }

  /** The driver's data of a tag. */
  public Iod iod(TagId tag) {
    return iods.get(tag.number());
  }

  /** The command id that a command of a tag has, or gets if it is made now. Source: nvme_cid(). */
  int cid(TagId tag) {
    return QueueLayout.cid(iod(tag).generation(), tag);
  }

  /** The stage of a tag in the driver's eyes. */
  public Iod.Stage stage(TagId tag) {
    return iod(tag).stage();
  }

  /** The completion entry at the head, new or not. */
  NvmeCompletion head() {
    return cq.read(memory, cq.head());
  }

  /** The free descriptors after those of a command came back; its list says which they were. */
  DescriptorPools freed(Iod.Mapped made) {
    boolean sgl = made.command().sgl();
    long first = sgl ? made.command().prp1() : made.command().prp2();
    int item = sgl ? SglDescriptor.BYTES : Long.BYTES;
    Longs addresses = pools.chain(memory, first, made.descriptors(), item);
    return pools.giveBack(made.descriptors().pool(), addresses);
  }

  /** The entries of the submission ring that were written and not fetched. */
  public int unfetched() {
    return Math.floorMod(sq.tail() - controller.sqHead(), sq.depth());
  }

  /** The entries of the completion ring that were written and not consumed. */
  public int unconsumed() {
    return Math.floorMod(controller.cqTail() - cq.head(), cq.depth());
  }

  /** Whether the controller is stopped: it reads and writes no memory. */
  public boolean isOff() {
    return switch (reset) {
      case OFF, DISABLED, FAILING, DEAD, GONE, CLEANING, REFUSING, UNBOUND -> true;
      case LIVE, RESETTING, QUIESCED, READY, DRAINING, DELETING, STOPPING, EMPTYING -> false;
    };
  }

  /** Whether the queue goes on without a controller, for all that is in it to come to an end. */
  public boolean isFailing() {
    return reset == Reset.FAILING
        || reset == Reset.REFUSING
        || reset == Reset.DEAD
        || reset == Reset.UNBOUND;
  }

  /** Whether who comes is told that the disk is dead, and does not wait. */
  public boolean isDead() {
    return reset == Reset.DEAD || !isBound();
  }

  /** Whether its driver has a controller, and goes on having it: nobody is unbinding it. */
  public boolean isBound() {
    return reset != Reset.EMPTYING && reset != Reset.UNBOUND;
  }

  /** Whether nobody looks at the request of a tag because it is late, and has a reference to it. */
  public boolean mayFree(TagId tag) {
    return !abort.looksAt(tag);
  }

  /** Whether nobody is in the queue and nobody will be, so that its driver may let go. */
  public boolean isEmptyForGood() {
    return isDead() && tags.taken() == 0;
  }

  /** Whether nobody enters the queue: a reset has frozen it, and is not over. */
  public boolean isFrozen() {
    return switch (reset) {
      case LIVE, RESETTING, GONE, CLEANING, REFUSING -> false;
      case QUIESCED,
          OFF,
          READY,
          DRAINING,
          DELETING,
          STOPPING,
          DISABLED,
          FAILING,
          DEAD,
          EMPTYING,
          UNBOUND ->
          true;
    };
  }

  /** Whether what has a tag may be set up: nobody has quiesced the queue. */
  public boolean dispatches() {
    return switch (reset) {
      case LIVE, RESETTING, DRAINING, DELETING, GONE, EMPTYING -> true;
      case QUIESCED, OFF, READY, STOPPING, DISABLED, FAILING, DEAD, CLEANING, REFUSING, UNBOUND ->
          false;
    };
  }

  /** Whether a new entry of the completion ring is seen. */
  boolean cqeVisible() {
    return head().phase() == cq.phase();
  }

  /** Whether the controller knows how far its completion ring was read. */
  boolean headIsTold() {
    return controller.cqHeadDoorbell() == cq.head();
  }

  /** How many entries the controller must not write over, as far as it knows. */
  int unacknowledged() {
    return Math.floorMod(controller.cqTail() - controller.cqHeadDoorbell(), cq.depth());
  }

  /** Whether the controller has no room for another answer, as far as it knows. */
  public boolean cqFull() {
    return controller.cqFull();
  }

  /** Whether all that was sent to the controller is over, or waits to be tried again. */
  boolean allCompleted() {
    return headIsTold()
        && iods.forAll(iod ->
            switch (iod.stage()) {
              case Iod.Stage.Submitted _,
                  Iod.Stage.Completed _,
                  Iod.Stage.HandedBack _,
                  Iod.Stage.Unmapped _ ->
                  false;
              case Iod.Stage.Idle _,
                  Iod.Stage.Started _,
                  Iod.Stage.Synced _,
                  Iod.Stage.Requeued _,
                  Iod.Stage.Built _ ->
                  true;
            });
  }

  /** Whether nothing is being set up, and all that was sent is announced. */
  boolean nothingBegun() {
    return sq.tail() == sq.rungTail()
        && iods.forAll(iod ->
            !(iod.stage() instanceof Iod.Stage.Synced || iod.stage() instanceof Iod.Stage.Built));
  }

  /** The commands in the submission ring that were not fetched, in order. */
  public List<Sqe> queued() {
    return List.range(0, unfetched())
        .map(i -> sq.read(memory, (controller.sqHead() + i) % sq.depth()));
  }

  /** The completion entries that were not consumed, in order. */
  public List<NvmeCompletion> answered() {
    return List.range(0, unconsumed()).map(i -> cq.read(memory, (cq.head() + i) % cq.depth()));
  }

  /**
   * What the command of a tag may still touch, whoever has it: the driver once it is built, the
   * submission ring or the controller. Nothing without a command, or if its list is unreadable.
   */
  public Vector<PrpTarget> untouched(TagId tag) {
    return controller
        .execution(tag)
        .orElse(() -> waiting(tag).map(Execution::begun))
        .map(execution -> controller.left(memory, execution))
        .getOrElse(Vector.empty());
  }

  /** The command of a tag that the controller has yet to fetch; none of a stopped one's. */
  private Option<Sqe> waiting(TagId tag) {
    if (stage(tag) instanceof Iod.Stage.Built built) {
      return built.mapped().map(Iod.Mapped::command);
    }
    return isOff()
        ? Option.none()
        : queued().find(command -> QueueLayout.tagOf(command.cid()).equals(tag));
  }

  /** This queue with empty rings, as a controller finds it that was just started. */
  QueuePair cleared(QueueLayout layout) {
    byte[] zeros = new byte[layout.cqDepth() * NvmeCompletion.BYTES];
    return with(SubmissionQueue.empty(layout.sqBase(), layout.sqDepth()))
        .with(NvmeCompletionQueue.empty(layout.cqBase(), layout.cqDepth()))
        .with(memory.write(layout.cqBase(), zeros).get())
        .with(Controller.ready(layout));
  }

  QueuePair at(TagId tag, Iod.Stage stage) {
    return with(tag, iod(tag).at(stage));
  }

  QueuePair with(TagSet next) {
    return new QueuePair(next, iods, sq, cq, pools, memory, controller, reset, abort);
  }

  QueuePair with(TagId tag, Iod next) {
    return new QueuePair(
        tags, iods.update(tag.number(), next), sq, cq, pools, memory, controller, reset, abort);
  }

  QueuePair with(SubmissionQueue next) {
    return new QueuePair(tags, iods, next, cq, pools, memory, controller, reset, abort);
  }

  QueuePair with(NvmeCompletionQueue next) {
    return new QueuePair(tags, iods, sq, next, pools, memory, controller, reset, abort);
  }

  QueuePair with(DescriptorPools next) {
    return new QueuePair(tags, iods, sq, cq, next, memory, controller, reset, abort);
  }

  QueuePair with(Memory next) {
    return new QueuePair(tags, iods, sq, cq, pools, next, controller, reset, abort);
  }

  QueuePair with(Controller next) {
    return new QueuePair(tags, iods, sq, cq, pools, memory, next, reset, abort);
  }

  QueuePair with(Reset next) {
    return new QueuePair(tags, iods, sq, cq, pools, memory, controller, next, abort);
  }

  QueuePair with(Abort next) {
    return new QueuePair(tags, iods, sq, cq, pools, memory, controller, reset, next);
  }

  /** This queue after its controller lost what it was about, an abort among it. */
  QueuePair stopped() {
    return with(controller.stopped()).with(Abort.NONE);
  }
}
