package io.uring.dmabuf.system;

import io.uring.dmabuf.dma.DmaSegment;
import io.uring.dmabuf.id.AreaId;
import io.uring.dmabuf.id.ImuId;
import io.uring.dmabuf.id.RingId;
import io.uring.dmabuf.uring.Errno;
import io.uring.dmabuf.uring.Node;
import io.uring.dmabuf.uring.RingContext;
import io.uring.dmabuf.uring.UpdateArgs;
import io.vavr.collection.HashMap;
import io.vavr.collection.HashSet;
import io.vavr.collection.Map;
import io.vavr.collection.Set;
import io.vavr.collection.Vector;
import io.vavr.control.Option;

/**
 * How much ordinary memory the rings of a user may pin who made them without {@code CAP_IPC_LOCK}
 * ({@code RLIMIT_MEMLOCK}): a page counts as often as it is registered, a clone counts nothing.
 * Simpler than the kernel, where a folio of several pages counts whole, but once a table ({@code
 * headpage_already_acct}): here its registered pages count. Immutable. Source: {@code
 * io_uring/rsrc.c: __io_account_mem}, {@code io_buffer_account_pin}, {@code io_clone_buffers},
 * 6.18.2.
 *
 * @param limits in bytes, of the rings that are counted
 */
public record MemLock(Map<RingId, Long> limits) {
  /** No ring is counted. */
  public static MemLock none() {
    return new MemLock(HashMap.empty());
  }

  /** The same where a ring is counted. */
  public MemLock with(RingId ring, long limit) {
    return new MemLock(limits.put(ring, limit));
  }

  /** Why an entry of an update or a registration is refused: ENOMEM for pages beyond the limit. */
  public Option<Errno> entry(State s, RingId ring, UpdateArgs args) {
    return limits
        .get(ring)
        .flatMap(limit ->
            args.area()
                .filter(area -> pinned(s) + pages(s, area) > limit / s.platform().pageSize()))
        .map(area -> Errno.ENOMEM);
  }

  /** Why a clone is refused: EINVAL where one of both rings is counted and the other is not. */
  public Option<Errno> clone(RingId ring, RingId source) {
    return Option.when(limits.containsKey(ring) != limits.containsKey(source), Errno.EINVAL);
  }

  private long pinned(State s) {
    Set<ImuId> imus = HashSet.empty();
    long pages = 0;
    for (RingId ring : limits.keySet()) {
      RingContext table = s.rings().get(ring);
      for (ImuId imu : table.nodes().values().flatMap(Node::imu)) {
        pages += imus.contains(imu) ? 0 : table.areaOfImu(imu).map(a -> pages(s, a)).getOrElse(0L);
        imus = imus.add(imu);
      }
    }
    return pages;
  }

  private static long pages(State s, AreaId area) {
    int page = s.platform().pageSize();
    Vector<DmaSegment> memory = s.platform().area(area);
    return Math.ceilDiv(memory.head().address() % page + DmaSegment.total(memory), (long) page);
  }
}
