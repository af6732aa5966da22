package io.uring.dmabuf.audit.spec;

import io.uring.dmabuf.audit.event.Began;
import io.uring.dmabuf.audit.event.BlockEvent;
import io.uring.dmabuf.audit.event.DmaEvent;
import io.uring.dmabuf.audit.event.Event;
import io.uring.dmabuf.audit.event.Lost;
import io.uring.dmabuf.audit.event.MarkEvent;
import io.uring.dmabuf.audit.event.NvmeEvent;
import io.uring.dmabuf.audit.event.ProbeEvent;
import io.uring.dmabuf.audit.event.ToldEvent;
import io.uring.dmabuf.audit.event.UringEvent;
import java.util.function.BooleanSupplier;

/** Events, read as what they show of rings: each kind by a reader of its own. */
final class Sights {
  /** Told what is shown, in order. */
  interface Sink {
    /**
     * A ring is made.
     *
     * @param made the event that shows it
     * @param entries of its submission queue, 0 if nobody says so
     */
    void created(RingSight ring, Event made, long entries);

    /** Something is shown of a ring. */
    void shown(RingSight ring, Shown shown);

    /** Nothing more can be said of a ring. */
    void stopped(RingSight ring, String why);

    /** Nothing more is shown of a ring: its address is that of another one. */
    default void over(RingSight ring) {}

    /** A command is made for a request on a descriptor, of so many bytes, under a tag of a disk. */
    default void commanded(RingSight ring, long id, int fd, String disk, String tag, long bytes) {}

    /** An entry of a completion queue is taken. */
    default void reaped() {}

    /** A request of another kind reads or writes, too. */
    default void othersMove(RingSight ring) {}

    /** What seems to be a command of a request reads ahead, for the page cache. */
    default void readsAhead(RingSight ring) {}

    /** A command may as well be that of another request at the same place. */
    default void alike(RingSight ring) {}

    /** A request is in a chain with one that is not judged. */
    default void mixed(long id) {}

    /** Something that is not judged. */
    void leftOut(String what);
  }

  static final String BEFORE = "requests of rings that were made before the trace began";
  static final String OTHERS = "requests of other kinds";
  static final String SKIPPING = "requests whose success posts no CQE";

  private final Followed rings;
  private final Issuers issuers = new Issuers();
  private final SubmissionSights submissions;
  private final DriveSights drives;
  private final ProbeSights probes;
  private final ToldSights told;

  /** Why nothing of this recording can be judged; empty if it can. */
  private String lossy = "";

  /**
   * What is told to somebody.
   *
   * @param later what comes later of what begins
   * @param areReaped whether it is recorded that entries of completion queues are taken
   */
  Sights(Sink sink, Becoming later, BooleanSupplier areReaped) {
    Commands commands = new Commands();
    rings = new Followed(sink);
    submissions = new SubmissionSights(rings, commands, sink, later::request);
    drives = new DriveSights(rings, commands, issuers, sink, areReaped);
    probes = new ProbeSights(rings, commands, issuers);
    told = new ToldSights(rings, sink, later);
  }

  void take(Event event) {
    for (RingSight ring : rings.all()) {
      ring.table().passes(event);
    }
    switch (event) {
      case UringEvent uring -> submissions.take(uring, lossy);
      case NvmeEvent.SetUp setUp -> drives.setUp(setUp);
      case NvmeEvent.Ended ended -> drives.answered(ended);
      case NvmeEvent.Reaped reaped -> drives.reaped(reaped);
      case DmaEvent dma -> drives.take(dma);
      case BlockEvent block -> drives.take(block);
      case MarkEvent mark -> take(mark);
      case ProbeEvent probe -> probes.take(probe);
      case ToldEvent of -> told.take(of);
      case Lost lost -> stop(lost.why());
      case Began began -> {
        stop(began.lossy() ? began.why() : "another recording begins");
        lossy = began.lossy() ? began.why() : "";
      }
      default -> {}
    }
    rings.flush();
  }

  /** Nothing comes any more. */
  void end() {
    rings.end();
  }

  private void stop(String why) {
    rings.stop(why);
    told.stop(why);
    submissions.clear();
    drives.clear();
    issuers.clear();
  }

  private void take(MarkEvent event) {
    for (RingSight ring : rings.all()) {
      ring.outside(event);
    }
    switch (event) {
      case MarkEvent.Sqe sqe -> submissions.written(sqe);
      case MarkEvent.Cqe cqe -> {
        RingSight.Live live = rings.taken(cqe.userData());
        if (live != null) {
          live.ring().tell(new Shown.Seen(cqe, live.id()));
          rings.seen(cqe.userData());
        }
      }
      case MarkEvent.SlotFilled _,
          MarkEvent.UpdateBegun _,
          MarkEvent.UnregisterBegun _,
          MarkEvent.Unregistered _ -> {}
    }
  }
}
