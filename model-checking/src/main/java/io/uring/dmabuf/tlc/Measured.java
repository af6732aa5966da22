package io.uring.dmabuf.tlc;

import io.vavr.collection.List;
import io.vavr.control.Option;

/**
 * What a run measured on its way, beside its verdict and its counts.
 *
 * @param seconds wall time of the search, from the loaded model to its end; 0 where there was none
 * @param processor time of the processor in seconds, that of loading included; 0 where none is
 *     known
 * @param depth the number of levels of the search
 * @param repeated transitions that TLC reported once more from the same state, since a guard is a
 *     disjunction and holds for two reasons
 * @param pairs transitions of a group out of states in which another one was in its middle
 * @param antecedents in how many states each law had something to say
 * @param collision TLC's estimate that it took two states for one
 */
public record Measured(
    double seconds,
    double processor,
    int depth,
    long repeated,
    List<Pair> pairs,
    List<Antecedent> antecedents,
    Option<Collision> collision) {

  /**
   * Transitions of one group of steps out of states in which another one is in its middle.
   *
   * @param busy the group in its middle
   * @param moving the group that takes a step
   * @param transitions how many
   */
  public record Pair(String busy, String moving, long transitions) {}

  /**
   * How often a law had something to say.
   *
   * @param law its name
   * @param looked the states, or transitions, in which it was looked at
   * @param held in how many of them its antecedent was true
   */
  public record Antecedent(String law, long looked, long held) {}

  /**
   * TLC's estimates of the probability that two different states had the same fingerprint.
   *
   * @param optimistic computed from the counts alone
   * @param actual computed from the fingerprints, where TLC can: the distance of the closest two
   */
  public record Collision(double optimistic, double actual) {}

  /**
   * One failure for each claimed pair that did not meet both ways: each of the two groups takes a
   * step while the other is in its middle. A group that is never in its middle, since its steps are
   * single ones, only has to take one.
   *
   * @param claims such as {@code update x request}
   */
  public List<Failure> unmet(List<String> claims) {
    return claims.flatMap(claim -> {
      String[] names = claim.split(" x ", 2);
      boolean known = names.length == 2 && isGroup(names[0]) && isGroup(names[1]);
      Option<String> missing =
          known
              ? meets(names[0], names[1]).orElse(() -> meets(names[1], names[0]))
              : Option.some("not two groups of steps; there are " + groups().mkString(", "));
      return missing.map(what -> {
        String line = "claimed pair " + claim + ": " + what;
        return new Failure(Failure.Kind.WITNESS, line, line);
      });
    });
  }

  private List<String> groups() {
    return pairs.map(Pair::moving).distinct();
  }

  private boolean isGroup(String name) {
    return groups().contains(name);
  }

  private Option<String> meets(String busy, String moving) {
    boolean met =
        pairs.exists(
            p -> p.busy().equals(busy) && p.moving().equals(moving) && p.transitions() > 0);
    return Option.when(
        !met && pairs.exists(p -> p.busy().equals(busy)),
        () -> moving + " never moves while " + busy + " is in its middle");
  }

  /** Nothing. */
  public static Measured none() {
    return of(0, 0);
  }

  /** Time and depth alone. */
  public static Measured of(double seconds, int depth) {
    return new Measured(seconds, 0, depth, 0, List.empty(), List.empty(), Option.none());
  }

  /** With what a replay has counted. */
  public Measured withReplay(long repeatedTransitions, List<Pair> met) {
    return new Measured(
        seconds, processor, depth, repeatedTransitions, met, antecedents, collision);
  }

  /** With the antecedents of laws. */
  public Measured withAntecedents(List<Antecedent> counted) {
    return new Measured(seconds, processor, depth, repeated, pairs, counted, collision);
  }

  /** With TLC's estimate of a collision. */
  public Measured withCollision(Collision estimate) {
    return new Measured(
        seconds, processor, depth, repeated, pairs, antecedents, Option.some(estimate));
  }

  /** With the time that the processor has worked for it. */
  public Measured withProcessor(double worked) {
    return new Measured(seconds, worked, depth, repeated, pairs, antecedents, collision);
  }
}
