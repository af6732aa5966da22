package io.uring.dmabuf.id;

import org.jspecify.annotations.Nullable;

/**
 * An object with its id.
 *
 * @param <K> the id
 * @param <V> the object
 */
public final class Entry<K extends Id<K>, V> {
  private final K id;
  private final V value;
  private int hash;

  Entry(K id, V value) {
    this.id = id;
    this.value = value;
  }

  /** The id. */
  public K id() {
    return id;
  }

  /** The object. */
  public V value() {
    return value;
  }

  @Override
  public boolean equals(@Nullable Object object) {
    return this == object
        || object instanceof Entry<?, ?> other && id.equals(other.id) && value.equals(other.value);
  }

  // Kept, since containers share the entries in which they do not differ.
  @Override
  public int hashCode() {
    if (hash == 0) {
      hash = 31 * value.hashCode() + id.number();
    }
    return hash;
  }

  @Override
  public String toString() {
    return id + "=" + value;
  }
}
