package io.uring.dmabuf.step;

import io.uring.dmabuf.id.RingId;
import io.vavr.collection.List;

/**
 * The arguments of a step that one of several rings takes.
 *
 * @param ctx the ring ({@code struct io_ring_ctx})
 * @param args its arguments beside that
 * @param <A> the arguments of the step of a ring alone
 */
public record InRing<A>(RingId ctx, A args) {

  /** The rings of a model. */
  public static List<RingId> rings(Bounds bounds) {
    return bounds.ids("Rings", RingId::of);
  }

  /** The arguments of a step of one ring for each of the rings; TLC reports the ring first. */
  public static <A> Domain<InRing<A>> domain(Domain<A> each) {
    return new Domain<>(
        bounds ->
            rings(bounds)
                .flatMap(ctx -> each.all().apply(bounds).map(args -> new InRing<>(ctx, args))),
        of -> each.tla().apply(of.args()).prepend(of.ctx().number()));
  }
}
