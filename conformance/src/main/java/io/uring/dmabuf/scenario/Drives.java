package io.uring.dmabuf.scenario;

import io.uring.dmabuf.id.DeviceId;
import io.uring.dmabuf.id.TagId;
import io.uring.dmabuf.nvme.Iod.Stage;
import io.uring.dmabuf.nvme.NvmeQueue;
import io.uring.dmabuf.system.Drive;
import io.uring.dmabuf.system.Host;
import io.uring.dmabuf.system.RingRequest;
import io.uring.dmabuf.system.Transfer;
import io.uring.dmabuf.system.Transfer.Progress;
import io.vavr.collection.Vector;
import io.vavr.control.Option;

/** What drives, their interrupts and kblockd do while a scenario runs, as far as it is told to. */
final class Drives {
  private final Session session;

  /** The drives of a machine. */
  Drives(Session session) {
    this.session = session;
  }

  /** Drives go on until nothing is left to do: kblockd, the controller, the interrupts. */
  void run(Iterable<DeviceId> drives) {
    Host before;
    do {
      before = session.host();
      for (DeviceId drive : drives) {
        kblockd(drive);
        fetch(drive);
        for (TagId tag : executing(drive)) {
          move(drive, tag, Integer.MAX_VALUE);
          session.take(session.host().answer(drive, tag, true));
        }
        interrupt(drive);
      }
    } while (!session.host().drives().equals(before.drives()));
  }

  /** Block requests that wait for a tag or a descriptor page are tried again. */
  void kblockd(DeviceId drive) {
    NvmeQueue queue = queue(drive);
    for (TagId tag : tags(drive)) {
      if (queue.pair(Drive.SELF).stage(tag) instanceof Stage.Requeued) {
        session.take(session.host().requeue(drive, tag));
      }
    }
    for (RingRequest id : moving(drive)) {
      while (session.take(session.host().advance(id))) {}
    }
  }

  /** Moves at most some pieces of a tag's command: how many there were. */
  int move(DeviceId drive, TagId tag, int most) {
    int moved = 0;
    while (moved < most && session.take(session.host().xfer(drive, tag))) {
      moved++;
    }
    return moved;
  }

  /** The interrupt handler looks at everything that was answered. */
  void interrupt(DeviceId drive) {
    while (session.take(session.host().reap(drive))) {
      for (TagId tag : tags(drive)) {
        if (session.take(session.host().syncForCpu(drive, tag))) {
          session.take(session.host().freeDescriptors(drive, tag));
          session.take(session.host().endRequest(drive, tag));
        }
      }
    }
  }

  /** The controller takes in everything that was announced. */
  void fetch(DeviceId drive) {
    while (session.take(session.host().fetch(drive))) {}
  }

  /** The tags whose commands the controller works on. */
  Vector<TagId> executing(DeviceId drive) {
    return tags(drive)
        .filter(tag -> queue(drive).pair(Drive.SELF).controller().execution(tag).isDefined());
  }

  /** The tags that a request's block requests have, of those that the controller works on. */
  Vector<TagId> executing(RingRequest id) {
    Transfer transfer = session.host().transfers().get(id).get();
    return transfer
        .parts()
        .flatMap(part ->
            part.progress() instanceof Progress.Tagged(TagId tag)
                ? Option.some(tag)
                : Option.<TagId>none())
        .filter(executing(transfer.drive())::contains);
  }

  private Vector<RingRequest> moving(DeviceId drive) {
    return session
        .host()
        .transfers()
        .filter(t -> t._2.drive().equals(drive) && ByteWatch.isMoving(session.host(), t._1, t._2))
        .keySet()
        .toVector();
  }

  private Vector<TagId> tags(DeviceId drive) {
    int all = session.host().drives().get(drive).get().config().layout().tags();
    return Vector.range(0, all)
        .map(TagId::of)
        .filter(tag -> queue(drive).request(Drive.SELF, tag).isDefined());
  }

  private NvmeQueue queue(DeviceId drive) {
    return session.host().drives().get(drive).get().queue();
  }
}
