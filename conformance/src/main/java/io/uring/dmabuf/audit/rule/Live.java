package io.uring.dmabuf.audit.rule;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Objects that are alive, by what names them. There may be a bounded number: the oldest is let go,
 * so that objects that never end do not fill memory.
 */
final class Live<K, V> {
  /** How many objects of a rule may be alive at once. */
  static final int MOST = 100_000;

  /** How many of those that are over are kept, to know them again. */
  static final int REMEMBERED = 4096;

  private final LinkedHashMap<K, V> all = new LinkedHashMap<>();
  private final Consumer<V> letGo;
  private final int most;

  /**
   * No objects.
   *
   * @param letGo told of each that is given up
   */
  Live(Consumer<V> letGo) {
    this(letGo, MOST);
  }

  private Live(Consumer<V> letGo, int most) {
    this.letGo = letGo;
    this.most = most;
  }

  /** The last objects that are over, of which nothing more is said when they are given up. */
  static <K, V> Live<K, V> remembered() {
    return new Live<>(object -> {}, REMEMBERED);
  }

  @Nullable V get(K key) {
    return all.get(key);
  }

  /** Puts an object there, and tells which was there. */
  @Nullable V put(K key, V value) {
    V before = all.put(key, value);
    if (all.size() > most) {
      Map.Entry<K, V> oldest = all.entrySet().iterator().next();
      all.remove(oldest.getKey());
      letGo.accept(oldest.getValue());
    }
    return before;
  }

  @Nullable V remove(K key) {
    return all.remove(key);
  }

  Iterable<K> keys() {
    return all.keySet();
  }

  Iterable<V> values() {
    return all.values();
  }

  void clear() {
    all.clear();
  }
}
