package io.uring.dmabuf.id;

import io.vavr.collection.Iterator;
import io.vavr.control.Option;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Objects of one kind by number, immutable: for numbers that begin at 0 or 1 and are given out
 * lowest first. A tree whose nodes have 32 places each, as high as the highest number needs, and
 * with nothing for a number that no object has; so equal contents are equal trees.
 *
 * <p>Reading: {@link #get}, {@link #getOrNull}, {@link #has}, {@link #size}, {@link #isEmpty},
 * {@link #lowestFree}. All by ascending number: {@link #iterator}, {@link #ids}, {@link #values}.
 * Changing: {@link #put}, {@link #remove}, {@link #map}.
 *
 * @param <K> the ids
 * @param <V> the objects
 */
public abstract sealed class Numbered<K extends Id<K>, V> implements Iterable<Entry<K, V>>
    permits Leaf, Branch {
  /** How many bits of a number choose a place in one node. */
  static final int BITS = 5;

  /** Where there is no free number. */
  static final int NONE = -1;

  private int hash;

  /** Nothing. */
  public static <K extends Id<K>, V> Numbered<K, V> empty() {
    return Leaf.none();
  }

  /** One object for each id. */
  public static <K extends Id<K>, V> Numbered<K, V> of(
      Iterable<K> ids, Function<? super K, ? extends V> object) {
    Numbered<K, V> all = empty();
    for (K id : ids) {
      all = all.put(id, object.apply(id));
    }
    return all;
  }

  // ---- Reading.

  /** The object with an id, if there is one. */
  public final Option<V> get(K id) {
    return Option.of(getOrNull(id));
  }

  /** The object with an id; null if there is none. */
  public final @Nullable V getOrNull(K id) {
    Entry<K, V> entry = reaches(id.number()) ? entry(id.number()) : null;
    return entry == null ? null : entry.value();
  }

  /** Whether there is an object with an id. */
  public final boolean has(K id) {
    return getOrNull(id) != null;
  }

  /** Whether there is no object. */
  public final boolean isEmpty() {
    return size() == 0;
  }

  /** How many objects there are. */
  public abstract int size();

  /** The lowest number from {@code first} on that no object has. */
  public final int lowestFree(int first) {
    int found = reaches(first) ? free(first) : first;
    return found == NONE ? 1 << shift() + BITS : found;
  }

  /** The objects with their ids, by ascending number. */
  @Override
  public abstract Iterator<Entry<K, V>> iterator();

  /** The ids, by ascending number. */
  public final Iterator<K> ids() {
    return iterator().map(Entry::id);
  }

  /** The objects, by ascending number. */
  public final Iterator<V> values() {
    return iterator().map(Entry::value);
  }

  // ---- Changing.

  /** These and an object with an id, in the place of the one that had it. */
  public final Numbered<K, V> put(K id, V value) {
    Numbered<K, V> tree = this;
    while (!tree.reaches(id.number())) {
      tree = Branch.above(tree);
    }
    return tree.with(new Entry<>(id, value));
  }

  /** These without the object with an id. */
  public final Numbered<K, V> remove(K id) {
    return has(id) ? without(id.number()).lowered() : this;
  }

  /** Each object changed. */
  public final <W> Numbered<K, W> map(Function<? super V, ? extends W> change) {
    Numbered<K, W> changed = empty();
    for (Entry<K, V> entry : this) {
      changed = changed.put(entry.id(), change.apply(entry.value()));
    }
    return changed;
  }

  // ---- Values.

  @Override
  public final int hashCode() {
    if (hash == 0) {
      hash = contentHash();
    }
    return hash;
  }

  @Override
  public abstract boolean equals(@Nullable Object object);

  @Override
  public final String toString() {
    return iterator().mkString("{", ", ", "}");
  }

  // ---- Nodes of the tree. They look at the last bits of a number, as many as they have levels.

  /** How many of the last bits of a number choose a place below this node. */
  abstract int shift();

  /** Whether a number has a place in this tree. */
  private boolean reaches(int number) {
    return shift() + BITS >= Integer.SIZE || number >>> shift() + BITS == 0;
  }

  abstract @Nullable Entry<K, V> entry(int number);

  abstract Numbered<K, V> with(Entry<K, V> entry);

  /** These without an object that is there. */
  abstract Numbered<K, V> without(int number);

  /** This tree as low as it can be. */
  abstract Numbered<K, V> lowered();

  abstract boolean isFull();

  /** The lowest free number from another on; {@link #NONE} if every one has an object. */
  abstract int free(int from);

  abstract int contentHash();

  // ---- Places of a node, of which an array has those in use.

  static int bit(int place) {
    return 1 << place;
  }

  /** Where in the array a place stands, or would. */
  static int index(int used, int place) {
    return Integer.bitCount(used & bit(place) - 1);
  }

  /** An array with one more element. */
  static <T> T[] inserted(T[] array, int at, T element, T[] wider) {
    System.arraycopy(array, 0, wider, 0, at);
    wider[at] = element;
    System.arraycopy(array, at, wider, at + 1, array.length - at);
    return wider;
  }

  /** An array with one element less. */
  static <T> T[] removed(T[] array, int at, T[] narrower) {
    System.arraycopy(array, 0, narrower, 0, at);
    System.arraycopy(array, at + 1, narrower, at, narrower.length - at);
    return narrower;
  }
}
