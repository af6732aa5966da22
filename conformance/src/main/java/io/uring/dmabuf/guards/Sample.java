package io.uring.dmabuf.guards;

import io.vavr.collection.List;
import io.vavr.collection.Set;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Random;

/** A random part of a list, the same for the same seed. */
public final class Sample {

  private Sample() {}

  /** A part of the list, in its order; at least one where there is one. */
  public static <T> List<T> of(List<T> all, int percent, long seed) {
    ArrayList<T> shuffled = new ArrayList<>(all.asJava());
    Collections.shuffle(shuffled, new Random(seed));
    int size = Math.max(1, all.size() * percent / 100);
    Set<T> chosen = List.ofAll(shuffled).take(size).toSet();
    return all.filter(chosen::contains);
  }
}
