package io.uring.dmabuf.tlc.models;

import io.vavr.Tuple;
import io.vavr.Tuple2;
import io.vavr.collection.List;
import io.vavr.control.Option;
import java.util.Locale;

/** The names that a user may have meant who wrote another one. */
final class NearNames {
  private static final int MOST = 3;

  private NearNames() {}

  /**
   * The nearest names, such as {@code a, b or c}: those with few letters wrong, missing, too many
   * or swapped, and those that begin as what was written; none where nothing is near.
   */
  static Option<String> of(String written, List<String> names) {
    String small = written.toLowerCase(Locale.ROOT);
    List<String> near =
        names
            .map(name -> Tuple.of(distance(small, name.toLowerCase(Locale.ROOT)), name))
            .filter(found -> found._1 <= Math.max(1, written.length() / 3))
            .sortBy(Tuple2::_1)
            .map(Tuple2::_2)
            .take(MOST);
    return Option.when(
        near.nonEmpty(),
        () -> near.size() == 1 ? near.head() : near.init().mkString(", ") + " or " + near.last());
  }

  /** The changes of single letters that make one name of the other; none behind a beginning. */
  private static int distance(String written, String name) {
    if (written.length() > 2 && name.startsWith(written)) {
      return 0;
    }
    int[][] changes = new int[written.length() + 1][name.length() + 1];
    for (int i = 0; i <= written.length(); i++) {
      for (int j = 0; j <= name.length(); j++) {
        changes[i][j] = i == 0 || j == 0 ? i + j : least(changes, written, name, i, j);
      }
    }
    return changes[written.length()][name.length()];
  }

  private static int least(int[][] changes, String written, String name, int i, int j) {
    boolean same = written.charAt(i - 1) == name.charAt(j - 1);
    int least =
        Math.min(
            changes[i - 1][j - 1] + (same ? 0 : 1),
            1 + Math.min(changes[i - 1][j], changes[i][j - 1]));
    boolean swapped =
        i > 1
            && j > 1
            && written.charAt(i - 1) == name.charAt(j - 2)
            && written.charAt(i - 2) == name.charAt(j - 1);
    return swapped ? Math.min(least, changes[i - 2][j - 2] + 1) : least;
  }
}
