package io.uring.dmabuf.uring;

import io.uring.dmabuf.design.Design;
import io.uring.dmabuf.design.Designed;
import io.uring.dmabuf.id.Entry;
import io.uring.dmabuf.id.ImuId;
import io.uring.dmabuf.id.Numbered;
import io.uring.dmabuf.id.RegbufId;
import io.uring.dmabuf.id.RingId;
import io.uring.dmabuf.step.Lens;
import io.uring.dmabuf.uring.Call.Update;
import io.vavr.collection.Iterator;
import io.vavr.collection.Seq;
import io.vavr.collection.Vector;
import io.vavr.control.Option;
import java.util.Objects;

/**
 * The io_uring instances of a machine. What they share are the imus; nodes, tags, requests and
 * locks belong to one ring each. Immutable; its steps are {@link RingsSteps}. The specification is
 * Requests.
 *
 * @param all the rings, numbered from 1; each has the imus of all
 */
public record Rings(Numbered<RingId, RingContext> all) implements Designed {
  /** The ring that there is at least. */
  public static final RingId FIRST = RingId.of(1);

  /** Where each of the first rings stands. */
  private static final Vector<Lens<Rings, RingContext>> PLACES =
      Vector.rangeClosed(1, 8).map(number -> place(RingId.of(number)));

  /**
   * Open rings without tables.
   *
   * @param taskOf the task of each, from the first
   */
  public static Rings initial(Seq<Integer> taskOf, RingContextConfig config) {
    Numbered<RingId, RingContext> all = Numbered.empty();
    for (int task : taskOf) {
      all = all.put(RingId.of(all.size() + 1), RingContext.initial(config.ofTask(task)));
    }
    return new Rings(all);
  }

  private static Lens<Rings, RingContext> place(RingId ctx) {
    return new Lens<>(rings -> rings.get(ctx), (rings, next) -> rings.with(ctx, next));
  }

  /** Where a ring stands. */
  public static Lens<Rings, RingContext> at(RingId ctx) {
    return ctx.number() <= PLACES.size() ? PLACES.get(ctx.number() - 1) : place(ctx);
  }

  @Override
  public Design design() {
    return get(FIRST).design();
  }

  /** How many live nodes all rings have. */
  public int nodeCount() {
    int count = 0;
    for (RingContext ring : all.values()) {
      count += ring.nodes().size();
    }
    return count;
  }

  /** A ring. */
  public RingContext get(RingId ctx) {
    return Objects.requireNonNull(all.getOrNull(ctx), ctx::toString);
  }

  /** The rings, by number. */
  public Iterator<RingContext> tables() {
    return all.values();
  }

  /** The mapped buffers of all rings. */
  public Numbered<ImuId, Imu> imus() {
    RingContext first = all.getOrNull(FIRST);
    return first == null ? Numbered.empty() : first.imus();
  }

  /** These rings and one without a table; its number is the next. */
  public Rings withNew(RingContextConfig config) {
    RingId next = RingId.of(all.size() + 1);
    return new Rings(all.put(next, RingContext.initial(config).withImus(imus())));
  }

  /** The same with another state of a ring; the others see the imus as it leaves them. */
  @SuppressWarnings("ReferenceEquality") // Identity is what tells that nothing has changed.
  public Rings with(RingId ctx, RingContext next) {
    Numbered<RingId, RingContext> changed = all.put(ctx, next);
    if (all.size() > 1 && next.imus() != get(ctx).imus()) {
      for (RingId other : all.ids()) {
        changed = changed.put(other, changed.get(other).get().withImus(next.imus()));
      }
    }
    return new Rings(changed);
  }

  /**
   * Whether the task of a ring is in no call of another of its rings, so that it can begin with one
   * or run task work. What a ring lends to a clone needs nobody, and the end of a ring is a work
   * queue's.
   */
  boolean taskIsFree(RingId ctx) {
    for (Entry<RingId, RingContext> other : all) {
      if (!other.id().equals(ctx)
          && areOfOneTask(ctx, other.value())
          && other.value().call().isOfTask()) {
        return false;
      }
    }
    return true;
  }

  /** How many worker threads of the task of a ring are busy, for whichever of its rings. */
  int busyWorkers(RingId ctx) {
    int busy = 0;
    for (Entry<RingId, RingContext> other : all) {
      busy += areOfOneTask(ctx, other.value()) ? other.value().busyWorkers() : 0;
    }
    return busy;
  }

  /** Whether a worker thread of the task of a ring is idle, or may still be created. */
  boolean hasFreeWorker(RingId ctx) {
    return busyWorkers(ctx) < get(ctx).config().workers();
  }

  private boolean areOfOneTask(RingId ctx, RingContext other) {
    return get(ctx).config().task() == other.config().task();
  }

  /** Whether an imu, or an update in progress, has a regbuf. */
  public boolean has(RegbufId regbuf) {
    return tables()
        .exists(ring ->
            ring.regbufs().contains(regbuf)
                || ring.call() instanceof Update update && update.regbuf().contains(regbuf));
  }

  /** Why a clone of the table of another ring is refused now; none if it may go on. */
  public Option<Errno> refusal(RingId ctx, RingId src, RawClone clone) {
    return clone.refusal(get(ctx).slots(), get(src).slots());
  }
}
