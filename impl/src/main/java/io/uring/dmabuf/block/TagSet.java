package io.uring.dmabuf.block;

import io.uring.dmabuf.id.RequestId;
import io.uring.dmabuf.id.RingId;
import io.uring.dmabuf.id.TagId;
import io.vavr.collection.List;
import io.vavr.collection.Vector;
import io.vavr.control.Option;

/**
 * The tags of one queue, immutable. A tag stands for a request from its allocation on; drivers make
 * command ids of it. It is free some time after the bio of its request has ended: successes put
 * theirs up to 32 at a time. Source: block/blk-mq-tag.c; block/blk-mq.c, blk_mq_end_request_batch
 * and __blk_mq_free_request.
 *
 * @param uses what each tag is used for, from tag 0 on
 */
public record TagSet(Vector<Use> uses) {

  /** What a tag is used for. */
  public sealed interface Use {

    /** Nothing: it may be given to a request. */
    record Free() implements Use {}

    /** A request. */
    record Serving(BlockRequest request) implements Use {}

    /** A request that has ended, and of which nothing is known any more: it was not put yet. */
    record Ended() implements Use {}
  }

  /** A set of free tags. */
  public static TagSet free(int tags) {
    return new TagSet(Vector.fill(tags, Use.Free::new));
  }

  /** The lowest free tag, if there is one. */
  public Option<TagId> lowestFree() {
    return tag(uses.indexWhere(use -> use instanceof Use.Free));
  }

  /** Whether a tag is free. */
  public boolean isFree(TagId tag) {
    return uses.get(tag.number()) instanceof Use.Free;
  }

  /** Whether some tag serves a part of a request. */
  public boolean serves(PartOf owner) {
    return uses.exists(
        use -> use instanceof Use.Serving(BlockRequest request) && request.owner().equals(owner));
  }

  /** The tags that serve a request of a ring, whichever parts of it. */
  public List<TagId> serving(RingId ctx, RequestId req) {
    List<TagId> tags = List.empty();
    for (int i = uses.size() - 1; i >= 0; i--) {
      if (uses.get(i) instanceof Use.Serving(BlockRequest request)
          && request.owner().isOf(ctx, req)) {
        tags = tags.prepend(TagId.of(i));
      }
    }
    return tags;
  }

  private static Option<TagId> tag(int index) {
    return Option.when(index >= 0, () -> TagId.of(index));
  }

  /** The request that a tag serves, if it serves one. */
  public Option<BlockRequest> request(TagId tag) {
    return uses.get(tag.number()) instanceof Use.Serving(BlockRequest request)
        ? Option.some(request)
        : Option.none();
  }

  /** The requests that are served, by tag. */
  public Vector<BlockRequest> served() {
    return uses.flatMap(use ->
        use instanceof Use.Serving(BlockRequest request)
            ? Option.some(request)
            : Option.<BlockRequest>none());
  }

  /** Whether the request of a tag has ended, and the tag was not put yet. */
  public boolean isEnded(TagId tag) {
    return uses.get(tag.number()) instanceof Use.Ended;
  }

  /** Whether the request of another tag has ended, which was not put yet either. */
  public boolean hasEndedBeside(TagId tag) {
    for (int i = 0; i < uses.size(); i++) {
      if (i != tag.number() && isEnded(TagId.of(i))) {
        return true;
      }
    }
    return false;
  }

  /** How many tags are not free. */
  public int taken() {
    return uses.count(use -> !(use instanceof Use.Free));
  }

  /** This set with a request under a tag. */
  public TagSet with(TagId tag, BlockRequest request) {
    return with(tag, new Use.Serving(request));
  }

  /** This set after the request of a tag has ended. */
  public TagSet ended(TagId tag) {
    return with(tag, new Use.Ended());
  }

  /** This set with a tag free. */
  public TagSet put(TagId tag) {
    return with(tag, new Use.Free());
  }

  private TagSet with(TagId tag, Use use) {
    return new TagSet(uses.update(tag.number(), use));
  }
}
