package io.uring.dmabuf.targets;

import io.uring.dmabuf.dmabuf.Resv;
import io.uring.dmabuf.id.DmabufId;
import io.uring.dmabuf.id.Entry;
import io.uring.dmabuf.id.RegbufId;
import io.uring.dmabuf.id.RequestId;
import io.uring.dmabuf.step.Group;
import io.uring.dmabuf.system.State;
import io.uring.dmabuf.uring.Call.Submit;
import io.uring.dmabuf.uring.Call.Update;
import io.uring.dmabuf.uring.Queued;
import io.uring.dmabuf.uring.Queued.Issuer;
import io.uring.dmabuf.uring.SubmitStage;
import io.uring.dmabuf.uring.UpdateStage;
import io.vavr.collection.List;
import io.vavr.control.Option;
import org.jspecify.annotations.Nullable;

/**
 * The groups of steps that can make their next step themselves in a state.
 *
 * @param calling the group that the call in progress of each ring is in, by number; null for none
 * @param queues those of the queues, as {@link QueueGroups} has them
 * @param workers the requests that a worker thread is about to issue, and does not sleep, as bits:
 *     those of the first ring first
 * @param returning the requests whose worker has nothing left to do but to return, as bits
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared, never changed.
record Busy(@Nullable Group[] calling, long queues, long workers, long returning) {

  /** Those of a state. */
  static Busy in(State s) {
    @Nullable Group[] calling = new @Nullable Group[s.rings().all().size()];
    long workers = 0;
    long returning = 0;
    for (State seen : fromEachRing(s)) {
      int ring = seen.ctx().number() - 1;
      calling[ring] = calling(seen);
      int before = ring * s.table().config().requests();
      for (Entry<RequestId, Queued> entry : seen.table().queued()) {
        long bit = 1L << before + entry.id().number() - 1;
        Queued.Wait awaits = entry.value().awaits();
        if (awaits == Issuer.IMPORTING
            || awaits == Issuer.ISSUING && seen.isQueuedOrLeft(entry.id())) {
          workers |= bit;
        } else if (awaits == Issuer.RETURNING && seen.isQueuedOrLeft(entry.id())) {
          returning |= bit;
        }
      }
    }
    return new Busy(calling, QueueGroups.busy(s.queue()), workers, returning);
  }

  /** Whether a group that is in no call is busy, whoever's it is. */
  boolean isBusy(Group group) {
    return switch (group) {
      case WORKER -> workers != 0;
      case WORKERPUT -> returning != 0;
      case TAGPUT, IRQ, DEVICE, QUEUEING -> QueueGroups.isBusy(queues, group);
      case RELEASE, TASKWORK, SUBMISSION, REGISTRATION, ENVIRONMENT -> false;
    };
  }

  /** A state as the code of each of its rings sees it. */
  private static Iterable<State> fromEachRing(State s) {
    return s.rings().all().size() == 1
        ? java.util.List.of(s)
        : List.ofAll(s.rings().all().ids().map(s::at));
  }

  /**
   * The group that the call in progress of the ring whose code looks is in, if it can make its next
   * step itself; null if not, or if there is no call.
   */
  private static @Nullable Group calling(State s) {
    if (s.table().lockIsFree() || isBlocked(s)) {
      return null;
    }
    return isReleasing(s) ? Group.RELEASE : s.table().callGroup();
  }

  private static boolean isReleasing(State s) {
    return s.table().call().drop().isDefined() && s.table().toSettle().isEmpty()
        || s.table().isAt(UpdateStage.UNWIND);
  }

  /** The call waits for somebody: the exporter, or the steps that queue its command. */
  private static boolean isBlocked(State s) {
    return waitsForResv(s) || waitsForQueueing(s);
  }

  private static boolean waitsForResv(State s) {
    return neededResv(s)
        .flatMap(s.mapping().dmabufs()::get)
        .exists(buf ->
            switch (buf.resv()) {
              case Resv.HeldByExporter _ -> true;
              case Resv.HeldByRegistration(RegbufId by) -> !s.table().releasing().contains(by);
              case Resv.Free _ -> false;
            });
  }

  /**
   * The dma-buf whose reservation lock the call in progress needs for its next step, or has to
   * unmap; none if it needs none.
   */
  static Option<DmabufId> neededResv(State s) {
    boolean maps =
        (s.table().isAt(UpdateStage.ATTACH) || s.table().isAt(UpdateStage.LOCK_FOR_MAP))
            && !s.table().failsNow();
    Option<DmabufId> mapped =
        maps && s.table().call() instanceof Update update ? update.args().buf() : Option.none();
    return mapped.orElse(() ->
        s.table()
            .releasing()
            .flatMap(s.mapping().regbufs()::get)
            .filter(regbuf -> regbuf.attachment().isDefined() && regbuf.vec().isEmpty())
            .flatMap(regbuf -> regbuf.dmabuf()));
  }

  private static boolean waitsForQueueing(State s) {
    return s.table().isAt(SubmitStage.ISSUE)
        && s.table().call() instanceof Submit submit
        && !s.isQueuedOrLeft(submit.req());
  }
}
