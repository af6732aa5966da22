package io.uring.dmabuf.explore;

import io.vavr.collection.List;
import io.vavr.control.Either;
import it.unimi.dsi.fastutil.longs.Long2ObjectOpenHashMap;
import it.unimi.dsi.fastutil.longs.LongOpenHashSet;
import java.util.ArrayList;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * The states of a journal's last level, made again: those that lead to one of them are found from
 * the last level back, and then each is made by its step from the one that it was reached from.
 *
 * @param <S> the implementation's state
 */
final class Frontier<S> {
  private static final String ANOTHER = "is of another version of the implementation: ";

  private final Explorer.Space<S> space;
  private final Journal journal;
  private @Nullable String wrong;

  Frontier(Explorer.Space<S> space, Journal journal) {
    this.space = space;
    this.journal = journal;
  }

  /**
   * The states, in the order in which they were found; or one line that says why there are none.
   */
  Either<String, ArrayList<Reached<S>>> states() {
    ArrayList<Reached<S>> last = new ArrayList<>();
    Long2ObjectOpenHashMap<S> made = new Long2ObjectOpenHashMap<>();
    List<BitSet> leading = leading();
    for (int level = 0; level < leading.size() && wrong == null; level++) {
      boolean isLast = level == leading.size() - 1;
      made = made(level, leading.get(level), made, isLast ? last : null);
    }
    return wrong == null ? Either.right(last) : Either.left(wrong);
  }

  /**
   * States of a level by their sums, made from those before.
   *
   * @param leading their places in the level
   * @param last where they are noted; nowhere unless the level is the last one
   */
  private Long2ObjectOpenHashMap<S> made(
      int level,
      BitSet leading,
      Long2ObjectOpenHashMap<S> before,
      @Nullable ArrayList<Reached<S>> last) {
    Long2ObjectOpenHashMap<S> made = new Long2ObjectOpenHashMap<>();
    Place place = new Place();
    journal.visit(
        journal.levels().get(level),
        (sum, check, parent, step) -> {
          S state = leading.get(place.next()) && wrong == null ? state(before, parent, step) : null;
          if (state == null) {
            return;
          }
          if (last == null) {
            made.put(sum, state);
          } else {
            last.add(reached(state, sum, check));
          }
        });
    return made;
  }

  /** Of each level the states that lead to one of the last, by their places; of that all. */
  private List<BitSet> leading() {
    List<BitSet> leading = List.empty();
    LongOpenHashSet wanted = new LongOpenHashSet();
    for (Journal.Level level : journal.levels().reversed()) {
      LongOpenHashSet now = wanted;
      LongOpenHashSet parents = new LongOpenHashSet();
      BitSet places = new BitSet();
      boolean isLast = leading.isEmpty();
      Place place = new Place();
      journal.visit(
          level,
          (sum, check, parent, step) -> {
            int at = place.next();
            if (isLast || now.contains(sum)) {
              places.set(at);
              parents.add(parent);
            }
          });
      leading = leading.prepend(places);
      wanted = parents;
    }
    return leading;
  }

  private @Nullable S state(Long2ObjectOpenHashMap<S> before, long parent, int step) {
    if (step < 0) {
      return space.target().initial();
    }
    S from = before.get(parent);
    S state =
        from == null || step >= space.steps().size() ? null : space.steps().step(step).apply(from);
    if (state == null) {
      wrong = ANOTHER + "a step of it is refused";
    }
    return state;
  }

  private Reached<S> reached(S state, long sum, long check) {
    Reached<S> reached = Reached.of(space.target(), space.parts(), state);
    if (reached.sum() != sum || reached.check() != check) {
      wrong = ANOTHER + "its steps lead to another state";
    }
    return reached;
  }

  /** Where a visitor is in a level. */
  private static final class Place {
    private int at;

    int next() {
      return at++;
    }
  }
}
