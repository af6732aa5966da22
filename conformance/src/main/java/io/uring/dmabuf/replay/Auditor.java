package io.uring.dmabuf.replay;

import io.vavr.collection.List;
import io.vavr.collection.Set;
import io.vavr.control.Option;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The laws of a target, asked of one state after the other. Laws that look at the same parts are
 * asked together, and not again for parts for which they held. For one thread; what is remembered
 * of a single part is seen by all.
 *
 * <p>An exploration asks all laws of every state. Beside TLC those that TLC judges in the same
 * states are asked on samples only, if variables show all that they look at.
 *
 * @param <S> the implementation's state
 */
public final class Auditor<S> {
  /** Two states that agree in more parts than this are hardly met: it is not worth remembering. */
  private static final int MOST_REMEMBERED = 8;

  private final Together<S>[] all;

  /**
   * A law that a state breaks.
   *
   * @param law the name of the law
   * @param how one line about how
   */
  public record Broken(String law, String how) {}

  /**
   * Laws that look at the same parts.
   *
   * @param laws the laws
   * @param always whether they are asked of every state
   * @param bits the parts as bits
   * @param single the index of the part if it is only one, or -1
   * @param sound for which parts they held; null for a single one, which knows it itself, and for
   *     too many
   */
  @SuppressWarnings("ArrayRecordComponent") // Never compared, never changed.
  private record Together<S>(
      Law<S>[] laws, boolean always, long bits, int single, @Nullable Memo<Boolean> sound) {

    @SuppressWarnings("unchecked")
    static <S> Together<S> of(List<Law<S>> laws, boolean always) {
      int[] parts = laws.head().parts().toJavaStream().mapToInt(i -> i).toArray();
      return new Together<>(
          laws.toJavaArray(Law[]::new),
          always,
          laws.head().partBits(),
          parts.length == 1 ? parts[0] : -1,
          !always || parts.length == 1 || parts.length > MOST_REMEMBERED
              ? null
              : new Memo<>(parts));
    }

    boolean held(Part[] parts) {
      return single >= 0 ? parts[single].isSound() : sound != null && sound.find(parts) != null;
    }

    void hold(Part[] parts) {
      if (single >= 0) {
        parts[single].sound();
      } else if (sound != null) {
        sound.put(parts, true);
      }
    }
  }

  @SuppressWarnings("unchecked")
  private Auditor(List<Law<S>> always, List<Law<S>> onSamples) {
    all = together(always, true).appendAll(together(onSamples, false)).toJavaArray(Together[]::new);
  }

  private static <S> List<Together<S>> together(List<Law<S>> laws, boolean always) {
    return laws.groupBy(Law::partBits).values().map(each -> Together.of(each, always)).toList();
  }

  /** All laws are asked of every state. */
  public static <S> Auditor<S> alone(List<Law<S>> laws) {
    return new Auditor<>(laws, List.empty());
  }

  /**
   * TLC judges the same states: what its variables show is asked on samples only.
   *
   * @param judged the names of the laws that TLC judges
   */
  static <S> Auditor<S> besideTlc(List<Law<S>> laws, Set<String> judged) {
    Predicate<Law<S>> left = law -> law.shown() && judged.contains(law.name());
    return new Auditor<>(laws.reject(left), laws.filter(left));
  }

  /**
   * The first law that a state breaks; null for none.
   *
   * @param parts the known parts of the state
   * @param changed those of them that may break a law, as bits
   * @param anew whether this is a sample: all laws are asked, whatever is known
   */
  public @Nullable Broken broken(S state, Part[] parts, long changed, boolean anew) {
    for (Together<S> laws : all) {
      if (anew || laws.always && (laws.bits & changed) != 0 && !laws.held(parts)) {
        for (Law<S> law : laws.laws) {
          Option<String> how = law.broken().apply(state);
          if (how.isDefined()) {
            return new Broken(law.name(), how.get());
          }
        }
        laws.hold(parts);
      }
    }
    return null;
  }
}
