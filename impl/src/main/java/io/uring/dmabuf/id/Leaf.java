package io.uring.dmabuf.id;

import io.vavr.collection.Iterator;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Objects whose numbers differ in their last bits only.
 *
 * @param <K> the ids
 * @param <V> the objects
 */
final class Leaf<K extends Id<K>, V> extends Numbered<K, V> {
  private static final Leaf<?, ?> EMPTY = new Leaf<RingId, Object>(0, array(0));

  private final int used;
  private final Entry<K, V>[] entries;

  private Leaf(int used, Entry<K, V>[] entries) {
    this.used = used;
    this.entries = entries;
  }

  @SuppressWarnings("unchecked") // Nothing is in it.
  static <K extends Id<K>, V> Leaf<K, V> none() {
    return (Leaf<K, V>) EMPTY;
  }

  @SuppressWarnings("unchecked") // Entries of this type are all that comes in.
  private static <K extends Id<K>, V> Entry<K, V>[] array(int size) {
    return (Entry<K, V>[]) new Entry<?, ?>[size];
  }

  @Override
  public int size() {
    return entries.length;
  }

  @Override
  public Iterator<Entry<K, V>> iterator() {
    return Iterator.of(entries);
  }

  @Override
  public boolean equals(@Nullable Object object) {
    return this == object
        || object instanceof Leaf<?, ?> other
            && used == other.used
            && Arrays.equals(entries, other.entries);
  }

  @Override
  int contentHash() {
    return Arrays.hashCode(entries);
  }

  @Override
  int shift() {
    return 0;
  }

  private boolean has(int number) {
    return (used & bit(number)) != 0;
  }

  @Override
  @Nullable Entry<K, V> entry(int number) {
    return has(number) ? entries[index(used, number)] : null;
  }

  @Override
  Leaf<K, V> with(Entry<K, V> entry) {
    int number = entry.id().number();
    int at = index(used, number);
    if (!has(number)) {
      return new Leaf<>(
          used | bit(number), inserted(entries, at, entry, array(entries.length + 1)));
    }
    Entry<K, V>[] changed = entries.clone();
    changed[at] = entry;
    return new Leaf<>(used, changed);
  }

  @Override
  Leaf<K, V> without(int number) {
    return new Leaf<>(
        used & ~bit(number), removed(entries, index(used, number), array(entries.length - 1)));
  }

  @Override
  Leaf<K, V> lowered() {
    return this;
  }

  @Override
  boolean isFull() {
    return used == -1;
  }

  @Override
  int free(int from) {
    int free = ~used & -bit(from);
    return free == 0 ? NONE : Integer.numberOfTrailingZeros(free);
  }
}
