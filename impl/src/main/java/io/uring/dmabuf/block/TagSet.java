package io.uring.dmabuf.block;

import io.vavr.collection.Vector;
import io.vavr.control.Option;

/**
 * The tags of one queue, immutable. A tag stands for a request from its allocation to the end of
 * the request; drivers make command ids of it. Source: block/blk-mq-tag.c.
 *
 * @param requests the request of each tag, from tag 0 on; none where the tag is free
 */
public record TagSet(Vector<Option<BlockRequest>> requests) {

  /** A set of free tags. */
  public static TagSet free(int tags) {
    return new TagSet(Vector.fill(tags, Option::none));
  }

  /** The lowest free tag, if there is one. */
  public Option<Integer> lowestFree() {
    return Option.some(requests.indexWhere(Option::isEmpty)).filter(tag -> tag >= 0);
  }

  /** Whether some tag serves the request with the given id. */
  public boolean serves(int id) {
    return requests.exists(request -> request.exists(r -> r.id() == id));
  }

  /** The request of a tag, if it is not free. */
  public Option<BlockRequest> request(int tag) {
    return requests.get(tag);
  }

  /** This set with a request under a tag. */
  public TagSet with(int tag, BlockRequest request) {
    return new TagSet(requests.update(tag, Option.some(request)));
  }

  /** This set with a tag free. */
  public TagSet without(int tag) {
    return new TagSet(requests.update(tag, Option.none()));
  }
}
