package io.uring.dmabuf.audit.spec;

import io.uring.dmabuf.audit.event.At;
import io.uring.dmabuf.oracle.SampledStep;
import io.vavr.collection.List;
import io.vavr.collection.Set;
import io.vavr.control.Option;
import java.util.ArrayDeque;
import java.util.ArrayList;

/**
 * The search for a behaviour of one ring that explains what is shown, depth first: what comes is
 * explained in the order of its lines, and only if that cannot be, another choice is made, or
 * another order of what different processors did at nearly the same time. What lies before the
 * oldest open choice is forgotten.
 */
final class Search {
  /** Events of two processors have no order if they are at most so many nanoseconds apart. */
  static final long TOLERANCE = 2_000;

  /** Lines without a time have no order if they are at most so many lines apart. */
  private static final long NEAR = 4;

  /** So many events are read ahead, for what comes next of a worker, and for other orders. */
  private static final int AHEAD = 48;

  /** So many choices are kept open; older ones stay as they are. */
  static final int OPEN = 256;

  /** So many other choices are tried before an event is given up. */
  static final int TRIES = 4_000;

  /** So many where another kernel may explain it at once. */
  static final int FIRST_TRIES = 200;

  /** So many events are put off at once for another order. */
  private static final int PUT_OFF = 3;

  /** What can be done next. */
  private sealed interface Way {
    /** An event is explained. */
    record Take(long event) implements Way {}

    /** The next event is put off behind another one. */
    record PutOff(long event) implements Way {}
  }

  /**
   * How far an explanation has come.
   *
   * @param next the first event that was neither explained nor put off
   * @param putOff those that were put off
   */
  private record Node(Explanation explanation, long next, List<Long> putOff) {
    long position() {
      return putOff.isEmpty() ? next : putOff.min().get();
    }
  }

  /** Choices that are open: the rest of the ways, and of the choices within the first of them. */
  private record Open(Node node, List<Way> ways, int choice) {}

  /**
   * Why no behaviour goes further.
   *
   * @param explained how many events are explained before it
   * @param instead the event that no behaviour has at this place
   * @param before the explanation that came so far
   */
  record Refused(
      long explained, Shown instead, String why, Explanation before, List<Shown> recent) {}

  private static final int RECENT = 6;

  private final Facts.OfRing facts;
  private final Set<Alternative> alternatives;
  private final Sample sample;
  private final int most;
  private final ArrayList<Shown> events = new ArrayList<>();
  private final ArrayDeque<Open> open = new ArrayDeque<>();
  private final ArrayDeque<Shown> recent = new ArrayDeque<>();

  private long forgotten;
  private Node node;
  private Option<Refused> refused = Option.none();
  private Option<Refused> furthest = Option.none();
  private long reached = -1;
  private int tries;
  private long steps;
  private long branches;
  private long attempts;
  private boolean ended;

  /**
   * A search that begins.
   *
   * @param samples how many of its steps are kept
   * @param most how many other choices are tried before an event is given up
   */
  Search(Facts.OfRing facts, Set<Alternative> alternatives, int samples, int most) {
    this.facts = facts;
    this.alternatives = alternatives;
    this.sample = new Sample(samples);
    this.most = most;
    this.node = new Node(Explanation.initial(facts, alternatives), 0, List.empty());
  }

  /** Why nothing explains what was shown; none if something does. */
  Option<Refused> refused() {
    return refused;
  }

  Set<Alternative> alternatives() {
    return alternatives;
  }

  Explanation explanation() {
    return node.explanation();
  }

  Facts.OfRing facts() {
    return facts;
  }

  /** How many events were shown. */
  long shown() {
    return forgotten + events.size();
  }

  long steps() {
    return steps;
  }

  /** Some of them. */
  List<SampledStep> sampled() {
    return sample.steps();
  }

  /** How often there was more than one way to go on. */
  long branches() {
    return branches;
  }

  /** How often it was tried to explain an event. */
  long attempts() {
    return attempts;
  }

  /** One more event is shown. */
  void take(Shown shown) {
    if (refused.isEmpty()) {
      events.add(shown);
      while (refused.isEmpty() && shown() - node.next() > AHEAD) {
        advance();
      }
    }
  }

  /** None comes any more. */
  void end() {
    ended = true;
    while (refused.isEmpty() && (node.next() < shown() || !node.putOff().isEmpty())) {
      advance();
    }
  }

  private Shown event(long at) {
    return events.get((int) (at - forgotten));
  }

  /** An event is explained, or a choice before it is made otherwise. */
  private void advance() {
    List<Way> ways = ways(node);
    if (!go(node, ways, 0)) {
      backtrack();
    }
  }

  private void backtrack() {
    while (true) {
      Open last = open.pollLast();
      if (last == null || ++tries > most) {
        refused = furthest;
        open.clear();
        return;
      }
      if (go(last.node(), last.ways(), last.choice())) {
        return;
      }
    }
  }

  /** Whether one of some ways, the first with one of its choices, leads on. */
  private boolean go(Node from, List<Way> ways, int choice) {
    int at = choice;
    List<Way> left = ways;
    while (!left.isEmpty()) {
      switch (left.head()) {
        case Way.PutOff(long event) -> {
          keep(from, left.tail(), 0);
          node = new Node(from.explanation(), from.next() + 1, from.putOff().append(event));
          return true;
        }
        case Way.Take(long event) -> {
          Attempt following =
              Attempt.of(
                  new Attempt.Start(
                      facts,
                      alternatives,
                      from.explanation(),
                      at,
                      id -> ahead(from.next(), id),
                      sample));
          attempts++;
          boolean done = following.follow(event(event));
          steps += following.steps();
          boolean more = at + 1 < following.choices();
          if (done) {
            branches += at == 0 && following.choices() > 1 ? 1 : 0;
            if (more) {
              keep(from, left, at + 1);
            } else {
              keep(from, left.tail(), 0);
            }
            node = explained(from, event, following.reached());
            return true;
          }
          failed(from, event, following.why());
          at = more ? at + 1 : 0;
          left = more ? left : left.tail();
        }
      }
    }
    return false;
  }

  private Node explained(Node from, long event, Explanation reached) {
    Node next =
        event == from.next()
            ? new Node(reached, event + 1, from.putOff())
            : new Node(reached, from.next(), from.putOff().remove(event));
    if (next.position() > this.reached) {
      this.reached = next.position();
      tries = 0;
      furthest = Option.none();
    }
    forget(next);
    return next;
  }

  private void failed(Node from, long event, String why) {
    if (from.position() >= reached && furthest.isEmpty()) {
      furthest =
          Option.some(
              new Refused(
                  from.position(), event(event), why, from.explanation(), before(from.position())));
    }
  }

  /** The last events before a place. */
  private List<Shown> before(long position) {
    return List.ofAll(recent)
        .appendAll(events.subList(0, (int) Math.max(0, position - forgotten)))
        .takeRight(RECENT);
  }

  private void keep(Node from, List<Way> ways, int choice) {
    if (!ways.isEmpty()) {
      open.addLast(new Open(from, ways, choice));
      if (open.size() > OPEN) {
        open.removeFirst();
      }
    }
  }

  /** What all open explanations share is forgotten. */
  private void forget(Node now) {
    Open first = open.peekFirst();
    long keep = Math.min(now.position(), first == null ? now.position() : first.node().position());
    int some = (int) (keep - forgotten);
    if (some > AHEAD) {
      events
          .subList(0, some)
          .forEach(each -> {
            recent.addLast(each);
            if (recent.size() > RECENT) {
              recent.removeFirst();
            }
          });
      events.subList(0, some).clear();
      forgotten = keep;
    }
  }

  // ---- Orders.

  private List<Way> ways(Node at) {
    boolean more = at.next() < shown();
    List<Way> ways = List.empty();
    boolean mayTake = more && at.putOff().forAll(off -> areUnordered(event(off), event(at.next())));
    if (mayTake) {
      ways = ways.append(new Way.Take(at.next()));
    }
    for (long off : at.putOff()) {
      ways = ways.append(new Way.Take(off));
    }
    if (mayTake
        && at.next() + 1 < shown()
        && at.putOff().size() < PUT_OFF
        && areUnordered(event(at.next()), event(at.next() + 1))) {
      ways = ways.append(new Way.PutOff(at.next()));
    }
    return ways;
  }

  /** Whether two events are of different processors and tasks, at nearly the same time. */
  static boolean areUnordered(Shown one, Shown other) {
    At a = one.at();
    At b = other.at();
    return a.cpu() != b.cpu()
        && a.cpu() >= 0
        && b.cpu() >= 0
        && a.pid() != b.pid()
        && (a.isWithin(TOLERANCE, b) || areUntimed(a, b));
  }

  /** Where a clock counts, and nobody says what, near lines are at nearly the same time. */
  private static boolean areUntimed(At a, At b) {
    return !a.isTimed() && !b.isTimed() && Math.abs(a.line() - b.line()) <= NEAR;
  }

  private int ahead(long from, long id) {
    for (long at = from; at < shown(); at++) {
      Shown shown = event(at);
      if (shown.id() == id
          && (shown instanceof Shown.Asleep
              || shown instanceof Shown.FoundNone
              || shown instanceof Shown.TagGot
              || shown instanceof Shown.SetUp)) {
        return (int) (at - from);
      }
    }
    return Integer.MAX_VALUE;
  }

  boolean hasEnded() {
    return ended;
  }
}
