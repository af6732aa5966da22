package io.uring.dmabuf.explore;

import io.uring.dmabuf.replay.ReplayTarget;
import java.util.ArrayList;

/**
 * The size of states that wait for their expansion.
 *
 * @param states how many were held at once
 * @param bytesPerState heap that a state costs with its parts' digests, what it shares with others
 *     counted once
 */
public record StateSize(int states, double bytesPerState) {

  /**
   * The heap that states cost: the first ones that an exploration finds are all held, and the heap
   * in use after a full collection is compared with and without them.
   *
   * @param limit how many states are enough: levels are explored whole
   */
  public static <S> StateSize of(ReplayTarget<S> target, long limit) {
    long before = usedHeap();
    ArrayList<Reached<S>> held = new ArrayList<>();
    Explorer.visit(target, ExploreSettings.standard().withLimit(limit), held::add);
    held.trimToSize();
    long with = usedHeap();
    int count = held.size();
    held.clear();
    return new StateSize(count, Math.max(0, with - before) / (double) count);
  }

  private static long usedHeap() {
    Runtime runtime = Runtime.getRuntime();
    long used = Long.MAX_VALUE;
    for (int i = 0; i < 3; i++) {
      System.gc();
      used = Math.min(used, runtime.totalMemory() - runtime.freeMemory());
    }
    return used;
  }
}
