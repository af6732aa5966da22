package io.uring.dmabuf.audit.spec;

import io.uring.dmabuf.audit.event.Began;
import io.uring.dmabuf.audit.event.Event;
import io.uring.dmabuf.audit.read.TraceFile;
import io.vavr.collection.HashMap;
import io.vavr.collection.List;
import io.vavr.collection.Map;
import io.vavr.collection.Set;
import io.vavr.control.Either;
import io.vavr.control.Option;
import java.io.IOException;
import java.util.ArrayList;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The specification against a trace. A first reading finds the constants of the specification: how
 * many slots, files, drives and tags there are; and what becomes of requests, which later choices
 * would have to guess. The next one searches for a behaviour that explains what is shown; where
 * none does, it is read again for what some kernels do otherwise.
 */
public final class SpecAudit {
  private static final String ENDED =
      "the events of a processor end, and others lack them: was its buffer full?";

  private static final String ALIKE =
      "requests at the same place are under way, and nobody tells which command is whose";

  private static final String UNREAD = "lines of it cannot be read";

  private static final String MERGED =
      "requests are merged into one command, or others make commands, too";

  private final Supplier<Either<String, TraceFile>> trace;
  private final int samples;
  private long lines;
  private boolean recognised;
  private boolean unread;

  private SpecAudit(Supplier<Either<String, TraceFile>> trace, int samples) {
    this.trace = trace;
    this.samples = samples;
  }

  /**
   * What it comes to, or one line that says why the trace cannot be read.
   *
   * @param trace opens it, each time that it is read
   */
  public static Either<String, SpecVerdict> of(Supplier<Either<String, TraceFile>> trace) {
    return of(trace, 0);
  }

  /**
   * The same.
   *
   * @param samples how many of the steps of each ring are kept, for somebody to confirm
   */
  public static Either<String, SpecVerdict> of(
      Supplier<Either<String, TraceFile>> trace, int samples) {
    return new SpecAudit(trace, samples).audited();
  }

  private Either<String, SpecVerdict> audited() {
    Facts facts = new Facts();
    Holes holes = new Holes();
    Sights first = new Sights(facts, Becoming.UNKNOWN, () -> false);
    Either<String, String> read =
        Reading.of(trace)
            .flatMap(reading ->
                read(
                    reading,
                    event -> {
                      facts.passes(event);
                      holes.take(event);
                      first.take(event);
                    }));
    if (read.isLeft()) {
      return Either.left(read.getLeft());
    }
    first.end();
    holes.end();
    String name = read.get();
    if (!recognised) {
      return Either.left(name + ": no line of it is one of a trace or of a kernel's log");
    }
    Either<String, Found> found =
        searched(facts, Search.FIRST_TRIES, List.range(0, facts.rings()).map(i -> OfRing.none()));
    if (found.exists(
        quick -> quick.refused().exists(ring -> doubt(ring, facts, holes).isEmpty()))) {
      found = searched(facts, Search.TRIES, found.get().rings().map(OfRing::ifAllowed));
    }
    return found.map(of ->
        new SpecVerdict(
            name,
            lines,
            of.leftOut(),
            of.rings()
                .flatMap(OfRing::result)
                .map(ring -> ring.refusedUnless(doubt(ring, facts, holes)))));
  }

  /** Why a refusal of a ring is none; empty if it is one. */
  private String doubt(SpecVerdict.Ring ring, Facts facts, Holes holes) {
    return ring.refusal().exists(refused -> holes.hasAround(refused.instead()))
        ? Holes.WHY
        : unread ? UNREAD : facts.ring(ring.number()).isAlike() ? ALIKE : "";
  }

  /** What is found of all rings. */
  private record Found(List<OfRing> rings, Map<String, Long> leftOut) {
    boolean isAllowed() {
      return rings.forAll(OfRing::isAllowed);
    }

    /** Those whose refusal is worth a longer search, unless something else makes it none. */
    List<SpecVerdict.Ring> refused() {
      return rings.reject(OfRing::isAllowed).flatMap(OfRing::result);
    }
  }

  /**
   * Searches for rings that are not explained yet, as each kind of kernel.
   *
   * @param tries how many other choices are tried before an event is given up
   */
  private Either<String, Found> searched(Facts facts, int tries, List<OfRing> before) {
    Found found = new Found(before, HashMap.empty());
    for (Set<Alternative> alternatives : Alternative.TRIED) {
      if (found.isAllowed()) {
        break;
      }
      Second second = new Second(facts, alternatives, found.rings(), samples, tries);
      Either<String, String> again =
          Reading.of(trace).flatMap(ahead -> searched(facts, second, ahead));
      if (again.isLeft()) {
        return Either.left(again.getLeft());
      }
      found =
          new Found(
              found.rings().zip(second.results()).map(pair -> pair._1.orBetter(pair._2)),
              HashMap.ofAll(second.leftOut));
    }
    return Either.right(found);
  }

  /** Reads it twice side by side: what becomes of a request is found by reading ahead. */
  private Either<String, String> searched(Facts facts, Second second, Reading ahead) {
    try (ahead) {
      Fates fates = new Fates(facts, ahead);
      Sights sights = new Sights(second, fates, facts::areReaped);
      Either<String, String> read =
          Reading.of(trace).flatMap(reading -> read(reading, new UpTo(facts.end(), sights::take)));
      sights.end();
      String trouble = fates.trouble();
      return trouble == null ? read : Either.left(trouble);
    } catch (IOException e) {
      return Either.left(ahead.trouble(e));
    }
  }

  private Either<String, String> read(Reading reading, Consumer<Event> events) {
    try (reading) {
      for (Event event; (event = reading.next()) != null; ) {
        events.accept(event);
      }
      lines = reading.lines();
      recognised |= reading.hasRecognised();
      unread |= reading.hasUnread();
      return lines == 0 ? Either.left(reading.nothing()) : Either.right(reading.name());
    } catch (IOException e) {
      return Either.left(reading.trouble(e));
    }
  }

  /** Events up to a line; behind it some are not there. */
  private static final class UpTo implements Consumer<Event> {
    private final long line;
    private final Consumer<Event> to;
    private boolean behind;

    UpTo(long line, Consumer<Event> to) {
      this.line = line;
      this.to = to;
    }

    @Override
    public void accept(Event event) {
      if (!behind && event.at().line() > line) {
        behind = true;
        to.accept(new Began(event.at(), true, ENDED));
      }
      to.accept(event);
    }
  }

  /** What is known of a ring; nothing at first. */
  record OfRing(Option<SpecVerdict.Ring> result) {
    static OfRing none() {
      return new OfRing(Option.none());
    }

    boolean isAllowed() {
      return result.exists(SpecVerdict.Ring::isAllowed);
    }

    /** This, if it is explained; what is not is searched for anew. */
    OfRing ifAllowed() {
      return isAllowed() ? this : none();
    }

    OfRing orBetter(SpecVerdict.@Nullable Ring other) {
      return other == null || result.exists(mine -> !other.isBetterThan(mine))
          ? this
          : new OfRing(Option.some(other));
    }
  }

  /** A reading that searches, for the rings that are not explained yet. */
  static final class Second implements Sights.Sink {
    private final Facts facts;
    private final Set<Alternative> alternatives;
    private final ArrayList<@Nullable Search> searches = new ArrayList<>();
    private final ArrayList<Event> made = new ArrayList<>();
    private final ArrayList<String> stops = new ArrayList<>();
    private final ArrayList<SpecVerdict.@Nullable Ring> results = new ArrayList<>();
    private final java.util.Map<String, Long> leftOut = new java.util.HashMap<>();
    private final List<OfRing> before;
    private final int samples;
    private final int tries;

    Second(
        Facts facts, Set<Alternative> alternatives, List<OfRing> before, int samples, int tries) {
      this.facts = facts;
      this.alternatives = alternatives;
      this.before = before;
      this.samples = samples;
      this.tries = tries;
    }

    @Override
    public void created(RingSight ring, Event event, long entries) {
      searches.add(
          before.get(ring.number()).isAllowed()
              ? null
              : new Search(facts.ring(ring.number()), alternatives, samples, tries));
      made.add(event);
      results.add(null);
      stops.add(facts.ring(ring.number()).isMerged() ? MERGED : "");
    }

    @Override
    public void shown(RingSight ring, Shown shown) {
      Search search = searches.get(ring.number());
      if (search != null && stops.get(ring.number()).isEmpty()) {
        search.take(shown);
      }
    }

    @Override
    public void stopped(RingSight ring, String why) {
      if (stops.get(ring.number()).isEmpty()) {
        stops.set(ring.number(), why);
      }
      over(ring);
    }

    @Override
    public void over(RingSight ring) {
      end(ring.number());
    }

    @Override
    public void leftOut(String what) {
      leftOut.merge(what, 1L, Long::sum);
    }

    List<SpecVerdict.Ring> results() {
      List.range(0, searches.size()).forEach(this::end);
      return List.ofAll(results);
    }

    /** What was searched for is found, or is not; of the search nothing more is kept. */
    private void end(int ring) {
      Search search = searches.set(ring, null);
      if (search != null) {
        search.end();
        results.set(ring, SpecVerdict.Ring.of(ring, made.get(ring), stops.get(ring), search));
      }
    }
  }
}
