package io.uring.dmabuf.block;

import io.uring.dmabuf.id.BlockRequestId;
import io.uring.dmabuf.id.TagId;
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
  public Option<TagId> lowestFree() {
    return tag(requests.indexWhere(Option::isEmpty));
  }

  /** The tag that serves a request, if one does. */
  public Option<TagId> serving(BlockRequestId id) {
    return tag(requests.indexWhere(request -> request.exists(r -> r.id().equals(id))));
  }

  private static Option<TagId> tag(int index) {
    return Option.when(index >= 0, () -> TagId.of(index));
  }

  /** The request of a tag, if it is not free. */
  public Option<BlockRequest> request(TagId tag) {
    return requests.get(tag.number());
  }

  /** This set with a request under a tag. */
  public TagSet with(TagId tag, BlockRequest request) {
    return new TagSet(requests.update(tag.number(), Option.some(request)));
  }

  /** This set with a tag free. */
  public TagSet without(TagId tag) {
    return new TagSet(requests.update(tag.number(), Option.none()));
  }
}
