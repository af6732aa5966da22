package io.uring.dmabuf.oracle;

import io.uring.dmabuf.targets.Targets;
import io.uring.dmabuf.tlc.ActionLabel;
import io.uring.dmabuf.tlc.AtomicFile;
import io.uring.dmabuf.tlc.InputFile;
import io.uring.dmabuf.tlc.models.Manifest;
import io.uring.dmabuf.tlc.models.ModelEntry;
import io.vavr.Tuple2;
import io.vavr.collection.HashMap;
import io.vavr.collection.LinkedHashMap;
import io.vavr.collection.List;
import io.vavr.collection.Map;
import io.vavr.control.Either;
import java.nio.file.Path;
import java.util.regex.Pattern;

/**
 * A run as a text file, so that it can be replayed: a header of {@code key: value} lines, then one
 * step a line, {@code Action(arguments)} as TLA+ text. Empty lines and lines that begin with {@code
 * #} mean nothing.
 *
 * <p>It is not the language of {@code dmabuf-rw run}: a line there is a call, which takes many
 * steps, on a machine that no model bounds; a line here is one action of the specification, of
 * which TLC's evaluator says whether it may be taken.
 *
 * @param model the model, with its target and bounds
 * @param options the variant of the design, as {@link Targets#design} takes it
 * @param seed what the run was generated from, for information
 * @param failure what was wrong with it, for information
 * @param steps the steps, each with its line in the file
 */
public record RunFile(
    ModelEntry model,
    Map<String, String> options,
    String seed,
    String failure,
    List<Tuple2<Integer, String>> steps) {

  /** The folder of saved runs, below the root of the repository. */
  public static final String FOLDER = "target/failures";

  private static final String MODEL = "model";
  private static final String SEED = "seed";
  private static final String FAILURE = "failure";
  private static final List<String> OPTIONS = List.of(Targets.DEVIATION, Targets.WITHOUT_GUARD);
  private static final List<String> KEYS = List.of(MODEL, SEED, FAILURE).appendAll(OPTIONS);
  private static final Pattern HEADER = Pattern.compile("([a-z-]+):\\s*(.*)");
  private static final Pattern STEP = Pattern.compile("[A-Za-z]\\w*(\\(.*\\))?");

  /** The file of a run. */
  static RunFile of(ModelEntry model, Map<String, String> options, String seed, RandomRun run) {
    return new RunFile(
        model,
        options,
        seed,
        run.finding().map(f -> f.kind() + ", " + f.text()).getOrElse("none"),
        run.steps().map(ActionLabel::toString).zipWithIndex().map(t -> new Tuple2<>(t._2, t._1)));
  }

  /** The text of the file. */
  public String text() {
    Map<String, String> header =
        LinkedHashMap.<String, String>empty()
            .put(MODEL, model.name())
            .merge(options)
            .put(SEED, seed)
            .put(FAILURE, failure);
    return "# A run of the implementation; dmabuf-rw replay FILE replays it.\n"
        + header.map(t -> t._1 + ": " + t._2).mkString("", "\n", "\n\n")
        + steps.map(Tuple2::_2).mkString("", "\n", "\n");
  }

  /** Writes the file; or one line that says why it could not be written. */
  public Either<String, Path> write(Path file) {
    return AtomicFile.write(file, text());
  }

  /**
   * The run in a file, or one line with the file, the line and what is wrong with it.
   *
   * @param file the file
   * @param models among which its model is
   */
  public static Either<String, RunFile> read(Path file, Manifest models) {
    return InputFile.lines(file).flatMap(lines -> parse(file.toString(), models, lines));
  }

  private static Either<String, RunFile> parse(String file, Manifest models, List<String> lines) {
    Map<String, String> header = HashMap.empty();
    List<Tuple2<Integer, String>> steps = List.empty();
    int number = 0;
    for (String line : lines.map(String::strip)) {
      number++;
      var pair = HEADER.matcher(line);
      if (line.isEmpty() || line.startsWith("#")) {
        continue;
      }
      if (pair.matches() && steps.isEmpty() && KEYS.contains(pair.group(1))) {
        header = header.put(pair.group(1), pair.group(2));
      } else if (STEP.matcher(line).matches()) {
        steps = steps.prepend(new Tuple2<>(number, line));
      } else {
        return Either.left(at(file, number, "neither a header nor a step: " + line));
      }
    }
    Map<String, String> all = header;
    List<Tuple2<Integer, String>> ordered = steps.reverse();
    return all.get(MODEL)
        .toEither(() -> "no line \"" + MODEL + ": ...\"")
        .flatMap(models::find)
        .map(model -> of(model, all, ordered))
        .mapLeft(reason -> at(file, 1, reason));
  }

  private static RunFile of(
      ModelEntry model, Map<String, String> header, List<Tuple2<Integer, String>> steps) {
    return new RunFile(
        model,
        header.filterKeys(OPTIONS::contains),
        header.get(SEED).getOrElse(""),
        header.get(FAILURE).getOrElse("none"),
        steps);
  }

  /** One line about a place in a file. */
  static String at(String file, int line, String what) {
    return file + ", line " + line + ": " + what;
  }
}
