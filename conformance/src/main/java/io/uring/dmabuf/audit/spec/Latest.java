package io.uring.dmabuf.audit.spec;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;

/**
 * The last of something, and of what came before them only what must not go yet: so many are kept,
 * or twice as many as must not go.
 */
final class Latest<K, V> extends LinkedHashMap<K, V> {
  private static final long serialVersionUID = 1;

  private final int kept;
  private final transient Predicate<V> mayGo;

  /**
   * Nothing yet.
   *
   * @param kept so many stay in any case
   * @param mayGo what need not stay beyond them
   */
  Latest(int kept, Predicate<V> mayGo) {
    this.kept = kept;
    this.mayGo = mayGo;
  }

  /** Two go, or are put last, for each one that comes: what stays does not keep others. */
  @Override
  protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
    for (int i = 0; i < 2 && size() > kept; i++) {
      Map.Entry<K, V> first = firstEntry();
      if (mayGo.test(first.getValue())) {
        remove(first.getKey());
      } else {
        putLast(first.getKey(), first.getValue());
      }
    }
    return false;
  }
}
