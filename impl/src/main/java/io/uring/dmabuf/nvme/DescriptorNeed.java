package io.uring.dmabuf.nvme;

/**
 * The descriptors that a list needs (N8).
 *
 * @param pool where they come from; says nothing if none are needed
 * @param pages how many
 * @param capacity how many items of the list one of them holds
 */
public record DescriptorNeed(PoolKind pool, int pages, int capacity) {
  private static final DescriptorNeed NOTHING = new DescriptorNeed(PoolKind.LARGE, 0, 0);

  /** The need of a command without a list. */
  public static DescriptorNeed nothing() {
    return NOTHING;
  }

  /**
   * The need of a list: one small descriptor if it fits, else large ones, of which each but the
   * last gives its last place to the way to the next.
   *
   * @param items entries, or descriptors of an SGL, in the list
   * @param small how many of them a small descriptor holds, 0 if there are no small ones
   * @param large how many of them a large descriptor holds, at least 2
   */
  public static DescriptorNeed of(int items, int small, int large) {
    if (items <= small) {
      return new DescriptorNeed(PoolKind.SMALL, 1, small);
    }
    int pages = items <= large ? 1 : 1 + (items - 2) / (large - 1);
    return new DescriptorNeed(PoolKind.LARGE, pages, large);
  }

  /** Where the items of a page of the list begin among all items. */
  int firstOf(int page) {
    return page * (capacity - 1);
  }

  /** How many items a page of the list holds, the way to the next not counted. */
  int itemsOf(int page, int items) {
    return page == pages - 1 ? items - firstOf(page) : capacity - 1;
  }
}
