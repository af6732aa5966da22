package io.uring.dmabuf.history;

import io.vavr.collection.SortedMap;
import io.vavr.collection.TreeMap;
import io.vavr.collection.Vector;

/**
 * What was told of the tags of a ring.
 *
 * @param given the tags that it was given, in this order, as user data
 * @param posted how often each was posted, by user data; those that never were are left out
 */
public record TagsTold(Vector<Long> given, SortedMap<Long, Integer> posted) {

  /** Nothing was told. */
  static final TagsTold NOTHING = new TagsTold(Vector.empty(), TreeMap.empty());

  /** How often a tag was posted. */
  public int posted(long tag) {
    return posted.getOrElse(tag, 0);
  }

  TagsTold giving(long tag) {
    return new TagsTold(given.append(tag), posted);
  }

  /** The same without a tag that was given, and taken back. */
  TagsTold takingBack(long tag) {
    return new TagsTold(given.remove(tag), posted);
  }

  TagsTold posting(long tag) {
    return new TagsTold(given, posted.put(tag, posted(tag) + 1));
  }
}
