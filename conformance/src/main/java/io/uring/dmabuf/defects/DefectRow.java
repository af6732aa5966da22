package io.uring.dmabuf.defects;

import com.fasterxml.jackson.databind.JsonNode;
import io.uring.dmabuf.tlc.RunResult;
import io.uring.dmabuf.tlc.Verdict;
import io.uring.dmabuf.tlc.check.ModelOutcome;
import io.uring.dmabuf.tlc.models.ModelEntry;
import io.vavr.collection.List;
import io.vavr.control.Option;

/**
 * What became of a planted defect.
 *
 * @param tlc by TLC, which searches the specification with the wrong definition
 * @param trace the trace that TLC found, as a file of it says; none where it was not asked for, or
 *     nothing is broken
 * @param explored by the implementation that makes the same mistake; none where it has no twin, or
 *     is about functions alone
 * @param damage in a scenario; none where no machine comes to make the mistake
 */
public record DefectRow(
    ModelOutcome tlc,
    Option<JsonNode> trace,
    Option<ModelOutcome> explored,
    Option<Damage> damage) {

  /** The model that shows it. */
  public ModelEntry model() {
    return tlc.model();
  }

  /** The law that it is planted to break. */
  public String law() {
    return model().expected() instanceof ModelEntry.Expected.Violates(String law) ? law : "";
  }

  /** The law that the implementation breaks first; none if it breaks none. */
  public Option<String> brokenInJava() {
    return explored
        .map(ModelOutcome::result)
        .map(RunResult::verdict)
        .flatMap(verdict ->
            verdict instanceof Verdict.Violates(String law) ? Option.some(law) : Option.none());
  }

  /**
   * Whether the implementation with the same mistake breaks the law; of a law that says that one
   * specification implements another any law, as it cannot be asked that one.
   */
  public boolean isBrokenInJava() {
    return brokenInJava().exists(broken -> broken.equals(law()) || !isAskedTheSame());
  }

  private boolean isAskedTheSame() {
    return model().kind() != ModelEntry.Kind.REFINEMENT;
  }

  /** How many steps TLC's trace has. */
  public int steps() {
    return steps(tlc);
  }

  /** How many steps that of the implementation has. */
  public Option<Integer> stepsInJava() {
    return explored.map(DefectRow::steps);
  }

  /** The steps of a report are numbered, each at the beginning of a line. */
  private static int steps(ModelOutcome outcome) {
    return outcome
        .result()
        .failures()
        .headOption()
        .map(failure ->
            (int) failure.report().lines().filter(line -> line.matches(" *\\d+ +[A-Z].*")).count())
        .getOrElse(0);
  }

  /** What is not as it is stated, a line each; empty for a row that is good. */
  public List<String> wrong() {
    return List.of(
            Option.when(
                !tlc.isClean(),
                () -> "TLC: expected " + model().expected() + ", found " + verdict(tlc)),
            explored
                .filter(outcome -> !isBrokenInJava())
                .map(outcome ->
                    "Java: expected " + model().expected() + ", found " + verdict(outcome)),
            stepsInJava()
                .filter(steps -> isAskedTheSame() && isBrokenInJava() && steps != steps())
                .map(steps -> "Java: broken after " + steps + " steps, by TLC after " + steps()),
            damage
                .filter(done -> !done.isDone())
                .map(done -> done.scenario() + ": goes as it should under " + done.deviation()))
        .flatMap(line -> line);
  }

  private static String verdict(ModelOutcome outcome) {
    return outcome.result().verdict().toString();
  }
}
