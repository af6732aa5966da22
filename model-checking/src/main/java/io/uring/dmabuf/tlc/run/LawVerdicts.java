package io.uring.dmabuf.tlc.run;

import io.uring.dmabuf.tlc.Home;
import io.uring.dmabuf.tlc.models.ModelEntry;
import io.vavr.collection.List;
import io.vavr.control.Either;
import java.io.PrintStream;
import java.util.function.Consumer;

/**
 * What became of all laws of a model when none of them ended the run.
 *
 * @param laws in the order of the module, laws of steps last
 * @param states how many were reached
 * @param depth the steps to the last of them
 * @param stuck in how many of them some step has no value: what would come of it is not looked at
 */
public record LawVerdicts(List<LawVerdict> laws, int states, int depth, int stuck) {

  private static final String END = "@laws ";

  /**
   * Explores a model in this JVM to its end, and tells as lines of text what became of its laws.
   *
   * @param lines told each line
   * @param log what TLC prints
   */
  public static void run(Home home, ModelEntry model, Consumer<String> lines, PrintStream log) {
    SpecLoader.load(home, model, log)
        .map(tool -> new LawWalk(tool).walked())
        .fold(List::of, LawVerdicts::lines)
        .forEach(lines);
  }

  private List<String> lines() {
    return laws.map(LawVerdict::line).append(END + states + " " + depth + " " + stuck);
  }

  /** What lines tell, or one line that says why they tell nothing. */
  public static Either<String, LawVerdicts> parse(ModelEntry model, List<String> lines) {
    return lines
        .find(line -> line.startsWith(END))
        .toEither(() -> lines.lastOption().getOrElse(model.name() + ": nothing was said"))
        .map(line -> List.of(line.split(" ")).tail().map(Integer::parseInt))
        .map(counts ->
            new LawVerdicts(
                lines.flatMap(LawVerdict::parse), counts.get(0), counts.get(1), counts.get(2)));
  }
}
