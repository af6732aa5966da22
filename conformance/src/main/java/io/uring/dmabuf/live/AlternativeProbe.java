package io.uring.dmabuf.live;

import io.uring.dmabuf.live.Entry.Kind;
import io.uring.dmabuf.live.Operation.Ending;
import io.uring.dmabuf.live.Operation.Finish;
import io.uring.dmabuf.live.Operation.Lane;
import io.uring.dmabuf.live.Operation.OfRing;
import io.uring.dmabuf.live.Operation.OnPipe;
import io.uring.dmabuf.live.Operation.Register;
import io.uring.dmabuf.live.Operation.Submit;
import io.uring.dmabuf.live.Operation.Unregister;
import io.uring.dmabuf.live.Operation.Update;
import io.uring.dmabuf.live.Operation.UpdateRaw;
import io.uring.dmabuf.uring.CompletionQueue;
import io.uring.dmabuf.uring.Cqe;
import io.uring.dmabuf.uring.Errno;
import io.uring.dmabuf.uring.Op;
import io.uring.dmabuf.uring.RawClone;
import io.vavr.collection.List;
import java.util.Timer;
import java.util.TimerTask;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/** The questions of {@link Alternative}, put to the running kernel on a fresh ring each. */
final class AlternativeProbe {
  private static final Lane FIRST = new Lane(Op.READ_FIXED, 0);
  private static final Lane SECOND = new Lane(Op.READ_FIXED, 1);
  private static final OfRing TWO_BUFFERS =
      new Register(List.of(new Entry(Kind.BUFFER, 0, true), new Entry(Kind.BUFFER, 1, true)));
  private static final OfRing REPLACE_FIRST =
      new Update(0, List.of(new Entry(Kind.BUFFER, 2, true)));

  /** How long an unregistration may wait before the request in flight is let go, in ms. */
  private static final long GRACE = 200;

  private final Supplier<KernelRing> rings;

  AlternativeProbe(Supplier<KernelRing> rings) {
    this.rings = rings;
  }

  /** What the kernel follows, one alternative a question. */
  List<Alternative> answers() {
    return List.of(updateWord(), unregister(), tagOrder(), teardownOrder(), cloning());
  }

  private Alternative updateWord() {
    try (KernelRing ring = rings.get()) {
      long result = ring.apply(new UpdateRaw(0, 1, 2, true)).result();
      return result == -Errno.ENXIO.number()
          ? Alternative.UPDATE_WORD_FLAGS
          : Alternative.UPDATE_WORD_RESERVED;
    }
  }

  /** A kernel that waits is let go by a byte from another thread. */
  private Alternative unregister() {
    AtomicBoolean late = new AtomicBoolean();
    Timer timer = new Timer("live-probe", true);
    try (KernelRing ring = rings.get()) {
      ring.apply(TWO_BUFFERS);
      ring.apply(reading(FIRST));
      timer.schedule(
          new TimerTask() {
            @Override
            public void run() {
              late.set(true);
              ring.feedFromElsewhere(FIRST);
            }
          },
          GRACE);
      ring.apply(new Unregister());
      timer.cancel();
      return late.get() ? Alternative.UNREGISTER_WAITS : Alternative.UNREGISTER_DETACHES;
    }
  }

  /** Two generations of slot 0 are in flight, and the newer one ends first. */
  private Alternative tagOrder() {
    try (KernelRing ring = rings.get()) {
      ring.apply(TWO_BUFFERS);
      ring.apply(reading(FIRST));
      ring.apply(REPLACE_FIRST);
      ring.apply(reading(SECOND));
      ring.apply(REPLACE_FIRST);
      boolean newer = ring.apply(new Finish(SECOND, Ending.DATA)).tags() == 1;
      return newer ? Alternative.TAGS_BY_NODE : Alternative.TAGS_IN_ORDER;
    }
  }

  private Alternative teardownOrder() {
    try (KernelRing ring = rings.get()) {
      ring.apply(TWO_BUFFERS);
      List<Long> tags = ring.apply(new Unregister()).completions().map(Cqe::userData);
      return tags.equals(
              List.of(CompletionQueue.userDataOfTag(1), CompletionQueue.userDataOfTag(2)))
          ? Alternative.TEARDOWN_ASCENDING
          : Alternative.TEARDOWN_DESCENDING;
    }
  }

  /** A request of the clone is in flight when the source empties its slot. */
  private Alternative cloning() {
    try (KernelRing source = rings.get();
        KernelRing clone = rings.get()) {
      source.apply(TWO_BUFFERS);
      if (clone.cloneFrom(source, RawClone.whole(false)).result() < 0) {
        return Alternative.CLONE_REFUSED;
      }
      clone.apply(reading(FIRST));
      boolean atOnce = source.apply(REPLACE_FIRST).tags() == 1;
      clone.apply(new Finish(FIRST, Ending.DATA));
      return atOnce ? Alternative.CLONE_UNTAGGED : Alternative.CLONE_HOLDS_TAG;
    }
  }

  private static OfRing reading(Lane lane) {
    return new Submit(lane.op(), 0, new OnPipe(lane.pipe()), Span.FIRST_BYTE);
  }
}
