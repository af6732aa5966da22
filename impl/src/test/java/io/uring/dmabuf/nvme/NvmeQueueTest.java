package io.uring.dmabuf.nvme;

import static org.assertj.core.api.Assertions.assertThat;

import io.uring.dmabuf.block.BlockRequest;
import io.uring.dmabuf.block.BlockRequest.Operation;
import io.uring.dmabuf.block.OfTag;
import io.uring.dmabuf.block.PartOf;
import io.uring.dmabuf.design.Design;
import io.uring.dmabuf.id.DeviceId;
import io.uring.dmabuf.id.RequestId;
import io.uring.dmabuf.id.RingId;
import io.uring.dmabuf.id.TagId;
import io.vavr.collection.List;
import io.vavr.control.Option;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.statistics.Statistics;
import net.jqwik.api.statistics.StatisticsReport;
import net.jqwik.api.statistics.StatisticsReport.StatisticsReportMode;

/** Commands from the tag to the interrupt, with real page sizes and with tiny ones. */
class NvmeQueueTest {
  private static final DeviceId DEVICE = DeviceId.of(1);
  private static final OfTag TAG = new OfTag(DEVICE, TagId.of(0));
  private static final OfTag OTHER = new OfTag(DEVICE, TagId.of(1));
  private static final QueueLayout TINY = new QueueLayout(2, 3, 3, 2, 3, 2, 64, 16);
  private static final QueueLayout RETRYING = TINY.withMaxRetries(1);
  private static final QueueLayout REAL = new QueueLayout(4, 5, 4, 16, 4, 512, 4096, 512);

  @Example
  void bytesAreWhereTheSpecificationOfNvmeHasThem() {
    byte[] sqe = new Sqe(Sqe.WRITE, 0x2001, 0x1122, 0x3344, 0x5566, 7).toBytes();
    byte[] cqe = new NvmeCompletion(3, 0x2001, NvmeCompletion.TRANSFER_ERROR, 1).toBytes();

    assertThat(sqe).hasSize(64);
    assertThat(List.of(0, 2, 3, 24, 25, 32, 33, 40, 41, 48).map(i -> (int) sqe[i]))
        .containsExactly(1, 0x01, 0x20, 0x22, 0x11, 0x44, 0x33, 0x66, 0x55, 7);
    assertThat(cqe).hasSize(16);
    assertThat(List.of(8, 12, 13, 14).map(i -> (int) cqe[i])).containsExactly(3, 0x01, 0x20, 9);
    assertThat(NvmeCompletion.parse(cqe))
        .isEqualTo(new NvmeCompletion(3, 0x2001, NvmeCompletion.TRANSFER_ERROR, 1));
  }

  @Example
  void manyCommandsGoRoundTheRingsAndEverythingComesBack() {
    NvmeQueue start = NvmeQueue.idle(REAL, Design.intended(), 1);
    NvmeQueue queues = start;
    for (int i = 0; i < 50; i++) {
      queues = completed(queues, new BlockRequest(part(1), Operation.READ, i), 1 + i % 600);
      assertThat(NvmeQueueAudit.audit(queues)).isEmpty();
      assertThat(queues.pair(DEVICE).iod(TAG.tag()).generation()).isEqualTo((i + 1) % 16);
    }
    assertThat(queues.pair(DEVICE).sq().tail()).isEqualTo(50 % 5);
    assertThat(queues.pair(DEVICE).cq().head()).isEqualTo(50 % 4);
    assertThat(queues.pair(DEVICE).cq().phase()).isEqualTo(1 - 50 / 4 % 2);
    assertThat(queues.pair(DEVICE).pool()).isEqualTo(start.pair(DEVICE).pool());
  }

  @Example
  void theControllerTouchesThePagesInOrderWithTheBlocksOfTheRequest() {
    NvmeQueue queues = owned(TINY, Design.intended(), 5);
    for (int page = 1; page <= 5; page++) {
      PrpTarget target = queues.nextTransfer(DEVICE, TAG.tag()).get();
      assertThat(target).isEqualTo(new PrpTarget(iova(page, TINY), 64, (page - 1) * 64L));
      assertThat(NvmeSteps.ANSWER.from(queues, new NvmeSteps.Answer(TAG, true))).isEmpty();
      queues = NvmeSteps.XFER.from(queues, TAG).get();
    }
    assertThat(queues.nextTransfer(DEVICE, TAG.tag())).isEmpty();
    assertThat(NvmeSteps.XFER.from(queues, TAG)).isEmpty();
    assertThat(queues.command(DEVICE, TAG.tag()).get().slba()).isEqualTo(77);
    assertThat(queues.command(DEVICE, TAG.tag()).get().nlb()).isEqualTo(5 * 4 - 1);
    assertThat(NvmeSteps.ANSWER.from(queues, new NvmeSteps.Answer(TAG, true))).isNotEmpty();
  }

  @Example
  void anEmptyPoolMakesTheRequestWaitAndLosesNothing() {
    NvmeQueue queues = owned(TINY, Design.intended(), 5);
    NvmeQueue second =
        submit(queues, DEVICE, new BlockRequest(part(2), Operation.READ, 0))
            .flatMap(s -> NvmeSteps.SYNC_FOR_DEVICE.from(s, OTHER))
            .get();
    assertThat(build(second, OTHER, 3)).isEmpty();
    NvmeQueue waiting =
        QueueEnvironment.POOL_EMPTY.from(second, new QueueEnvironment.Sized(OTHER, 3)).get();
    assertThat(waiting.pair(DEVICE).pool()).isEqualTo(queues.pair(DEVICE).pool());
    assertThat(NvmeQueueAudit.audit(waiting)).isEmpty();
    assertThat(
            NvmeSteps.REQUEUE
                .from(waiting, OTHER)
                .flatMap(s -> NvmeSteps.SYNC_FOR_DEVICE.from(s, OTHER))
                .get())
        .isEqualTo(second);
  }

  @Example
  void aCompletionIsSeenOnceAndAnErrorReachesTheRequest() {
    NvmeQueue answered =
        NvmeSteps.ANSWER
            .from(owned(TINY, Design.intended(), 2), new NvmeSteps.Answer(TAG, false))
            .get();
    NvmeQueue reaped = NvmeSteps.REAP.from(answered, DEVICE).get();
    assertThat(NvmeSteps.REAP.from(reaped, DEVICE)).isEmpty();
    assertThat(reaped.succeeded(DEVICE, TAG.tag())).isFalse();
    assertThat(reaped.request(DEVICE, TAG.tag()).map(BlockRequest::lba)).contains(77L);
  }

  @Example
  void anErrorIsTriedAgainWithTheSameTagAndAnotherId() {
    NvmeQueue first = owned(RETRYING, Design.intended(), 5);
    NvmeQueue failed = failed(first);
    assertThat(NvmeSteps.END_BIO.from(failed, TAG)).isEmpty();

    NvmeQueue again = NvmeSteps.RETRY.from(failed, TAG).get();
    assertThat(NvmeQueueAudit.audit(again)).isEmpty();
    assertThat(again.pair(DEVICE).pool().free()).hasSize(3);
    assertThat(again.request(DEVICE, TAG.tag())).isEqualTo(first.request(DEVICE, TAG.tag()));

    NvmeQueue second = NvmeSteps.REQUEUE.from(again, TAG).map(s -> sent(s, 5)).get();
    assertThat(first.command(DEVICE, TAG.tag()).map(Sqe::cid)).contains(0);
    assertThat(second.command(DEVICE, TAG.tag()).map(Sqe::cid)).contains(1 << 12);
    assertThat(NvmeSteps.RETRY.from(failed(second), TAG)).isEmpty();
    assertThat(NvmeSteps.END_BIO.from(failed(second), TAG)).isNotEmpty();
  }

  @Example
  void anErrorThatForbidsAnotherTryEndsTheRequest() {
    NvmeQueue owned = owned(RETRYING, Design.intended(), 2);
    NvmeQueue refused = completed(NvmeSteps.ANSWER_DNR.from(owned, TAG).get());
    assertThat(NvmeSteps.RETRY.from(refused, TAG)).isEmpty();
    assertThat(refused.succeeded(DEVICE, TAG.tag())).isFalse();
    assertThat(NvmeSteps.END_BIO.from(refused, TAG)).isNotEmpty();
    assertThat(NvmeSteps.ANSWER_DNR.from(owned(TINY, Design.intended(), 2), TAG)).isEmpty();
  }

  @Example
  void aResetTakesBackWhatHasNoAnswerAndItsNextTryHasTheSameId() {
    NvmeQueue first = owned(RETRYING, Design.intended(), 5);
    NvmeQueue off = stopped(ResetSteps.TIMEOUT.from(first, TAG)).get();
    assertThat(off.nextTransfer(DEVICE, TAG.tag())).isEmpty();
    assertThat(NvmeSteps.ANSWER.from(off, new NvmeSteps.Answer(TAG, false))).isEmpty();
    assertThat(ResetSteps.INIT_QUEUE.from(off, DEVICE)).isEmpty();

    NvmeQueue waits = takenBack(off).get();
    assertThat(NvmeQueueAudit.audit(waits)).isEmpty();
    assertThat(NvmeSteps.SYNC_FOR_DEVICE.from(waits, TAG)).isEmpty();

    NvmeQueue second =
        ResetSteps.INIT_QUEUE
            .from(waits, DEVICE)
            .flatMap(s -> ResetSteps.UNQUIESCE.from(s, DEVICE))
            .map(s -> sent(s, 5))
            .get();
    assertThat(NvmeQueueAudit.audit(second)).isEmpty();
    assertThat(second.command(DEVICE, TAG.tag())).isEqualTo(first.command(DEVICE, TAG.tag()));
    assertThat(ResetSteps.UNFREEZE.from(second, DEVICE)).isEmpty();
    assertThat(ResetSteps.TIMEOUT.from(second, TAG)).isEmpty();
    assertThat(second.pair(DEVICE).sq().tail()).isEqualTo(1);
  }

  @Example
  void whatWasAnsweredBeforeItIsReapedAndNotCancelled() {
    NvmeQueue off =
        stopped(
                ResetSteps.TIMEOUT
                    .from(owned(TINY, Design.intended(), 2), TAG)
                    .flatMap(s -> NvmeSteps.ANSWER.from(s, new NvmeSteps.Answer(TAG, false))))
            .get();
    assertThat(ResetSteps.CANCEL.from(off, TAG)).isEmpty();
    NvmeQueue reaped = NvmeSteps.REAP.from(off, DEVICE).get();
    assertThat(ResetSteps.CANCEL.from(reaped, TAG)).isEmpty();
    assertThat(reaped.pair(DEVICE).iod(TAG.tag()).generation()).isEqualTo(1);
  }

  @Example
  void aResetMayBeAskedForWhenThereIsNothingToTakeBackAndNotWithinAnother() {
    NvmeQueue idle = NvmeQueue.idle(RETRYING, Design.intended(), 1);
    NvmeQueue ready =
        stopped(ResetSteps.RESET_CTRL.from(idle, DEVICE))
            .flatMap(s -> ResetSteps.INIT_QUEUE.from(s, DEVICE))
            .get();
    assertThat(ResetSteps.RESET_CTRL.from(ready, DEVICE)).isEmpty();
    NvmeQueue draining = ResetSteps.UNQUIESCE.from(ready, DEVICE).get();
    assertThat(ResetSteps.RESET_CTRL.from(draining, DEVICE)).isEmpty();
    assertThat(ResetSteps.UNFREEZE.from(draining, DEVICE)).containsExactly(idle);
  }

  @Example
  void aControllerThatDoesNotComeBackRefusesWhatIsToBeTriedAgain() {
    NvmeQueue off =
        stopped(ResetSteps.TIMEOUT.from(owned(RETRYING, Design.intended(), 5), TAG)).get();
    assertThat(ResetSteps.RESET_FAILS.from(off, DEVICE)).isEmpty();

    NvmeQueue failing =
        takenBack(off)
            .flatMap(s -> ResetSteps.RESET_FAILS.from(s, DEVICE))
            .flatMap(s -> ResetSteps.UNQUIESCE_TO_FAIL.from(s, DEVICE))
            .get();
    assertThat(ResetSteps.INIT_QUEUE.from(failing, DEVICE)).isEmpty();
    assertThat(NvmeSteps.SYNC_FOR_DEVICE.from(failing, TAG)).isEmpty();
    NvmeQueue dead =
        ResetSteps.MARK_DEAD
            .from(failing, DEVICE)
            .flatMap(s -> ResetSteps.DISPATCH_FAILS.from(s, TAG))
            .flatMap(s -> NvmeSteps.FREE_TAG.from(s, TAG))
            .get();
    assertThat(NvmeQueueAudit.audit(dead)).isEmpty();
    assertThat(dead.pair(DEVICE).tags().taken()).isEqualTo(0);
    assertThat(dead.pair(DEVICE).isFrozen()).isTrue();
    assertThat(ResetSteps.RESET_CTRL.from(dead, DEVICE)).isEmpty();
  }

  @Example
  void aDriveThatIsPulledOutIsSentCommandsUntilItsQueueIsQuiesced() {
    NvmeQueue owned = owned(RETRYING, Design.intended(), 2);
    NvmeQueue gone = ResetSteps.REMOVE.from(owned, DEVICE).get();
    assertThat(gone.nextTransfer(DEVICE, TAG.tag())).isEmpty();
    assertThat(NvmeSteps.ANSWER.from(gone, new NvmeSteps.Answer(TAG, false))).isEmpty();
    assertThat(gone.pair(DEVICE).dispatches()).isTrue();
    assertThat(gone.pair(DEVICE).isFrozen()).isFalse();
    assertThat(ResetSteps.CANCEL.from(gone, TAG)).isEmpty();

    NvmeQueue refusing =
        ResetSteps.QUIESCE
            .from(gone, DEVICE)
            .flatMap(NvmeQueueTest::takenBack)
            .flatMap(s -> ResetSteps.UNQUIESCE_TO_FAIL.from(s, DEVICE))
            .get();
    assertThat(NvmeQueueAudit.audit(refusing)).isEmpty();
    assertThat(ResetSteps.DISPATCH_FAILS.from(refusing, TAG)).isNotEmpty();
    assertThat(refusing.pair(DEVICE).isFrozen()).isFalse();
    assertThat(ResetSteps.REMOVE.from(refusing, DEVICE)).isEmpty();
  }

  @Example
  void aControllerHasRoomWhenItIsToldSo() {
    QueueLayout layout = new QueueLayout(1, 2, 2, 2, 3, 2, 64, 16).withHeadAtOnce(false);
    NvmeQueue read =
        NvmeSteps.ANSWER
            .from(owned(layout, Design.intended(), 1), new NvmeSteps.Answer(TAG, false))
            .flatMap(s -> NvmeSteps.REAP.from(s, DEVICE))
            .get();
    assertThat(read.pair(DEVICE).unconsumed()).isEqualTo(0);
    assertThat(read.pair(DEVICE).cqFull()).isTrue();
    assertThat(NvmeQueueAudit.audit(read)).isEmpty();

    NvmeQueue told = NvmeSteps.RING_CQ_DOORBELL.from(read, DEVICE).get();
    assertThat(told.pair(DEVICE).cqFull()).isFalse();
    assertThat(NvmeSteps.RING_CQ_DOORBELL.from(told, DEVICE)).isEmpty();
  }

  @Example
  void aDriverThatIsUnboundLetsItsDriveFinish() {
    NvmeQueue owned = owned(RETRYING, Design.intended(), 2);
    NvmeQueue emptying = ResetSteps.UNBIND.from(owned, DEVICE).get();
    QueuePair pair = emptying.pair(DEVICE);
    assertThat(pair.isDead()).isTrue();
    assertThat(pair.isFrozen()).isTrue();
    assertThat(pair.isOff()).isFalse();
    assertThat(pair.dispatches()).isTrue();
    assertThat(pair.isEmptyForGood()).isFalse();
    assertThat(emptying.nextTransfer(DEVICE, TAG.tag())).isNotEmpty();
    assertThat(ResetSteps.RELEASE_DRIVER.from(emptying, DEVICE)).isEmpty();
    assertThat(ResetSteps.RESET_CTRL.from(emptying, DEVICE)).isEmpty();
    assertThat(NvmeQueueAudit.audit(emptying)).isEmpty();

    NvmeQueue failed =
        NvmeSteps.ANSWER
            .from(emptying, new NvmeSteps.Answer(TAG, false))
            .flatMap(s -> NvmeSteps.REAP.from(s, DEVICE))
            .flatMap(s -> NvmeSteps.SYNC_FOR_CPU.from(s, TAG))
            .flatMap(s -> NvmeSteps.FREE_DESCRIPTORS.from(s, TAG))
            .get();
    assertThat(NvmeSteps.RETRY.from(failed, TAG)).isEmpty();
    assertThat(ResetSteps.RELEASE_DRIVER.from(failed, DEVICE)).isEmpty();
    assertThat(NvmeSteps.END_BIO.from(failed, TAG)).isNotEmpty();

    NvmeQueue idle = NvmeQueue.idle(RETRYING, Design.intended(), 1);
    NvmeQueue gone =
        ResetSteps.UNBIND
            .from(idle, DEVICE)
            .flatMap(s -> ResetSteps.RELEASE_DRIVER.from(s, DEVICE))
            .get();
    assertThat(gone.pair(DEVICE).isOff()).isTrue();
    assertThat(gone.pair(DEVICE).isBound()).isFalse();
    assertThat(ResetSteps.UNBIND.from(gone, DEVICE)).isEmpty();
    assertThat(ResetSteps.RELEASE_DRIVER.from(gone, DEVICE)).isEmpty();
  }

  /** Its command id names a tag that there is not. */
  @Example
  void aCompletionThatNobodyCausedIsNotSeenAndBreaksALaw() {
    NvmeQueue queues =
        NvmeSteps.ANSWER
            .from(owned(TINY, Design.intended(), 2), new NvmeSteps.Answer(TAG, false))
            .get();
    QueuePair pair = queues.pair(DEVICE);
    byte[] forged =
        new NvmeCompletion(pair.head().sqHead(), 257, NvmeCompletion.SUCCESS, pair.cq().phase())
            .toBytes();
    NvmeQueue wrong =
        queues.with(DEVICE, pair.with(pair.memory().write(pair.cq().base(), forged).get()));

    assertThat(NvmeSteps.REAP.from(wrong, DEVICE)).isEmpty();
    assertThat(NvmeQueueAudit.audit(wrong))
        .contains("device 1: the completion ring names the commands 257");
  }

  @Example
  void pagesThatAreNotGivenBackAreMissed() {
    Design design = Design.intended().with(NvmeQueueDeviation.SKIP_DESCRIPTOR_FREE);
    NvmeQueue queues =
        completed(NvmeQueue.idle(TINY, design, 1), new BlockRequest(part(1), Operation.READ, 0), 3);
    assertThat(NvmeQueueAudit.audit(queues))
        .contains("device 1: descriptor pages held and free: 2 3");
  }

  @Property(tries = 300)
  @StatisticsReport(StatisticsReportMode.OFF)
  void theLawsHoldAfterEveryStepOfAnyRun(@ForAll Random random) {
    QueueLayout layout = (random.nextBoolean() ? TINY : REAL).withMaxRetries(random.nextInt(2));
    NvmeQueue queues = NvmeQueue.idle(layout, Design.intended(), 2);
    int wraps = 0;
    for (int i = 0; i < 150; i++) {
      NvmeQueue before = queues;
      NvmeQueue after = anyStep(before, random).getOrElse(before);
      assertThat(NvmeQueueAudit.audit(after)).isEmpty();
      wraps += after.pair(DEVICE).cq().phase() == before.pair(DEVICE).cq().phase() ? 0 : 1;
      queues = after;
    }
    Statistics.label("ring wrapped").collect(wraps > 0);
    Statistics.label("ring wrapped").coverage(c -> c.check(true).percentage(p -> p > 20));
  }

  /** One of the steps that can be taken, any with the same chance. */
  private static Option<NvmeQueue> anyStep(NvmeQueue s, Random random) {
    DeviceId d = DeviceId.of(1 + random.nextInt(2));
    int entries = 1 + random.nextInt(6);
    int request = 1 + random.nextInt(6);
    List<Option<NvmeQueue>> perQueue =
        List.of(
            submit(s, d, new BlockRequest(part(request), Operation.WRITE, request)),
            NvmeSteps.RING_DOORBELL.from(s, d),
            NvmeSteps.FETCH.from(s, d),
            NvmeSteps.REAP.from(s, d),
            random.nextInt(20) == 0 ? ResetSteps.RESET_CTRL.from(s, d) : Option.<NvmeQueue>none(),
            ResetSteps.QUIESCE.from(s, d),
            ResetSteps.DISABLE.from(s, d),
            ResetSteps.INIT_QUEUE.from(s, d),
            ResetSteps.UNQUIESCE.from(s, d),
            ResetSteps.UNFREEZE.from(s, d));
    List<Option<NvmeQueue>> perTag =
        List.range(0, s.layout(d).tags())
            .map(t -> new OfTag(d, TagId.of(t)))
            .flatMap(of ->
                List.of(
                    NvmeSteps.SYNC_FOR_DEVICE.from(s, of),
                    build(s, of, entries),
                    QueueEnvironment.POOL_EMPTY.from(s, new QueueEnvironment.Sized(of, entries)),
                    NvmeSteps.REQUEUE.from(s, of),
                    NvmeSteps.WRITE_SQE.from(s, of),
                    NvmeSteps.XFER.from(s, of),
                    NvmeSteps.ANSWER.from(s, new NvmeSteps.Answer(of, true)),
                    NvmeSteps.ANSWER.from(s, new NvmeSteps.Answer(of, false)),
                    NvmeSteps.ANSWER_DNR.from(s, of),
                    NvmeSteps.SYNC_FOR_CPU.from(s, of),
                    NvmeSteps.FREE_DESCRIPTORS.from(s, of),
                    random.nextInt(20) == 0
                        ? ResetSteps.TIMEOUT.from(s, of)
                        : Option.<NvmeQueue>none(),
                    ResetSteps.CANCEL.from(s, of),
                    NvmeSteps.RETRY.from(s, of),
                    NvmeSteps.END_BIO.from(s, of),
                    NvmeSteps.FREE_TAG.from(s, of)));
    List<NvmeQueue> enabled = perQueue.appendAll(perTag).flatMap(step -> step);
    return enabled.isEmpty()
        ? Option.none()
        : Option.some(enabled.get(random.nextInt(enabled.size())));
  }

  /** What a stopped controller has is taken back, and waits to be tried again. */
  private static Option<NvmeQueue> takenBack(NvmeQueue off) {
    return ResetSteps.CANCEL
        .from(off, TAG)
        .flatMap(s -> NvmeSteps.SYNC_FOR_CPU.from(s, TAG))
        .flatMap(s -> NvmeSteps.FREE_DESCRIPTORS.from(s, TAG))
        .flatMap(s -> NvmeSteps.RETRY.from(s, TAG))
        .flatMap(s -> NvmeSteps.REQUEUE.from(s, TAG));
  }

  /** A controller whose reset is decided, stopped. */
  private static Option<NvmeQueue> stopped(Option<NvmeQueue> decided) {
    return decided
        .flatMap(s -> ResetSteps.QUIESCE.from(s, DEVICE))
        .flatMap(s -> ResetSteps.DISABLE.from(s, DEVICE));
  }

  private static NvmeQueue owned(QueueLayout layout, Design design, int pages) {
    return fetched(
        NvmeQueue.idle(layout, design, 1), new BlockRequest(part(1), Operation.WRITE, 77), pages);
  }

  private static NvmeQueue fetched(NvmeQueue queues, BlockRequest request, int pages) {
    return submit(queues, DEVICE, request).map(s -> sent(s, pages)).get();
  }

  /** The command of a tag is made and fetched. */
  private static NvmeQueue sent(NvmeQueue queues, int pages) {
    return NvmeSteps.SYNC_FOR_DEVICE
        .from(queues, TAG)
        .flatMap(s -> build(s, TAG, pages))
        .flatMap(s -> NvmeSteps.WRITE_SQE.from(s, TAG))
        .flatMap(s -> NvmeSteps.RING_DOORBELL.from(s, DEVICE))
        .flatMap(s -> NvmeSteps.FETCH.from(s, DEVICE))
        .get();
  }

  /** The controller answers with an error, and the driver is through with it. */
  private static NvmeQueue failed(NvmeQueue queues) {
    return completed(NvmeSteps.ANSWER.from(queues, new NvmeSteps.Answer(TAG, false)).get());
  }

  private static NvmeQueue completed(NvmeQueue answered) {
    return NvmeSteps.REAP
        .from(answered, DEVICE)
        .flatMap(s -> NvmeSteps.SYNC_FOR_CPU.from(s, TAG))
        .flatMap(s -> NvmeSteps.FREE_DESCRIPTORS.from(s, TAG))
        .get();
  }

  private static NvmeQueue completed(NvmeQueue queues, BlockRequest request, int pages) {
    NvmeQueue moved = fetched(queues, request, pages);
    for (int i = 0; i < pages; i++) {
      moved = NvmeSteps.XFER.from(moved, TAG).get();
    }
    return NvmeSteps.ANSWER
        .from(moved, new NvmeSteps.Answer(TAG, true))
        .map(NvmeQueueTest::completed)
        .flatMap(s -> NvmeSteps.END_BIO.from(s, TAG))
        .flatMap(s -> NvmeSteps.FREE_TAG.from(s, TAG))
        .get();
  }

  /** A tag for a request that has none yet. */
  private static Option<NvmeQueue> submit(NvmeQueue queues, DeviceId device, BlockRequest request) {
    return queues.pairs().exists(pair -> pair.tags().serves(request.owner()))
        ? Option.none()
        : queues
            .pair(device)
            .tags()
            .lowestFree()
            .flatMap(tag ->
                NvmeSteps.GET_TAG.from(
                    queues, new NvmeSteps.Submission(new OfTag(device, tag), request)));
  }

  /** The command for the first pages that there are. */
  private static Option<NvmeQueue> build(NvmeQueue queues, OfTag tag, int pages) {
    return QueueEnvironment.BUILD_PRPS.from(
        queues, new QueueEnvironment.Laid(tag, List.rangeClosed(1, pages)));
  }

  private static long iova(int page, QueueLayout layout) {
    return 0xF000_0000L + (long) page * layout.pageSize();
  }

  private static PartOf part(int request) {
    return new PartOf(RingId.of(1), RequestId.of(request), 1);
  }
}
