package io.uring.dmabuf.live;

import io.uring.dmabuf.live.uapi.Ring;
import io.uring.dmabuf.live.uapi.SqeFlag;
import io.uring.dmabuf.live.uapi.UringCqe;
import io.uring.dmabuf.system.RingKind;
import io.uring.dmabuf.uring.Errno;
import io.vavr.collection.List;
import java.util.concurrent.TimeUnit;

/**
 * The threads of the kernel that work for a ring: the worker threads of io-wq, one in each of its
 * two pools, so that they work in order, and the one that polls. The worker thread of requests that
 * may wait long (on a pipe) is kept busy and let go. All are waited for with requests of this
 * class's own, whose completions nobody else sees.
 */
public final class KernelThreads implements AutoCloseable {
  /** The user data of this class's own requests: from here on, in the order of their submission. */
  private static final long OWN = 1L << 62;

  /** A polled ring's thread has done all that follows from a call after so many empty requests. */
  private static final int POLLED_ROUNDS = 4;

  private static final long PATIENCE = TimeUnit.SECONDS.toNanos(10);

  private final Ring ring;
  private final boolean polled;
  private final HoldPipes pipes = new HoldPipes();
  private boolean limited;
  private long submitted = OWN;
  private long completed = OWN;

  /** Where the worker thread waits, or will; for each, the latest own request that is before it. */
  private List<Long> holds = List.empty();

  private List<UringCqe> taken = List.empty();

  /** The threads of a ring; the ring is not closed with them, but before. */
  public KernelThreads(Ring ring, RingKind kind) {
    this.ring = ring;
    this.polled = kind == RingKind.POLLED;
  }

  /** Takes the completions that are there, but for this class's own. */
  public List<UringCqe> take() {
    look();
    List<UringCqe> all = taken;
    taken = List.empty();
    return all;
  }

  private void look() {
    for (UringCqe cqe : ring.reap()) {
      if (cqe.userData() >= OWN && cqe.userData() <= submitted) {
        completed = Math.max(completed, cqe.userData());
      } else {
        taken = taken.append(cqe);
      }
    }
  }

  /** The number of places where the worker thread waits, or will. */
  public int holds() {
    return holds.size();
  }

  /** The worker thread waits for a byte: whatever comes for it from now on stays in its list. */
  public void hold() {
    holds = holds.append(holds.isEmpty() ? submitted : splice(0));
    splice(1);
  }

  /** Lets the worker thread go on from the first places where it waits to the next one. */
  public void letWorkerGo(int places) {
    holds = holds.drop(places);
    for (int i = 0; i < places; i++) {
      pipes.feed();
    }
    awaitWorker();
    pipes.drain();
  }

  /**
   * Waits until the worker thread of requests that may wait long, of the pool without a bound, has
   * issued all that was in its list, or waits again.
   */
  public void awaitWorker() {
    await(holds.headOption().getOrElse(() -> splice(0)));
    awaitPoller();
    ring.getEvents();
  }

  /**
   * The thread of a polled ring posts a tag after the completion that it belongs to: not at once.
   */
  public void awaitPoller() {
    for (int i = 0; polled && i < POLLED_ROUNDS; i++) {
      awaitNop(List.empty());
    }
  }

  private void awaitNop(List<SqeFlag> flags) {
    ring.prepareNop(++submitted, flags);
    check("io_uring_enter", ring.submit());
    await(submitted);
  }

  /**
   * Waits until the worker thread of the pool with a bound has put all that it was given: it may
   * still have a request whose completion is there already, and then the tag is yet to come.
   */
  public void awaitBounded() {
    limit();
    awaitNop(List.of(SqeFlag.ASYNC));
  }

  /** Waits until both worker threads have issued all that they were given and are not kept from. */
  public void awaitWorkers() {
    awaitBounded();
    if (holds.isEmpty()) {
      awaitWorker();
    }
  }

  /** From now on each pool of io-wq has one worker thread, which works in order. */
  public void limit() {
    if (!limited) {
      limited = true;
      check("IORING_REGISTER_IOWQ_MAX_WORKERS", ring.register().limitWorkers(1, 1));
    }
  }

  /** A request for the worker thread of those that may wait long. */
  private long splice(int bytes) {
    limit();
    ring.prepareSplice(pipes.from(), pipes.to(), bytes, ++submitted);
    check("io_uring_enter", ring.submit());
    return submitted;
  }

  private static void check(String call, long result) {
    if (result < 0) {
      throw new IllegalStateException(call + " returns " + Errno.text(result));
    }
  }

  /** Waits until an own request, and all before it, are complete. */
  private void await(long request) {
    long end = System.nanoTime() + PATIENCE;
    while (completed < request) {
      if (System.nanoTime() > end) {
        throw new IllegalStateException("a thread of the kernel does not answer");
      }
      ring.awaitEvents();
      look();
    }
  }

  /** Waits for the completion of a request that the kernel may have handed to a thread. */
  public void awaitAny() {
    long end = System.nanoTime() + PATIENCE;
    while (ring.isEmpty() && System.nanoTime() < end) {
      ring.awaitEvents();
    }
  }

  @Override
  public void close() {
    pipes.close();
  }
}
