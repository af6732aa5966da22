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
 * ({@code RLIMIT_MEMLOCK}): a page counts as often as it is registered, a clone counts nothing. A
 * folio of several pages counts whole, and once a table, as long as a buffer there has a page of it
 * ({@code headpage_already_acct}; in the kernel until the buffer goes that was there first).
 * Immutable. Source: {@code io_uring/rsrc.c: __io_account_mem}, {@code io_buffer_account_pin},
 * {@code io_clone_buffers}, 6.18.2.
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
            args.area().filter(area -> pinned(s, ring, area) > limit / s.platform().pageSize()))
        .map(area -> Errno.ENOMEM);
  }

  /** Why a clone is refused: EINVAL where one of both rings is counted and the other is not. */
  public Option<Errno> clone(RingId ring, RingId source) {
    return Option.when(limits.containsKey(ring) != limits.containsKey(source), Errno.EINVAL);
  }

  /** How many pages count once a ring has one area more. */
  private long pinned(State s, RingId ring, AreaId more) {
    Set<ImuId> imus = HashSet.empty();
    long pages = 0;
    for (RingId counted : limits.keySet()) {
      RingContext table = s.rings().get(counted);
      Set<ImuId> own = table.nodes().values().flatMap(Node::imu).toSet().removeAll(imus);
      imus = imus.addAll(own);
      Vector<AreaId> areas = own.toVector().flatMap(table::areaOfImu);
      pages += pages(s, counted.equals(ring) ? areas.append(more) : areas);
    }
    return pages;
  }

  private static long pages(State s, Vector<AreaId> areas) {
    int page = s.platform().pageSize();
    Vector<Area.Run> runs = areas.flatMap(s.platform().areas()::get).flatMap(Area::runs);
    long single =
        runs.filter(run -> run.folio() == page).map(run -> run.folios().size()).sum().longValue();
    Set<DmaSegment> folios =
        runs.filter(run -> run.folio() > page).flatMap(Area.Run::folios).toSet();
    return single + DmaSegment.total(folios.toVector()) / page;
  }
}
