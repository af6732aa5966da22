package io.uring.dmabuf.replay;

import io.uring.dmabuf.replay.Divergence.Misfit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The states that a replay has met, and the bounds on what it may keep of them.
 *
 * @param <S> the implementation's state
 */
final class ReplayStates<S> {
  private static final int CHECK_HEAP_EVERY = 4096;

  private final StateTable<S> table;
  private final Diagnosis<S> diagnosis;
  private final DigestSet digests = new DigestSet();
  private final AtomicLong newStates = new AtomicLong();
  private final HeapGuard heap;
  private final long maxKept;

  ReplayStates(StateTable<S> table, Diagnosis<S> diagnosis, ReplaySettings settings) {
    this.table = table;
    this.diagnosis = diagnosis;
    this.heap = new HeapGuard(settings.heapShare());
    this.maxKept = settings.maxKept();
  }

  /** Adds the initial state. */
  void start(long fingerprint, StateTable.Kept<S> made) {
    digests.add(made.digest());
    table.put(fingerprint, fingerprint, -1, made);
  }

  /** Adds a new state that a step leads to; a misfit where it or its digest is known already. */
  void add(long fingerprint, long parent, int step, StateTable.Kept<S> made) {
    if (!table.put(fingerprint, parent, step, made)) {
      throw diagnosis.diverged(new Misfit("TLC reports a state as new twice"), parent, step);
    }
    if (!digests.add(made.digest())) {
      throw diagnosis.diverged(
          new Misfit("the digest of two different states is the same"), parent, step);
    }
    if (table.keptNow() > maxKept) {
      throw new Diverged(
          diagnosis.outOfMemory("the bound max-kept=%d is passed".formatted(maxKept)));
    }
    if (newStates.incrementAndGet() % CHECK_HEAP_EVERY == 0 && heap.isFull()) {
      throw new Diverged(diagnosis.outOfMemory("the heap is nearly full"));
    }
  }
}
