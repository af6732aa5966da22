package io.uring.dmabuf.nvme;

import static io.uring.dmabuf.nvme.NvmeQueueDeviation.BAD_LIST_KEEPS_DESCRIPTORS;
import static io.uring.dmabuf.nvme.NvmeQueueDeviation.COMPLETE_BEFORE_ALL_MOVED;
import static io.uring.dmabuf.nvme.NvmeQueueDeviation.DISPATCH_TO_DISABLED;
import static io.uring.dmabuf.nvme.NvmeQueueDeviation.SKIP_DESCRIPTOR_FREE;

import io.uring.dmabuf.block.BlockRequest;
import io.uring.dmabuf.block.DmaIter;
import io.uring.dmabuf.block.OfTag;
import io.uring.dmabuf.dma.Event;
import io.uring.dmabuf.id.DeviceId;
import io.uring.dmabuf.id.TagId;
import io.uring.dmabuf.nvme.Iod.Stage;
import io.uring.dmabuf.step.Actor;
import io.uring.dmabuf.step.Domain;
import io.uring.dmabuf.step.Group;
import io.uring.dmabuf.step.Owner;
import io.uring.dmabuf.step.Step;
import io.vavr.collection.List;

/**
 * The steps of {@link NvmeQueue}, from the tag to the doorbell, at the controller, and in the
 * interrupt (patch 06, N1 to N13, C1 to C3).
 */
public final class NvmeSteps {

  /**
   * A request that gets a tag.
   *
   * @param tag the tag
   * @param request the request
   */
  public record Submission(OfTag tag, BlockRequest request) {}

  /**
   * The command of a tag for a range of memory.
   *
   * @param tag the tag
   * @param iter the range, in device addresses
   */
  public record Build(OfTag tag, DmaIter iter) {}

  /**
   * A tag whose command cannot get its descriptors.
   *
   * @param tag the tag
   * @param need what it needs
   * @param fails whether the allocation fails though there are enough ({@code dma_pool_alloc} with
   *     GFP_ATOMIC)
   */
  public record Lack(OfTag tag, DescriptorNeed need, boolean fails) {}

  /**
   * The controller's answer to a command.
   *
   * @param tag its tag
   * @param ok success, or a transfer error
   */
  public record Answer(OfTag tag, boolean ok) {}

  private static final Domain<DeviceId> DEVICES = Domain.ids("Devs", DeviceId::of);

  /** The devices, in models that ring the doorbell of the completion ring in a step of its own. */
  private static final Domain<DeviceId> LATE_DOORBELLS =
      Domain.ids(
          bounds -> bounds.bool("HeadAtOnce") ? List.empty() : bounds.ids("Devs", DeviceId::of));

  // ---- From the tag to the doorbell.

  /** The request gets a free tag (B5, N1). */
  public static final Step<NvmeQueue, Submission> GET_TAG =
      Step.<NvmeQueue, Submission>named("GetTag", Actor.TASK, Domain.ofWhole())
          .in(Group.SUBMISSION)
          .when(
              "The tag is free.",
              (s, of) -> s.pair(of.tag().device()).tags().isFree(of.tag().tag()))
          .when("The queue is not frozen.", (s, of) -> !s.pair(of.tag().device()).isFrozen())
          .then((s, of) -> {
            QueuePair pair = s.pair(of.tag().device());
            return s.with(
                of.tag().device(),
                pair.with(pair.tags().with(of.tag().tag(), of.request()))
                    .at(of.tag().tag(), new Stage.Started()));
          });

  /** The memory is handed to the device (N3); who calls it syncs the bytes. */
  public static final Step<NvmeQueue, OfTag> SYNC_FOR_DEVICE =
      ofTag("SyncForDevice", Actor.TASK, Group.QUEUEING)
          .when(
              "The request has its tag and nothing more.",
              (s, of) -> s.stage(of) instanceof Stage.Started)
          .when(
              "Nobody has quiesced the queue.",
              (s, of) ->
                  s.pair(of.device()).dispatches()
                      || s.pair(of.device()).isFailing()
                          && s.design().deviates(DISPATCH_TO_DISABLED))
          .then((s, of) -> {
            QueuePair pair = s.pair(of.device());
            return s.with(of.device(), pair.with(of.tag(), pair.iod(of.tag()).prepared()));
          });

  /** No device address is left for memory that the driver maps itself (N3). */
  public static final Step<NvmeQueue, OfTag> SPACE_FULL =
      Step.<NvmeQueue, OfTag>named(
              "SpaceFull",
              Actor.TASK,
              new Domain<>(
                  bounds ->
                      bounds.strings("Lacks").contains("addresses")
                          ? OfTag.EVERY.all().apply(bounds)
                          : List.empty(),
                  OfTag.EVERY.tla()))
          .in(Group.QUEUEING)
          .of((s, of) -> new Owner.Device(of.device()))
          .when(
              "The request has its tag and nothing more.",
              (s, of) -> s.stage(of) instanceof Stage.Started)
          .when("Nobody has quiesced the queue.", (s, of) -> s.pair(of.device()).dispatches())
          .then((s, of) -> s.at(of, new Stage.Requeued()));

  /** The command is made, with PRP entries or an SGL for a range (N4-N11). */
  public static final Step<NvmeQueue, Build> BUILD_PRPS =
      Step.<NvmeQueue, Build>named("BuildPrps", Actor.TASK, Domain.ofWhole())
          .in(Group.QUEUEING)
          .when(
              "The memory was handed to the device.",
              (s, build) -> s.stage(build.tag()) instanceof Stage.Synced)
          .needs(
              "The controller can be told the range in one command.",
              (s, build) ->
                  s.pointers(build.tag().device(), build.iter()).isDefined()
                      || s.design().deviates(BAD_LIST_KEEPS_DESCRIPTORS))
          .needs(
              "The pool has the descriptor pages that the list needs.",
              (s, build) -> {
                DescriptorPools pools = s.pair(build.tag().device()).pools();
                return s.pointers(build.tag().device(), build.iter())
                    .forAll(p -> pools.suffice(p.need(pools)));
              })
          .then((s, build) ->
              s.pointers(build.tag().device(), build.iter()).isEmpty()
                      && s.design().deviates(BAD_LIST_KEEPS_DESCRIPTORS)
                  ? s.badList(build.tag(), build.iter())
                  : s.built(build.tag(), build.iter()));

  /** There are too few descriptors, or the allocation fails for another reason (N8-N9). */
  public static final Step<NvmeQueue, Lack> POOL_EMPTY =
      Step.<NvmeQueue, Lack>named("PoolEmpty", Actor.TASK, Domain.ofWhole())
          .in(Group.QUEUEING)
          .when(
              "The memory was handed to the device.",
              (s, lack) -> s.stage(lack.tag()) instanceof Stage.Synced)
          .when(
              "The pool has fewer descriptor pages than the list needs.",
              (s, lack) ->
                  lack.fails() || !s.pair(lack.tag().device()).pools().suffice(lack.need()))
          .then((s, lack) -> s.at(lack.tag(), new Stage.Requeued()));

  /** Whoever runs the hardware queue tries a requeued request again from the start (N1). */
  public static final Step<NvmeQueue, OfTag> REQUEUE =
      ofTag("Requeue", Actor.KBLOCKD, Group.QUEUEING)
          .when(
              "The request waits for another try.",
              (s, of) -> s.stage(of) instanceof Stage.Requeued)
          .then((s, of) -> s.at(of, new Stage.Started()));

  /**
   * The command is copied into the submission ring (N13), which has more entries than there are
   * tags: nobody asks whether there is room.
   */
  public static final Step<NvmeQueue, OfTag> WRITE_SQE =
      ofTag("WriteSqe", Actor.TASK, Group.QUEUEING)
          .when(
              "The command is ready and not in the ring.",
              (s, of) -> s.stage(of) instanceof Stage.Built)
          .then((s, of) ->
              s.onCommand(
                  of,
                  (pair, mapped) ->
                      pair.with(pair.sq().write(pair.memory(), mapped.command()))
                          .with(pair.sq().advanced())
                          .at(of.tag(), new Stage.Submitted(mapped))));

  /** The doorbell tells the controller about all commands in the ring (N13). */
  public static final Step<NvmeQueue, DeviceId> RING_DOORBELL =
      ofDevice("RingDoorbell", Actor.TASK, Group.QUEUEING)
          .when(
              "The ring has commands that the doorbell does not cover.",
              (s, device) -> s.pair(device).sq().tail() != s.pair(device).sq().rungTail())
          .then((s, device) -> {
            QueuePair pair = s.pair(device);
            return s.with(
                device,
                pair.with(pair.sq().rung()).with(pair.controller().withSqTail(pair.sq().tail())));
          });

  // ---- The controller.

  /** The controller fetches the next command. */
  public static final Step<NvmeQueue, DeviceId> FETCH =
      ofDevice("Fetch", Actor.DEVICE, Group.DEVICE)
          .when(
              "The doorbell covers a command that was not fetched.",
              (s, device) -> s.pair(device).controller().rung() > 0)
          .when("The controller is not stopped.", (s, device) -> !s.pair(device).isOff())
          .then((s, device) -> {
            QueuePair pair = s.pair(device);
            return s.with(device, pair.with(pair.controller().fetch(pair.memory())));
          });

  /** The bytes of one PRP entry, those of {@link NvmeQueue#nextTransfer}, have moved. */
  public static final Step<NvmeQueue, OfTag> XFER =
      ofTag("Xfer", Actor.DEVICE, Group.DEVICE)
          .needs(
              "The controller works on the command.",
              (s, of) -> s.pair(of.device()).controller().execution(of.tag()).isDefined())
          .when(
              "An entry of the command is left to move.",
              (s, of) -> s.nextTransfer(of.device(), of.tag()).isDefined())
          .then((s, of) -> {
            QueuePair pair = s.pair(of.device());
            Controller moved = pair.controller().moved(of.tag());
            return moved == null ? null : s.with(of.device(), pair.with(moved));
          });

  /** The controller posts the completion entry: success, or a transfer error at any time. */
  public static final Step<NvmeQueue, Answer> ANSWER =
      Step.<NvmeQueue, Answer>named(
              "Answer",
              Actor.DEVICE,
              new Domain<>(
                  bounds ->
                      OfTag.EVERY
                          .all()
                          .apply(bounds)
                          .flatMap(of -> bounds.booleans("Answers").map(ok -> new Answer(of, ok))),
                  answer -> answer.tag().tla(List.of(answer.ok()))))
          .in(Group.DEVICE)
          .of((s, answer) -> new Owner.Device(answer.tag().device()))
          .needs(
              "The controller works on the command.",
              (s, answer) -> s.controller(answer.tag()).execution(answer.tag().tag()).isDefined())
          .when(
              "The completion ring has a free entry beside the last.",
              (s, answer) -> !s.controller(answer.tag()).cqFull())
          .when(
              "Success is reported after the last entry has moved.",
              (s, answer) ->
                  !answer.ok()
                      || s.design().deviates(COMPLETE_BEFORE_ALL_MOVED)
                      || s.controller(answer.tag())
                          .allMoved(s.memory(answer.tag().device()), answer.tag().tag()))
          .then((s, answer) ->
              s.answered(
                  answer.tag(),
                  answer.ok() ? NvmeCompletion.SUCCESS : NvmeCompletion.TRANSFER_ERROR));

  /** The controller posts an error that no other try would be without. */
  public static final Step<NvmeQueue, OfTag> ANSWER_DNR =
      Step.<NvmeQueue, OfTag>named(
              "AnswerDnr",
              Actor.DEVICE,
              new Domain<>(
                  bounds ->
                      bounds.booleans("Answers").contains(false)
                          ? OfTag.EVERY.all().apply(bounds)
                          : List.empty(),
                  OfTag.EVERY.tla()))
          .in(Group.DEVICE)
          .of((s, of) -> new Owner.Device(of.device()))
          .when("Errors are tried again.", (s, of) -> s.layout(of.device()).maxRetries() > 0)
          .needs(
              "The controller works on the command.",
              (s, of) -> s.controller(of).execution(of.tag()).isDefined())
          .when(
              "The completion ring has a free entry beside the last.",
              (s, of) -> !s.controller(of).cqFull())
          .then((s, of) -> s.answered(of, NvmeCompletion.TRANSFER_ERROR | NvmeCompletion.DNR));

  // ---- The interrupt.

  /**
   * The interrupt handler consumes the entry at the head and finds its command, whose id gets the
   * next generation: the answer is accepted (C1).
   */
  public static final Step<NvmeQueue, DeviceId> REAP =
      ofDevice("Reap", Actor.IRQ, Group.IRQ)
          .when(
              "The entry at the head has the phase of a new one.",
              (s, device) -> s.pair(device).head().phase() == s.pair(device).cq().phase())
          .when(
              "The entry carries the current command id of its tag.",
              (s, device) -> {
                int cid = s.pair(device).head().cid();
                TagId tag = QueueLayout.tagOf(cid);
                return tag.number() < s.layout(device).tags()
                    && QueueLayout.generationOf(cid) == s.pair(device).iod(tag).generation();
              })
          .when(
              "The tag's command was submitted and not completed.",
              (s, device) -> s.stage(s.headTag(device)) instanceof Stage.Submitted)
          .then((s, device) ->
              s.onCommand(
                  s.headTag(device),
                  (pair, mapped) -> {
                    NvmeCompletion entry = pair.head();
                    TagId tag = QueueLayout.tagOf(entry.cid());
                    NvmeCompletionQueue cq = pair.cq().advanced(s.design());
                    Controller told = pair.controller().withCqHead(cq.head());
                    return pair.with(cq)
                        .with(s.layout(device).headAtOnce() ? told : pair.controller())
                        .with(
                            tag,
                            pair.iod(tag)
                                .accepted(
                                    s.generationAfter(device, pair.iod(tag).generation()),
                                    new Stage.Completed(mapped, entry.status())));
                  }));

  /**
   * The doorbell tells the controller how far the completion ring was read (C1). Source:
   * nvme_poll_cq().
   */
  public static final Step<NvmeQueue, DeviceId> RING_CQ_DOORBELL =
      Step.<NvmeQueue, DeviceId>named("RingCqDoorbell", Actor.IRQ, LATE_DOORBELLS)
          .in(Group.IRQ)
          .of((s, device) -> new Owner.Device(device))
          .when(
              "The controller does not know how far it was read.",
              (s, device) -> !s.pair(device).headIsTold())
          .then((s, device) -> {
            QueuePair pair = s.pair(device);
            return s.with(device, pair.with(pair.controller().withCqHead(pair.cq().head())));
          });

  /** The memory is handed back to the CPU (C2); who calls it syncs the bytes. */
  public static final Step<NvmeQueue, OfTag> SYNC_FOR_CPU =
      ofTag("SyncForCpu", Actor.IRQ, Group.IRQ)
          .when(
              "The completion was seen, the memory not handed back.",
              (s, of) -> s.stage(of) instanceof Stage.Completed)
          .then((s, of) ->
              s.onCommand(
                  of,
                  (pair, mapped) ->
                      pair.at(
                          of.tag(), new Stage.HandedBack(mapped, pair.stage(of.tag()).status()))));

  /** The descriptors go back to the pool that they came from (C2). */
  public static final Step<NvmeQueue, OfTag> FREE_DESCRIPTORS =
      ofTag("FreeDescriptors", Actor.IRQ, Group.IRQ)
          .when("The memory was handed back.", (s, of) -> s.stage(of) instanceof Stage.HandedBack)
          .then((s, of) ->
              s.onCommand(
                  of,
                  (pair, mapped) ->
                      pair.with(
                              s.design().deviates(SKIP_DESCRIPTOR_FREE)
                                  ? pair.pools()
                                  : pair.freed(mapped))
                          .at(of.tag(), new Stage.Unmapped(pair.stage(of.tag()).status()))));

  /**
   * An error that may be tried again is told to nobody: the request waits for another try, with its
   * tag and nothing else of the one before (C3). Source: nvme_retry_req().
   */
  public static final Step<NvmeQueue, OfTag> RETRY =
      ofTag("Retry", Actor.IRQ, Group.IRQ)
          .when(
              "The descriptor pages were given back.",
              (s, of) -> s.stage(of) instanceof Stage.Unmapped)
          .when(
              "It failed, the controller does not object, and there are tries left.",
              NvmeQueue::triedAgain)
          .tells(
              Event.CommandTriedAgain.class,
              (before, of, after) -> List.of(new Event.CommandTriedAgain(of.device(), of.tag())))
          .then((s, of) -> {
            QueuePair pair = s.pair(of.device());
            return s.with(of.device(), pair.with(of.tag(), pair.iod(of.tag()).retried()));
          });

  /** The request's bio ends (C3). {@link NvmeQueue#succeeded} says before how it ended. */
  public static final Step<NvmeQueue, OfTag> END_BIO =
      ofTag("EndBio", Actor.IRQ, Group.IRQ)
          .when(
              "The descriptor pages were given back.",
              (s, of) -> s.stage(of) instanceof Stage.Unmapped)
          .when("It succeeded, or is not tried again.", (s, of) -> !s.triedAgain(of))
          .then((s, of) -> s.ended(of));

  /** The tag is free for the next request (C3). */
  public static final Step<NvmeQueue, OfTag> FREE_TAG =
      ofTag("FreeTag", Actor.IRQ, Group.TAGPUT)
          .when(
              "The bio of the tag's request has ended.",
              (s, of) -> s.pair(of.device()).tags().isEnded(of.tag()))
          .when(
              "Nobody looks at its request because it is late.",
              (s, of) -> s.pair(of.device()).mayFree(of.tag()))
          .then((s, of) -> {
            QueuePair pair = s.pair(of.device());
            return s.with(of.device(), pair.with(pair.tags().put(of.tag())));
          });

  /** All steps of this class. */
  static final List<Step<NvmeQueue, ?>> ALL = Step.declaredIn(NvmeSteps.class);

  private NvmeSteps() {}

  private static Step.Making<NvmeQueue, OfTag> ofTag(String action, Actor actor, Group group) {
    return Step.<NvmeQueue, OfTag>named(action, actor, OfTag.EVERY)
        .in(group)
        .of((s, of) -> new Owner.Device(of.device()));
  }

  private static Step.Making<NvmeQueue, DeviceId> ofDevice(
      String action, Actor actor, Group group) {
    return Step.<NvmeQueue, DeviceId>named(action, actor, DEVICES)
        .in(group)
        .of((s, device) -> new Owner.Device(device));
  }
}
