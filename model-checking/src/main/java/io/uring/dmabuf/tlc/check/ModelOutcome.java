package io.uring.dmabuf.tlc.check;

import io.uring.dmabuf.tlc.Failure;
import io.uring.dmabuf.tlc.RunResult;
import io.uring.dmabuf.tlc.Verdict;
import io.uring.dmabuf.tlc.models.ModelEntry;
import io.vavr.collection.List;
import io.vavr.control.Option;

/**
 * One model's run, judged against the manifest.
 *
 * @param model the manifest's entry
 * @param result what the run found
 * @param replayed whether its transitions were to be replayed
 * @param failures what is wrong, the most important first; empty: as expected
 * @param seconds wall time of the run
 */
public record ModelOutcome(
    ModelEntry model, RunResult result, boolean replayed, List<Failure> failures, double seconds) {

  /** Whether everything is as the manifest says. */
  public boolean isClean() {
    return failures.isEmpty();
  }

  /** The outcome of a run: its own failures, and every difference from the manifest. */
  static ModelOutcome judge(
      ModelEntry model, RunResult result, CheckOptions options, double seconds) {
    boolean known = model.raised().isEmpty() && !options.update();
    boolean replayed = model.isReplayed() && options.replays();
    List<Failure> failures =
        asExpected(model.expected(), result.verdict())
            ? passFailures(result)
                .appendAll(known ? counts(model, result) : List.empty())
                .appendAll(repeated(model, result, replayed && known))
                .appendAll(replay(result, replayed))
                .appendAll(replayed ? result.measured().unmet(model.covers()) : List.empty())
            : unexpected(model, result);
    return new ModelOutcome(model, result, replayed, failures, seconds);
  }

  private static boolean asExpected(ModelEntry.Expected expected, Verdict verdict) {
    return switch (expected) {
      case ModelEntry.Expected.Pass pass -> verdict instanceof Verdict.Pass;
      case ModelEntry.Expected.Violates(String law) ->
          verdict instanceof Verdict.Violates(String broken)
              && List.of(broken.split(" or ")).contains(law);
    };
  }

  private static List<Failure> passFailures(RunResult result) {
    return result.verdict() instanceof Verdict.Pass ? result.failures() : List.empty();
  }

  private static List<Failure> unexpected(ModelEntry model, RunResult result) {
    Failure difference =
        failure(
            Failure.Kind.COUNT,
            "expected verdict: " + model.expected() + ", found: " + result.verdict());
    return result.failures().isEmpty() || model.expected() instanceof ModelEntry.Expected.Violates
        ? result.failures().prepend(difference)
        : result.failures();
  }

  private static List<Failure> counts(ModelEntry model, RunResult result) {
    return count("distinct", model.distinct(), result.distinct(), model)
        .toList()
        .appendAll(count("generated", model.generated(), result.generated(), model));
  }

  private static Option<Failure> repeated(ModelEntry model, RunResult result, boolean replayed) {
    return replayed
        ? count("repeated", Option.some(model.repeated()), result.measured().repeated(), model)
        : Option.none();
  }

  private static Option<Failure> count(
      String name, Option<Long> expected, long found, ModelEntry model) {
    if (expected.isEmpty()) {
      return Option.when(
          model.expected() instanceof ModelEntry.Expected.Pass,
          () ->
              failure(
                  Failure.Kind.COUNT,
                  name + " states: " + found + ", not in the manifest (check --update writes it)"));
    }
    return Option.when(
        expected.get() != found,
        () ->
            failure(
                Failure.Kind.COUNT,
                name + " states: expected " + expected.get() + ", found " + found));
  }

  private static List<Failure> replay(RunResult result, boolean replayed) {
    boolean all = result.replayed() == result.transitions();
    return !replayed || all
        ? List.empty()
        : List.of(
            failure(
                Failure.Kind.COUNT,
                "replayed " + result.replayed() + " of " + result.transitions() + " transitions"));
  }

  private static Failure failure(Failure.Kind kind, String line) {
    return new Failure(kind, line, line);
  }
}
