package io.uring.dmabuf.uring;

import io.uring.dmabuf.design.Design;
import io.uring.dmabuf.id.FileId;
import io.vavr.collection.HashSet;
import io.vavr.collection.Set;

/**
 * What does not change in the life of a ring.
 *
 * @param slots the number of slots of its sparse table
 * @param requests the number of request objects
 * @param task the task that made it, which submits and runs its task work
 * @param workers how many worker threads io-wq has at most for all rings of that task
 * @param partBytes how many bytes one request of the block layer may carry
 * @param pollable the files on which a request waits in poll, as on a pipe
 * @param cached whether files need not be O_DIRECT, so that the page cache serves what it can
 * @param design the design that it follows
 */
public record RingContextConfig(
    int slots,
    int requests,
    int task,
    int workers,
    long partBytes,
    Set<FileId> pollable,
    boolean cached,
    Design design) {

  /** A ring of the intended design whose only file is a pipe, with a worker for each request. */
  public static RingContextConfig of(int slots, int requests) {
    return new RingContextConfig(
        slots,
        requests,
        1,
        requests,
        Long.MAX_VALUE,
        HashSet.of(FileId.of(1)),
        false,
        Design.intended());
  }

  /** How many parts a window has: this depends on its length alone. */
  public int partsOf(Window window) {
    return window.length() <= partBytes ? 1 : (int) Math.ceilDiv(window.length(), partBytes);
  }

  /** This ring of another design. */
  public RingContextConfig withDesign(Design next) {
    return new RingContextConfig(slots, requests, task, workers, partBytes, pollable, cached, next);
  }

  /** This ring where a request waits in poll on one more file. */
  RingContextConfig polling(FileId file) {
    return new RingContextConfig(
        slots, requests, task, workers, partBytes, pollable.add(file), cached, design);
  }

  /** This ring of another task. */
  public RingContextConfig ofTask(int other) {
    return new RingContextConfig(
        slots, requests, other, workers, partBytes, pollable, cached, design);
  }
}
