package io.uring.dmabuf.explore;

import io.uring.dmabuf.design.StepLaw;
import io.uring.dmabuf.replay.Auditor;
import io.uring.dmabuf.replay.KnownParts;
import io.uring.dmabuf.replay.Meetings;
import io.uring.dmabuf.replay.Part;
import io.uring.dmabuf.replay.ReplayTarget;
import io.uring.dmabuf.replay.StateTable;
import io.uring.dmabuf.replay.StepIndex;
import io.vavr.collection.List;
import io.vavr.control.Option;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One thread's share of an exploration: takes every step in the states of a level, and keeps those
 * that nobody has seen.
 *
 * @param <S> the implementation's state
 */
@SuppressWarnings("ReferenceEquality") // Identity is what tells that nothing has changed.
final class Expander<S> {
  private static final int FRAMES_SHOWN = 3;

  private final ReplayTarget<S> target;
  private final StepIndex<S> steps;
  private final StateTable<S> table;
  private final KnownParts<S> known;
  private final Auditor<S> auditor;
  private final List<StepLaw<S>> stepLaws;
  private final Consumer<Reached<S>> visitor;
  private final int parts;
  private final Object[] fromParts;
  private final Part[] nextParts;
  private final long[] taken;
  private final Option<Meetings<S>> meetings;
  private final @Nullable Meetings<S> meets;
  private ArrayList<Reached<S>> found = new ArrayList<>();
  private @Nullable Finding finding;

  /** What is being called, for the report if it throws. */
  private String calling = "";

  private int callingStep = -1;
  private long at;

  Expander(Explorer.Space<S> space, Consumer<Reached<S>> visitor) {
    this.target = space.target();
    this.steps = space.steps();
    this.table = space.table();
    this.known = space.parts();
    this.auditor = Auditor.alone(target.laws().filter(law -> space.settings().asks(law.name())));
    this.stepLaws = target.stepLaws().filter(law -> space.settings().asks(law.name()));
    this.visitor = visitor;
    this.meetings = space.groups().map(Meetings::new);
    this.meets = meetings.getOrNull();
    this.parts = target.parts();
    this.fromParts = new Object[parts];
    this.nextParts = new Part[parts];
    this.taken = new long[steps.size()];
  }

  /** Meets the initial state. */
  void begin(Reached<S> initial) {
    table.meet(initial.sum(), Reached.digest(initial.check()), initial.sum(), -1);
    System.arraycopy(initial.parts(), 0, nextParts, 0, parts);
    at = initial.sum();
    guarded(() -> {
      audit(initial.state(), -1L);
      visitor.accept(initial);
    });
  }

  /** Expands states of the level until there are none, or something is found. */
  void expand(Explorer.Level<S> level) {
    guarded(() -> {
      for (var piece = level.piece(); piece != null && finding == null; piece = level.piece()) {
        for (Reached<S> each : piece) {
          if (finding == null) {
            expand(each);
          }
        }
      }
    });
  }

  private void guarded(Runnable body) {
    try {
      body.run();
    } catch (OutOfMemoryError full) {
      finding =
          new Finding.NoAnswer(
              "the heap is full with %,d states: give more with --heap SIZE"
                  .formatted(table.size()));
    } catch (RuntimeException | StackOverflowError | AssertionError thrown) {
      finding = new Finding.Threw(what(thrown), path(at, -1), callingStep);
    }
  }

  private String what(Throwable thrown) {
    String frames =
        List.of(thrown.getStackTrace())
            .takeWhile(frame -> !frame.getClassName().startsWith(Expander.class.getName()))
            .take(FRAMES_SHOWN)
            .mkString(" at ", ", at ", "");
    return calling + " threw " + thrown.toString().lines().findFirst().orElse("") + frames;
  }

  private void expand(Reached<S> from) {
    S state = from.state();
    at = from.sum();
    for (int i = 0; i < parts; i++) {
      fromParts[i] = target.part(state, i);
    }
    if (meets != null) {
      meets.enter(state);
    }
    int[] allowed = target.allowed(state);
    int count = allowed == null ? taken.length : allowed.length;
    for (int i = 0; i < count && finding == null; i++) {
      int step = allowed == null ? i : allowed[i];
      calling = "the step";
      callingStep = step;
      S next = steps.step(step).apply(state);
      if (next != null) {
        taken[step]++;
        if (meets != null) {
          meets.take(state, step);
        }
        audit(state, next);
        meet(from, next, step);
      }
    }
    callingStep = -1;
  }

  private void meet(Reached<S> from, S next, int step) {
    calling = "the digest";
    Part[] before = from.parts();
    long sum = from.sum();
    long check = from.check();
    long changed = 0;
    for (int i = 0; i < parts; i++) {
      Object part = target.part(next, i);
      Part now = part == fromParts[i] ? before[i] : known.of(i, part);
      nextParts[i] = now;
      if (now != before[i]) {
        changed |= 1L << i;
        sum += KnownParts.placed(i, now) - KnownParts.placed(i, before[i]);
        check += Reached.checked(i, now) - Reached.checked(i, before[i]);
      }
    }
    long digest = Reached.digest(check);
    long expected = table.meet(sum, digest, from.sum(), step);
    if (expected == 0) {
      audit(next, changed);
      Reached<S> made = new Reached<>(next, nextParts.clone(), sum, check);
      visitor.accept(made);
      found.add(made);
    } else if (expected != digest) {
      finding =
          new Finding.NoAnswer(
              "the digests of two states are equal in %d of %d bits: no count can be trusted"
                  .formatted(Reached.DIGEST / 2, Reached.DIGEST));
    }
  }

  /** Evaluates the laws of steps on the one that is being taken. */
  private void audit(S before, S after) {
    calling = "a law of steps";
    for (StepLaw<S> law : stepLaws) {
      Option<String> broken = law.broken().apply(before, after);
      if (broken.isDefined()) {
        finding = new Finding.Broken(law.name(), broken.get(), path(at, callingStep));
        return;
      }
    }
  }

  /** Evaluates the laws that the changed parts concern on the state whose parts are at hand. */
  private void audit(S state, long changed) {
    calling = "a law";
    Auditor.Broken broken = auditor.broken(state, nextParts, changed, false);
    if (broken != null) {
      finding = new Finding.Broken(broken.law(), broken.how(), path(at, callingStep));
    }
  }

  /** The steps to a known state, and one more if there is one. */
  private List<Integer> path(long state, int more) {
    List<Integer> path = more < 0 ? List.empty() : List.of(more);
    long sum = state;
    for (int step = table.step(sum); step >= 0; step = table.step(sum)) {
      path = path.prepend(step);
      sum = table.parent(sum);
    }
    return path;
  }

  /** The new states found since they were last taken. */
  ArrayList<Reached<S>> takeFound() {
    ArrayList<Reached<S>> taken = found;
    found = new ArrayList<>();
    return taken;
  }

  Option<Finding> finding() {
    return Option.of(finding);
  }

  /** What is counted here: transitions by each step, then the groups that met. */
  long[] counts() {
    long[] met = meets == null ? new long[0] : meets.counts();
    long[] counts = Arrays.copyOf(taken, taken.length + met.length);
    System.arraycopy(met, 0, counts, taken.length, met.length);
    return counts;
  }

  /** Counts on from what an exploration has counted before it was ended. */
  void add(long[] counts) {
    for (int i = 0; i < taken.length; i++) {
      taken[i] += counts[i];
    }
    if (meets != null) {
      meets.add(Arrays.copyOfRange(counts, taken.length, counts.length));
    }
  }

  /** Which groups of steps met here. */
  Option<Meetings<S>> meetings() {
    return meetings;
  }

  /** Transitions by the step with an index. */
  long taken(int step) {
    return taken[step];
  }

  /** Transitions by all steps. */
  long transitions() {
    long sum = 0;
    for (long each : taken) {
      sum += each;
    }
    return sum;
  }
}
