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

  private final LinkedHashMap<K, V> all = new LinkedHashMap<>();
  private final Consumer<V> letGo;

  /**
   * No objects.
   *
   * @param letGo told of each that is given up
   */
  Live(Consumer<V> letGo) {
    this.letGo = letGo;
  }

  @Nullable V get(K key) {
    return all.get(key);
  }

  /** Puts an object there, and tells which was there. */
  @Nullable V put(K key, V value) {
    V before = all.put(key, value);
    if (all.size() > MOST) {
      Map.Entry<K, V> oldest = all.entrySet().iterator().next();
      all.remove(oldest.getKey());
      letGo.accept(oldest.getValue());
    }
    return before;
  }

  @Nullable V remove(K key) {
    return all.remove(key);
  }

  Iterable<V> values() {
    return all.values();
  }

  void clear() {
    all.clear();
  }
}
