package io.uring.dmabuf.guards;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.uring.dmabuf.tlc.Failure;
import io.uring.dmabuf.tlc.FileTree;
import io.uring.dmabuf.tlc.FileTrouble;
import io.uring.dmabuf.tlc.Home;
import io.uring.dmabuf.tlc.Interruption;
import io.uring.dmabuf.tlc.Verdict;
import io.uring.dmabuf.tlc.check.CheckListener;
import io.uring.dmabuf.tlc.check.CheckOptions;
import io.uring.dmabuf.tlc.check.Checker;
import io.uring.dmabuf.tlc.check.ModelOutcome;
import io.uring.dmabuf.tlc.models.ModelEntry;
import io.uring.dmabuf.tlc.run.Progress;
import io.vavr.collection.List;
import io.vavr.control.Either;
import io.vavr.control.Option;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** Runs of one model, with or without a change, in a process of its own. */
public final class Trial {

  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * How a run ended.
   *
   * @param caught by what the change was noticed; none when everything was as expected
   * @param trace the number of steps to it
   */
  record Ended(Option<String> caught, Option<Integer> trace) {}

  private final Settings settings;

  /** Trials that run models in this way. */
  public Trial(Settings settings) {
    this.settings = settings;
  }

  /**
   * A model as it is, as it is judged; or one line that says why it has no answer.
   *
   * @param listener told how far it is; what it throws ends the run, and is in the line
   */
  public Either<String, ModelOutcome> asIs(ModelEntry model, CheckListener listener) {
    return inFolder(folder -> outcome(model, settings.home(), folder, listener));
  }

  /** The same with another text of one module. */
  public Either<String, ModelOutcome> changed(
      ModelEntry model, Path module, String text, CheckListener listener) {
    return inFolder(folder -> outcome(model, changed(module, text, folder), folder, listener));
  }

  /** A model as it is. */
  Either<String, Ended> intact(ModelEntry model) {
    return inFolder(folder -> run(model, settings.home(), folder));
  }

  /** A model without a guard of the specification. */
  Either<String, Ended> without(SpecGuard guard, ModelEntry model) {
    return inFolder(folder -> run(model, without(guard, folder), folder));
  }

  private Home without(SpecGuard guard, Path folder) throws IOException {
    return changed(guard.file(), guard.without(Files.readString(guard.file())), folder);
  }

  /** A folder of modules that is searched first, with the one module that is changed. */
  private Home changed(Path module, String text, Path folder) throws IOException {
    Path specs = Files.createDirectories(folder.resolve("spec"));
    Files.writeString(specs.resolve(module.getFileName()), text);
    return settings.home().withSpecDir(specs);
  }

  private Either<String, Ended> run(ModelEntry model, Home home, Path folder) {
    return outcome(model, home, folder, new Limit(model))
        .<Either<String, Ended>>fold(
            line ->
                line.contains(TooManyStates.class.getSimpleName())
                    ? Either.right(new Ended(Option.some("count"), Option.none()))
                    : Either.left(line),
            outcome -> Either.right(ended(outcome, traces(folder))));
  }

  private Either<String, ModelOutcome> outcome(
      ModelEntry model, Home home, Path folder, CheckListener listener) {
    traces(folder).toFile().mkdirs();
    return Checker.check(options(model, home, traces(folder)), listener)
        .map(summary -> summary.outcomes().head());
  }

  private static Path traces(Path folder) {
    return folder.resolve("traces");
  }

  private CheckOptions options(ModelEntry model, Home home, Path traces) {
    return new CheckOptions(
        home,
        List.of(model.name()),
        ModelEntry.Tier.QUICK,
        Option.none(),
        Option.none(),
        Option.none(),
        Option.none(),
        settings.replay(),
        List.empty(),
        Option.some(traces),
        false,
        false,
        settings.launcher(model));
  }

  private static Ended ended(ModelOutcome outcome, Path traces) {
    Option<Integer> trace = length(traces.resolve(outcome.model().name() + ".json"));
    if (outcome.model().expected() instanceof ModelEntry.Expected.Violates) {
      return new Ended(Option.when(outcome.isClean(), () -> check(outcome)), trace);
    }
    boolean counted = outcome.model().distinct().isDefined();
    return new Ended(
        outcome
            .failures()
            .filter(failure -> counted || failure.kind() != Failure.Kind.COUNT)
            .headOption()
            .map(failure -> check(outcome)),
        trace);
  }

  /** The law that is broken, or the kind of the first failure. */
  private static String check(ModelOutcome outcome) {
    return switch (outcome.result().verdict()) {
      case Verdict.Violates(String law) -> law;
      case Verdict.Stopped(String why) when why.equals("fails") -> "no value";
      default ->
          outcome
              .failures()
              .headOption()
              .map(failure -> failure.kind().name().toLowerCase(Locale.ROOT).replace('_', ' '))
              .getOrElse("");
    };
  }

  private static Option<Integer> length(Path trace) {
    try {
      JsonNode steps = JSON.readTree(trace.toFile()).path("steps");
      return Option.some(steps.size());
    } catch (IOException none) {
      return Option.none();
    }
  }

  /** A piece of work in a temporary folder. */
  private interface InFolder<T> {
    Either<String, T> apply(Path folder) throws IOException;
  }

  private static <T> Either<String, T> inFolder(InFolder<T> work) {
    try {
      Path folder = Files.createTempDirectory("dmabuf-rw-guards-");
      try (Interruption interrupted = Interruption.during(() -> FileTree.delete(folder))) {
        return work.apply(folder);
      } finally {
        FileTree.delete(folder);
      }
    } catch (IOException e) {
      return Either.left("temporary folder: " + FileTrouble.of(e));
    }
  }

  /** How many distinct states a changed model may have before its count is wrong for certain. */
  public static long mostStates(ModelEntry model) {
    return model.distinct().map(count -> 2 * count).getOrElse(2_000_000L);
  }

  /** Thrown to end a run whose count of states is wrong already. */
  private static final class TooManyStates extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  /**
   * Ends a run that has twice the states that the manifest counts: without a guard the states may
   * be without end.
   */
  private static final class Limit implements CheckListener {
    private final long most;

    Limit(ModelEntry model) {
      this.most = mostStates(model);
    }

    @Override
    public void started(ModelEntry model) {}

    @Override
    public void working(ModelEntry model, Progress progress) {
      if (progress.distinct() > most) {
        throw new TooManyStates();
      }
    }

    @Override
    public void ended(ModelOutcome outcome) {}

    @Override
    public void interrupted() {}
  }
}
