package io.uring.dmabuf.audit;

import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;

/** How many objects something keeps, found by going from field to field: no heap is measured. */
public final class Kept {
  private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
  private final ArrayDeque<Object> next = new ArrayDeque<>();
  private long words;

  private Kept() {}

  /** The objects that some others lead to, each once; those of the language's own as one each. */
  public static long by(Object... roots) {
    Kept kept = new Kept();
    for (Object root : roots) {
      kept.found(root);
    }
    for (Object each; (each = kept.next.poll()) != null; ) {
      kept.follow(each);
    }
    return kept.seen.size() + kept.words;
  }

  private void found(Object object) {
    if (object != null && !(object instanceof Class) && !(object instanceof Enum)) {
      if (seen.add(object)) {
        next.add(object);
      }
    }
  }

  private void follow(Object object) {
    switch (object) {
      case Map<?, ?> map -> {
        words += map.size();
        map.forEach((key, value) -> {
          found(key);
          found(value);
        });
      }
      case Collection<?> all -> all.forEach(this::found);
      case BitSet bits -> words += bits.size() / Long.SIZE;
      default -> {
        Class<?> type = object.getClass();
        if (type.isArray()) {
          for (int i = 0; !type.componentType().isPrimitive() && i < Array.getLength(object); i++) {
            found(Array.get(object, i));
          }
        } else {
          fields(object, type);
        }
      }
    }
  }

  private static boolean isOfJava(Class<?> type) {
    return type.getName().startsWith("java.");
  }

  private void fields(Object object, Class<?> type) {
    for (Class<?> at = type; at != null && !isOfJava(at); at = at.getSuperclass()) {
      for (Field field : at.getDeclaredFields()) {
        if (!Modifier.isStatic(field.getModifiers()) && !field.getType().isPrimitive()) {
          try {
            field.setAccessible(true);
            found(field.get(object));
          } catch (IllegalAccessException e) {
            throw new AssertionError(e);
          }
        }
      }
    }
  }
}
