package io.uring.dmabuf.replay;

import io.vavr.collection.List;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;

/**
 * A look at how full the heap was right after its last full collection: what is live, not what is
 * garbage.
 */
public final class HeapGuard {
  private final List<MemoryPoolMXBean> pools =
      List.ofAll(ManagementFactory.getMemoryPoolMXBeans())
          .filter(pool ->
              pool.getType() == MemoryType.HEAP && pool.getName().matches(".*(Old|Tenured).*"));

  private final double share;

  /**
   * A guard of the old generation.
   *
   * @param share the share of it that may be live, 0 to 1
   */
  public HeapGuard(double share) {
    this.share = share;
  }

  /**
   * Whether more than the allowed share was live after the last collection; false where the JVM
   * does not tell.
   */
  public boolean isFull() {
    return pools.exists(pool -> isFull(pool.getCollectionUsage()));
  }

  private boolean isFull(MemoryUsage usage) {
    return usage != null && usage.getMax() > 0 && usage.getUsed() > share * usage.getMax();
  }
}
