package io.uring.dmabuf.audit.spec;

import io.uring.dmabuf.audit.event.Event;
import io.uring.dmabuf.oracle.SampledStep;
import io.uring.dmabuf.system.Setup;
import io.vavr.collection.List;
import io.vavr.collection.Map;
import io.vavr.collection.Set;
import io.vavr.control.Option;

/**
 * What the specification says of a trace.
 *
 * @param file that was read
 * @param lines of it
 * @param leftOut what is not judged, and how often it was seen
 * @param rings each of them
 */
public record SpecVerdict(String file, long lines, Map<String, Long> leftOut, List<Ring> rings) {

  /**
   * What it says of a ring.
   *
   * @param number from 0
   * @param made the line that made it
   * @param stopped why the rest of it is not judged; empty if all is
   * @param alternatives what some kernels do otherwise, and this one does
   * @param shown how many events were shown
   * @param known the requests whose buffer is known
   * @param some those that use some buffer
   * @param alive those that are under way at the end
   * @param steps of the machine that were taken
   * @param branches places where there was more than one way to go on
   * @param attempts to explain an event
   * @param counts of what was seen that is no step
   * @param refusal why nothing explains it
   * @param machine in which it was searched
   * @param sampled some of the steps of that
   */
  public record Ring(
      int number,
      Event made,
      String stopped,
      Set<Alternative> alternatives,
      long shown,
      long known,
      long some,
      long alive,
      long steps,
      long branches,
      long attempts,
      Map<String, Long> counts,
      Option<Refusals> refusal,
      Setup machine,
      List<SampledStep> sampled) {

    private static final int NEAR = 48;

    static Ring of(int number, Event made, String stopped, Search search) {
      Map<String, Long> counts = search.explanation().counts();
      return new Ring(
          number,
          made,
          stopped,
          search.alternatives(),
          search.shown(),
          counts.getOrElse(SubmissionFollowing.KNOWN_BUFFER, 0L),
          counts.getOrElse(SubmissionFollowing.SOME_BUFFER, 0L),
          search.explanation().known().count(each -> !each._2.has(Explanation.Mark.COMPLETED)),
          search.steps(),
          search.branches(),
          search.attempts(),
          counts
              .remove(SubmissionFollowing.KNOWN_BUFFER)
              .remove(SubmissionFollowing.SOME_BUFFER)
              .remove(Following.TAGS),
          search.refused().map(refused -> Refusals.of(search, refused)),
          Explanation.setup(search.facts(), search.alternatives()),
          search.sampled());
    }

    /** {@return whether a behaviour of the specification explains all that is judged of it} */
    public boolean isAllowed() {
      return refusal.isEmpty();
    }

    /** Another alternative is told of only if it explains more than what the next lines hold. */
    boolean isBetterThan(Ring other) {
      return !other.isAllowed()
          && (isAllowed() || refusal.get().explained() > other.refusal.get().explained() + NEAR);
    }

    /**
     * This, or what is judged of it if its refusal is none.
     *
     * @param doubt why it is none; empty if it is one
     */
    Ring refusedUnless(String doubt) {
      return refusal.isDefined() && !doubt.isEmpty()
          ? new Ring(
              number,
              made,
              doubt,
              alternatives,
              shown,
              known,
              some,
              alive,
              steps,
              branches,
              attempts,
              counts,
              Option.none(),
              machine,
              sampled)
          : this;
    }

    /** {@return the requests that were judged} */
    public long requests() {
      return known + some;
    }
  }

  /**
   * {@return the ring with the most steps, to have some of them confirmed} Those of a kernel whose
   * machine does something otherwise are of another specification.
   */
  public Option<Ring> sampled() {
    return rings
        .filter(ring -> !ring.sampled().isEmpty() && ring.machine().design().isIntended())
        .maxBy(Ring::steps);
  }

  /** {@return whether all rings are allowed} */
  public boolean isAllowed() {
    return rings.forAll(Ring::isAllowed);
  }

  /** {@return the requests of which the specification says nothing} */
  public long unsaid() {
    return rings
        .flatMap(Ring::counts)
        .filter(each -> each._1.startsWith(SubmissionFollowing.LEFT_OUT))
        .map(each -> each._2)
        .sum()
        .longValue();
  }

  /** {@return what some kernels do otherwise, and this one does} */
  public List<Alternative> alternatives() {
    return rings.flatMap(Ring::alternatives).distinct().sorted();
  }

  /** {@return the requests that were judged} */
  public long requests() {
    return rings.map(Ring::requests).sum().longValue();
  }

  /** {@return the answer in one line} */
  public String headline() {
    long refused = rings.count(ring -> !ring.isAllowed());
    if (refused > 0) {
      return "refused"
          + (rings.size() > 1 ? ", " + refused + " of " + rings.size() + " rings" : "");
    }
    if (requests() == 0) {
      return "nothing to judge";
    }
    return "allowed, " + requests() + (requests() == 1 ? " request" : " requests");
  }
}
