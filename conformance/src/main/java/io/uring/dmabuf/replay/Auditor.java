package io.uring.dmabuf.replay;

import io.vavr.collection.List;
import io.vavr.control.Option;
import org.jspecify.annotations.Nullable;

/**
 * The laws of a target, asked of one state after the other. Laws that look at the same parts are
 * asked together, and not again for parts for which they held. For one thread; what is remembered
 * of a single part is seen by all.
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
   * @param bits the parts as bits
   * @param single the index of the part if it is only one, or -1
   * @param sound for which parts they held; null for a single one, which knows it itself, and for
   *     too many
   */
  @SuppressWarnings("ArrayRecordComponent") // Never compared, never changed.
  private record Together<S>(Law<S>[] laws, long bits, int single, @Nullable Memo<Boolean> sound) {

    @SuppressWarnings("unchecked")
    static <S> Together<S> of(List<Law<S>> laws) {
      int[] parts = laws.head().parts().toJavaStream().mapToInt(i -> i).toArray();
      return new Together<>(
          laws.toJavaArray(Law[]::new),
          laws.head().partBits(),
          parts.length == 1 ? parts[0] : -1,
          parts.length == 1 || parts.length > MOST_REMEMBERED ? null : new Memo<>(parts));
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

  /** The laws of a target, of which nothing is known yet. */
  @SuppressWarnings("unchecked")
  public Auditor(ReplayTarget<S> target) {
    all =
        List.ofAll(target.laws())
            .groupBy(Law::partBits)
            .values()
            .map(Together::of)
            .toJavaArray(Together[]::new);
  }

  /**
   * The first law that a state breaks; null for none.
   *
   * @param parts the known parts of the state
   * @param changed those of them that may break a law, as bits
   * @param anew whether all laws are asked, whatever is known
   */
  public @Nullable Broken broken(S state, Part[] parts, long changed, boolean anew) {
    for (Together<S> laws : all) {
      if (anew || (laws.bits & changed) != 0 && !laws.held(parts)) {
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
