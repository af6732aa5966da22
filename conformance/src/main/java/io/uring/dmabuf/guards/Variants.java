package io.uring.dmabuf.guards;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.uring.dmabuf.design.Design;
import io.uring.dmabuf.replay.DataObserver;
import io.uring.dmabuf.replay.InMemoryEdges;
import io.uring.dmabuf.replay.ReplayObserver;
import io.uring.dmabuf.replay.ReplaySettings;
import io.uring.dmabuf.targets.Targets;
import io.uring.dmabuf.tlc.Failure;
import io.uring.dmabuf.tlc.Home;
import io.uring.dmabuf.tlc.RunResult;
import io.uring.dmabuf.tlc.Verdict;
import io.uring.dmabuf.tlc.models.ModelEntry;
import io.uring.dmabuf.tlc.run.ModelRun;
import io.uring.dmabuf.tlc.run.RunSetup;
import io.uring.dmabuf.tlc.run.TransitionObserver;
import io.vavr.collection.HashMap;
import io.vavr.collection.List;
import io.vavr.collection.Map;
import io.vavr.control.Either;
import io.vavr.control.Option;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tlc2.tool.ITool;

/**
 * Many variants of the implementation replayed on one run of TLC: the transitions of a model stay
 * in memory, and each variant is replayed on all of them. Runs in a JVM of its own, as TLC's state
 * is static; tells what it found as lines.
 */
public final class Variants {

  private static final String MARK = "@variant ";
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * What became of one variant, or of the intended design where the option is empty.
   *
   * @param option as {@code check} takes it after {@code -P}
   * @param error why there is no answer
   * @param caught the kind of failure that the replay found
   * @param trace the number of steps to it
   * @param seconds the time of this replay
   */
  record Answer(
      String option,
      Option<String> error,
      Option<String> caught,
      Option<Integer> trace,
      double seconds) {}

  private final ModelEntry model;
  private final ITool tool;
  private final InMemoryEdges edges;

  private Variants(ModelEntry model, ITool tool, InMemoryEdges edges) {
    this.model = model;
    this.tool = tool;
    this.edges = edges;
  }

  /**
   * Runs the model once, then replays the intended design and each variant.
   *
   * @param home where models are
   * @param model which one
   * @param options the variants, each as {@code check} takes it after {@code -P}
   * @param metadir a folder for TLC
   * @param lines told each answer as a line of text
   * @param log what TLC prints
   */
  public static void run(
      Home home,
      ModelEntry model,
      List<String> options,
      Path metadir,
      Consumer<String> lines,
      PrintStream log) {
    InMemoryEdges edges = new InMemoryEdges();
    AtomicReference<@Nullable ITool> tool = new AtomicReference<>();
    RunResult result =
        ModelRun.run(
            model,
            new RunSetup(
                home,
                (entry, evaluator, none) -> {
                  tool.set(evaluator);
                  return Either.right(edges);
                },
                HashMap.empty(),
                true,
                metadir,
                Option.none(),
                progress -> {},
                log));
    ITool loaded = tool.get();
    if (!(result.verdict() instanceof Verdict.Pass) || loaded == null) {
      String reason =
          result.verdict() instanceof Verdict.Unusable(String line)
              ? line
              : model.name() + " fails as it is: " + result.verdict();
      lines.accept(line(new Answer("", Option.some(reason), Option.none(), Option.none(), 0)));
      return;
    }
    Variants variants = new Variants(model, loaded, edges);
    options.prepend("").map(variants::answer).map(Variants::line).forEach(lines);
  }

  private Answer answer(String option) {
    long start = System.nanoTime();
    Map<String, String> options =
        option.isEmpty()
            ? HashMap.empty()
            : HashMap.of(option.split("=", 2)[0], option.split("=", 2)[1]);
    return Targets.design(options)
        .flatMap(this::replayed)
        .fold(
            error -> new Answer(option, Option.some(error), Option.none(), Option.none(), 0),
            observer ->
                new Answer(
                    option,
                    observer
                        .failure()
                        .filter(f -> f.kind() == Failure.Kind.MODEL)
                        .map(Failure::headline),
                    observer
                        .failure()
                        .map(f -> f.kind().name().toLowerCase(Locale.ROOT).replace('_', ' ')),
                    observer.trace().map(trace -> trace.steps().size()),
                    (System.nanoTime() - start) / 1e9));
  }

  private Either<String, TransitionObserver> replayed(Design design) {
    if (model.kind() == ModelEntry.Kind.DATA) {
      return Targets.functions(model, tool, design)
          .map(target -> {
            DataObserver observer = DataObserver.of(model, target);
            edges.replay(observer);
            return observer;
          });
    }
    return Targets.of(model, tool, design)
        .map(target -> {
          ReplayObserver<?> observer = ReplayObserver.of(model, target, ReplaySettings.standard());
          edges.replay(observer);
          return observer;
        });
  }

  private static String line(Answer answer) {
    return MARK
        + JSON.createObjectNode()
            .put("option", answer.option())
            .put("error", answer.error().getOrNull())
            .put("caught", answer.caught().getOrNull())
            .put("trace", answer.trace().getOrNull())
            .put("seconds", answer.seconds());
  }

  /** The answer in a line; none when it is something else. */
  static Option<Answer> parse(String line) {
    if (!line.startsWith(MARK)) {
      return Option.none();
    }
    try {
      JsonNode node = JSON.readTree(line.substring(MARK.length()));
      return Option.some(
          new Answer(
              node.path("option").asText(),
              Option.when(node.path("error").isTextual(), () -> node.path("error").asText()),
              Option.when(node.path("caught").isTextual(), () -> node.path("caught").asText()),
              Option.when(node.path("trace").isInt(), () -> node.path("trace").asInt()),
              node.path("seconds").asDouble()));
    } catch (JsonProcessingException e) {
      return Option.none();
    }
  }
}
