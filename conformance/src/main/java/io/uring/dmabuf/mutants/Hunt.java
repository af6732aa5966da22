package io.uring.dmabuf.mutants;

import io.uring.dmabuf.guards.Settings;
import io.uring.dmabuf.guards.Trial;
import io.uring.dmabuf.guards.Walk;
import io.uring.dmabuf.tlc.InputFile;
import io.uring.dmabuf.tlc.SideBySide;
import io.uring.dmabuf.tlc.check.CheckListener;
import io.uring.dmabuf.tlc.check.ModelOutcome;
import io.uring.dmabuf.tlc.models.ModelEntry;
import io.uring.dmabuf.tlc.run.Progress;
import io.vavr.collection.HashMap;
import io.vavr.collection.List;
import io.vavr.collection.Map;
import io.vavr.collection.Set;
import io.vavr.control.Either;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * The hunt for mutants: for each, the models that take what is changed, until a law notices it.
 * First come, the smallest first, those in which some action that uses what is changed was not
 * tried {@value #TRIES} times already, and then, while there is time, the others: what three small
 * models do not notice in an action, a larger one of the same kind seldom does. Two mutants are
 * tried side by side where there are two cores.
 */
public final class Hunt {

  /** In so many models an action is tried before one with nothing but such actions comes last. */
  private static final int TRIES = 3;

  private final Mutants mutants;
  private final MutantNotes notes;
  private final List<ModelEntry> models;
  private final List<MutantRow> before;
  private final Trial trial;
  private final int seconds;
  private final Consumer<MutantRow> listener;
  private final ConcurrentHashMap<String, Either<String, ModelOutcome>> intact =
      new ConcurrentHashMap<>();

  /**
   * A hunt that has not begun.
   *
   * @param mutants of which it draws
   * @param notes what is known of mutants
   * @param settings how models are run
   * @param models which may be run, all of them expected to pass
   * @param before what an earlier hunt found, which is not looked for again
   * @param seconds of the processor for one mutant
   * @param listener told of each row as soon as it is there, by several threads
   */
  public Hunt(
      Mutants mutants,
      MutantNotes notes,
      Settings settings,
      List<ModelEntry> models,
      List<MutantRow> before,
      int seconds,
      Consumer<MutantRow> listener) {
    this.mutants = mutants;
    this.notes = notes;
    this.models = models.sortBy(model -> model.distinct().getOrElse(Long.MAX_VALUE));
    this.before = before;
    this.trial = new Trial(settings);
    this.seconds = seconds;
    this.listener = listener;
  }

  /**
   * Tries mutants in their order until so many of them count, others being drawn for those that do
   * not: a row each; or one line when that is impossible.
   */
  public Either<String, List<MutantRow>> draw(List<Mutant> from, int count) {
    List<MutantRow> rows = List.empty();
    List<Mutant> left = from;
    for (int missing = count; missing > 0 && left.nonEmpty(); ) {
      Either<String, List<MutantRow>> more =
          SideBySide.all(left.take(missing).map(mutant -> () -> hunted(mutant)), "a trial failed");
      if (more.isLeft()) {
        return more;
      }
      left = left.drop(missing);
      rows = rows.appendAll(more.get());
      missing = count - rows.count(row -> row.fate().counts());
    }
    return Either.right(rows);
  }

  private Either<String, MutantRow> hunted(Mutant mutant) {
    Either<String, MutantRow> row =
        before
            .find(known -> known.mutant().equals(mutant))
            .filter(known -> known.isNoted() == notes.of(mutant).isDefined())
            .map(Either::<String, MutantRow>right)
            .getOrElse(() -> InputFile.text(mutant.file()).flatMap(t -> row(mutant, t)));
    row.forEach(listener);
    return row;
  }

  private Either<String, MutantRow> row(Mutant mutant, String source) {
    Clock clock = new Clock(seconds);
    String text = mutant.in(source);
    boolean isNoted = notes.of(mutant).isDefined();
    Found found = Found.NOTHING;
    Map<String, Integer> tries = HashMap.empty();
    List<ModelOutcome> later = List.empty();
    for (ModelEntry model : models.filter(m -> mutants.mayUse(mutant, m.module()))) {
      if (found.isFinal() || isNoted && model.expectedStates() > Walk.CHEAP) {
        break;
      }
      Either<String, ModelOutcome> intact = intact(model);
      if (intact.isLeft()) {
        return Either.left(intact.getLeft());
      }
      Set<String> using =
          mutants
              .using(mutant, model.module(), taken(intact.get()))
              .map(action -> model.kind() + " " + model.module() + " " + action);
      if (!using.forAll(tries.filterValues(times -> times >= TRIES)::containsKey)) {
        tries = using.foldLeft(tries, (all, action) -> all.put(action, 1, Integer::sum));
        found = found.and(tried(mutant, text, intact.get(), clock));
      } else if (using.nonEmpty()) {
        later = later.append(intact.get());
      }
    }
    for (ModelOutcome intact : later) {
      if (!found.isFinal()) {
        found = found.and(tried(mutant, text, intact, clock));
      }
    }
    return Either.right(noted(found.row(mutant, clock.taken)));
  }

  /** What the models of one mutant have taken of the processor: without it they take no time. */
  private static final class Clock {
    private final double most;
    private double taken;

    Clock(double most) {
      this.most = most;
    }

    boolean isOver() {
      return taken >= most;
    }
  }

  private Found tried(Mutant mutant, String text, ModelOutcome intact, Clock clock) {
    ModelEntry model = intact.model();
    if (clock.isOver()) {
      return Found.late(model);
    }
    Limit limit = new Limit(model, clock.most - clock.taken);
    Either<String, ModelOutcome> ended = trial.changed(model, mutant.file(), text, limit);
    clock.taken +=
        ended.map(outcome -> outcome.result().measured().processor()).getOrElse(limit.taken);
    return ended.fold(
        line ->
            limit.late
                ? Found.late(model)
                : limit.many ? Found.more(model) : Found.noValue(model, line),
        outcome -> Found.of(intact, outcome));
  }

  /** A row with what is known of its mutant. */
  private MutantRow noted(MutantRow row) {
    return notes
        .of(row.mutant())
        .map(note -> {
          boolean isStale = row.fate() == Fate.KILLED || row.fate() == Fate.NO_VALUE;
          return isStale
              ? row.noted(Fate.STALE, "noted: " + note.why())
              : row.noted(note.isEquivalent() ? Fate.EQUIVALENT : row.fate(), note.why());
        })
        .getOrElse(row);
  }

  /** A model without any change, which must be as expected. */
  private Either<String, ModelOutcome> intact(ModelEntry model) {
    return intact.computeIfAbsent(
        model.name(),
        name ->
            trial
                .asIs(model, new Limit(model, Double.MAX_VALUE))
                .filterOrElse(
                    ModelOutcome::isClean,
                    outcome -> name + " fails as it is: " + outcome.failures().head().headline()));
  }

  /** The actions that a model takes. */
  static Set<String> taken(ModelOutcome outcome) {
    return outcome.result().actions().filterValues(times -> times > 0).keySet();
  }

  /** Ends a run that has twice the states that the manifest counts, or whose time is over. */
  private static final class Limit implements CheckListener {
    private final long most;
    private final double seconds;
    private volatile double taken;
    private volatile boolean late;
    private volatile boolean many;

    Limit(ModelEntry model, double seconds) {
      this.most = Trial.mostStates(model);
      this.seconds = seconds;
    }

    @Override
    public void started(ModelEntry model) {}

    @Override
    public void working(ModelEntry model, Progress progress) {
      taken = progress.processor();
      many |= progress.distinct() > most;
      late |= taken > seconds;
      if (many || late) {
        throw new IllegalStateException("the run is over its limit");
      }
    }

    @Override
    public void ended(ModelOutcome outcome) {}

    @Override
    public void interrupted() {}
  }
}
