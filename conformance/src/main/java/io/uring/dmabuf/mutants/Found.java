package io.uring.dmabuf.mutants;

import io.uring.dmabuf.tlc.Failure;
import io.uring.dmabuf.tlc.RunResult;
import io.uring.dmabuf.tlc.Verdict;
import io.uring.dmabuf.tlc.check.ModelOutcome;
import io.uring.dmabuf.tlc.models.ModelEntry;
import io.vavr.collection.Set;
import java.util.Comparator;

/**
 * What runs of a mutant found so far.
 *
 * @param fate what became of it
 * @param law that is broken; empty when none is
 * @param model which found it, or the last one that was run
 * @param why in one line, when there is more to say
 * @param isFewer whether some run had fewer states or transitions than without the change
 * @param isOther whether some run had more
 */
record Found(Fate fate, String law, String model, String why, boolean isFewer, boolean isOther) {

  /** No run yet. */
  static final Found NOTHING = new Found(Fate.NOTHING, "", "", "", false, false);

  private static final String EXCEPTION = "The exception was a java.lang.RuntimeException";

  /** The run of a model with a change, compared with the one without. */
  static Found of(ModelOutcome intact, ModelOutcome changed) {
    ModelEntry model = changed.model();
    return switch (changed.result().verdict()) {
      case Verdict.Violates(String law) ->
          new Found(Fate.KILLED, law, model.name(), "", false, false);
      case Verdict.Pass pass -> passed(intact.result(), changed);
      case Verdict.Stopped stopped -> noValue(model, reason(changed));
      case Verdict.Unusable unusable -> noValue(model, reason(changed));
    };
  }

  private static Found passed(RunResult before, ModelOutcome changed) {
    RunResult after = changed.result();
    String model = changed.model().name();
    int order =
        Comparator.comparing(RunResult::distinct)
            .thenComparing(RunResult::generated)
            .compare(after, before);
    String lost = lost(before, changed);
    Fate fate = !lost.isEmpty() ? Fate.LOST : changed.isClean() ? Fate.NOTHING : Fate.COUNTS;
    String why = fate == Fate.COUNTS ? counts(before) + ", now " + counts(after) : lost;
    return new Found(fate, "", model, why, order < 0, order > 0);
  }

  private static String counts(RunResult result) {
    return result.distinct() + " states and " + result.generated() + " generated";
  }

  /** What was reached or taken without the change, and is not with it. */
  private static String lost(RunResult before, ModelOutcome changed) {
    Set<String> actions =
        before
            .actions()
            .filter(
                (name, times) -> times > 0 && changed.result().actions().getOrElse(name, 0L) == 0)
            .keySet();
    return changed
        .failures()
        .filter(failure -> failure.kind() == Failure.Kind.WITNESS)
        .map(Failure::headline)
        .headOption()
        .orElse(() -> actions.headOption().map(name -> name + " is not taken"))
        .getOrElse("");
  }

  private static String reason(ModelOutcome changed) {
    return changed
        .failures()
        .map(Failure::headline)
        .headOption()
        .getOrElse("TLC throws an exception");
  }

  /** A run that TLC could not go on with, for that reason. */
  static Found noValue(ModelEntry model, String reason) {
    String line = reason.replaceAll("\\s*;\\s*", " ");
    int at = line.indexOf(EXCEPTION);
    String why = at < 0 ? line : line.substring(at + EXCEPTION.length()).replaceFirst("^[ :]+", "");
    return new Found(Fate.NO_VALUE, "", model.name(), why, false, false);
  }

  /** A run that had too many states. */
  static Found more(ModelEntry model) {
    return new Found(Fate.COUNTS, "", model.name(), "twice as many states", false, true);
  }

  /** A run for which there was no time. */
  static Found late(ModelEntry model) {
    return new Found(Fate.LATE, "", model.name(), "", false, true);
  }

  /** Whether no further run can tell more. */
  boolean isFinal() {
    return fate == Fate.KILLED || fate == Fate.NO_VALUE || fate == Fate.LATE;
  }

  /** This and what the next run found: the latter, unless it found less. */
  Found and(Found next) {
    boolean isMore =
        next.isFinal() || fate == Fate.NOTHING || next.fate == Fate.LOST && fate == Fate.COUNTS;
    Found told = isMore ? next : this;
    return new Found(
        told.fate,
        told.law,
        told.model,
        told.why,
        isFewer || next.isFewer,
        isOther || next.isOther);
  }

  /** The row that tells this of a mutant. */
  MutantRow row(Mutant mutant, double seconds) {
    String told = model.isEmpty() ? "none of the models takes it" : why;
    return new MutantRow(
        mutant, fate, law, model, told, fate.survives() && isFewer && !isOther, false, seconds);
  }
}
