package io.uring.dmabuf.id;

import io.vavr.collection.Iterator;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Objects below nodes of one height, none of which is empty.
 *
 * @param <K> the ids
 * @param <V> the objects
 */
final class Branch<K extends Id<K>, V> extends Numbered<K, V> {
  private final int shift;
  private final int used;
  private final int full;
  private final int size;
  private final Numbered<K, V>[] children;

  private Branch(int shift, int used, int full, int size, Numbered<K, V>[] children) {
    this.shift = shift;
    this.used = used;
    this.full = full;
    this.size = size;
    this.children = children;
  }

  /** A tree one level higher, with the same objects. */
  static <K extends Id<K>, V> Branch<K, V> above(Numbered<K, V> tree) {
    Branch<K, V> higher = none(tree.shift() + BITS);
    return tree.isEmpty() ? higher : higher.with(0, tree);
  }

  private static <K extends Id<K>, V> Branch<K, V> none(int shift) {
    return new Branch<K, V>(shift, 0, 0, 0, array(0));
  }

  @SuppressWarnings("unchecked") // Nodes of this type are all that comes in.
  private static <K extends Id<K>, V> Numbered<K, V>[] array(int size) {
    return (Numbered<K, V>[]) new Numbered<?, ?>[size];
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public Iterator<Entry<K, V>> iterator() {
    return Iterator.of(children).flatMap(child -> child);
  }

  @Override
  public boolean equals(@Nullable Object object) {
    return this == object
        || object instanceof Branch<?, ?> other
            && shift == other.shift
            && used == other.used
            && size == other.size
            && Arrays.equals(children, other.children);
  }

  @Override
  int contentHash() {
    return Arrays.hashCode(children);
  }

  @Override
  int shift() {
    return shift;
  }

  private int place(int number) {
    return number >>> shift & bit(BITS) - 1;
  }

  /** The child in a place; null where there is none. */
  private @Nullable Numbered<K, V> child(int place) {
    return (used & bit(place)) == 0 ? null : children[index(used, place)];
  }

  @Override
  @Nullable Entry<K, V> entry(int number) {
    Numbered<K, V> child = child(place(number));
    return child == null ? null : child.entry(number);
  }

  @Override
  Branch<K, V> with(Entry<K, V> entry) {
    int place = place(entry.id().number());
    Numbered<K, V> child = child(place);
    Numbered<K, V> before = child == null ? below() : child;
    return with(place, before.with(entry));
  }

  private Numbered<K, V> below() {
    return shift == BITS ? Leaf.none() : none(shift - BITS);
  }

  private Branch<K, V> with(int place, Numbered<K, V> next) {
    int at = index(used, place);
    Numbered<K, V> before = child(place);
    Numbered<K, V>[] changed;
    if (before == null) {
      changed = inserted(children, at, next, array(children.length + 1));
    } else {
      changed = children.clone();
      changed[at] = next;
    }
    return new Branch<>(
        shift,
        used | bit(place),
        next.isFull() ? full | bit(place) : full & ~bit(place),
        size + next.size() - (before == null ? 0 : before.size()),
        changed);
  }

  @Override
  Branch<K, V> without(int number) {
    int place = place(number);
    int at = index(used, place);
    Numbered<K, V> left = children[at].without(number);
    return left.isEmpty()
        ? new Branch<>(
            shift,
            used & ~bit(place),
            full & ~bit(place),
            size - 1,
            removed(children, at, array(children.length - 1)))
        : with(place, left);
  }

  @Override
  Numbered<K, V> lowered() {
    return switch (used) {
      case 0 -> Leaf.none();
      case 1 -> children[0].lowered();
      default -> this;
    };
  }

  @Override
  boolean isFull() {
    return full == -1;
  }

  @Override
  int free(int from) {
    int place = place(from);
    int found = freeIn(place, from);
    if (found != NONE) {
      return found;
    }
    int behind = ~full & -2 << place;
    return behind == 0 ? NONE : freeIn(Integer.numberOfTrailingZeros(behind), 0);
  }

  private int freeIn(int place, int from) {
    int last = from & bit(shift) - 1;
    Numbered<K, V> child = child(place);
    int free = child == null ? last : child.free(last);
    return free == NONE ? NONE : place << shift | free;
  }
}
