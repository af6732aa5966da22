package io.uring.dmabuf.guards;

import io.uring.dmabuf.tlc.Manifest;
import io.uring.dmabuf.tlc.ModelEntry;
import io.uring.dmabuf.tlc.ModelEntry.Tier;
import io.vavr.collection.List;
import io.vavr.control.Either;
import io.vavr.control.Option;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/**
 * The walk: makes one change at a time, and runs models from the cheapest on until one notices. Two
 * changes are tried side by side where there are two cores.
 */
public final class Walk {

  /** The greatest model, in distinct states, that is run for a change that none is to notice. */
  private static final long CHEAP = 20_000;

  private final Settings settings;
  private final Manifest manifest;
  private final Notes notes;
  private final Consumer<Row> listener;
  private final Trial trial;
  private final ConcurrentHashMap<String, Either<String, Trial.Ended>> intact =
      new ConcurrentHashMap<>();

  /**
   * A walk that has not begun.
   *
   * @param settings how models are run
   * @param manifest the models
   * @param notes what is known of guards
   * @param listener told of each row as soon as it is there, by several threads
   */
  public Walk(Settings settings, Manifest manifest, Notes notes, Consumer<Row> listener) {
    this.settings = settings;
    this.manifest = manifest;
    this.notes = notes;
    this.listener = listener;
    this.trial = new Trial(settings);
  }

  /** Tries all these changes: a row each, in their order; or one line when that is impossible. */
  public Either<String, List<Row>> mutations(List<? extends Mutation> mutations) {
    return sideBySide(mutations.map(mutation -> () -> row(mutation)));
  }

  /** Runs all models that are expected to break a law: a row each. */
  public Either<String, List<Row>> seeds() {
    return sideBySide(
        manifest
            .models()
            .filter(model -> model.expected() instanceof ModelEntry.Expected.Violates)
            .map(model -> () -> row(model)));
  }

  private Either<String, List<Row>> sideBySide(List<Callable<Row>> work) {
    int threads = Math.max(1, Math.min(2, Runtime.getRuntime().availableProcessors()));
    ExecutorService executor =
        Executors.newFixedThreadPool(threads, Thread.ofPlatform().daemon().factory());
    try {
      List<Future<Row>> rows = work.map(one -> executor.submit(() -> told(one.call())));
      List<Row> done = List.empty();
      for (Future<Row> row : rows) {
        done = done.append(row.get());
      }
      return Either.right(done);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Either.left("interrupted");
    } catch (ExecutionException e) {
      return Either.left("a trial failed: " + e.getCause());
    } finally {
      executor.shutdownNow();
    }
  }

  private Row told(Row row) {
    listener.accept(row);
    return row;
  }

  /** The models that may notice a change: its component's own, then those of the whole. */
  List<ModelEntry> models(Mutation mutation) {
    List<ModelEntry> replayed =
        manifest
            .tier(Tier.QUICK)
            .filter(ModelEntry::isReplayed)
            .sortBy(model -> model.distinct().getOrElse(Long.MAX_VALUE));
    List<ModelEntry> all =
        replayed
            .filter(model -> model.target().contains(mutation.component()))
            .appendAll(replayed.filter(model -> model.target().contains(SpecGuards.WHOLE)))
            .distinct();
    Option<String> first = notes.first().get(mutation.id());
    return all.sortBy(model -> first.contains(model.name()) ? 0 : 1);
  }

  private Row row(Mutation mutation) {
    if (mutation.bound().isDefined()) {
      return row(mutation, Row.Status.BOUND, "", mutation.bound().get(), Option.none(), 0);
    }
    long start = System.nanoTime();
    Option<String> reason = notes.reason(mutation.id());
    for (ModelEntry model : models(mutation)) {
      if (reason.isDefined() && model.distinct().getOrElse(Long.MAX_VALUE) > CHEAP) {
        continue;
      }
      Either<String, Trial.Ended> ended = asIs(model).flatMap(clean -> trial.with(mutation, model));
      if (ended.isLeft()) {
        return row(
            mutation, Row.Status.UNUSABLE, model.name(), ended.getLeft(), Option.none(), start);
      }
      if (ended.get().caught().isDefined()) {
        return row(
            mutation,
            reason.isDefined() ? Row.Status.STALE : Row.Status.CAUGHT,
            model.name(),
            ended.get().caught().get(),
            ended.get().trace(),
            start);
      }
    }
    return row(
        mutation,
        reason.isDefined() ? Row.Status.EXPLAINED : Row.Status.UNCAUGHT,
        "",
        reason.getOrElse("no model notices its removal"),
        Option.none(),
        start);
  }

  /** The outcome of a model without any change; one line when it is not clean then. */
  private Either<String, Trial.Ended> asIs(ModelEntry model) {
    if (!settings.intactFirst()) {
      return Either.right(new Trial.Ended(Option.none(), Option.none()));
    }
    return intact.computeIfAbsent(
        model.name(),
        name ->
            trial
                .intact(model)
                .filterOrElse(
                    ended -> ended.caught().isEmpty(),
                    ended -> name + " fails as it is: " + ended.caught().getOrElse("")));
  }

  private Row row(
      Mutation mutation,
      Row.Status status,
      String model,
      String check,
      Option<Integer> trace,
      long start) {
    return new Row(
        mutation.id(),
        mutation.where(settings.home().root()),
        mutation.text(),
        status,
        model,
        check,
        trace,
        start == 0 ? 0 : (System.nanoTime() - start) / 1e9,
        again(mutation, model));
  }

  private static String again(Mutation mutation, String model) {
    String check = "dmabuf-rw check --model " + model + " -P ";
    return switch (mutation) {
      case JavaGuard guard when !model.isEmpty() -> check + "without-guard=" + guard.name();
      case JavaDeviation deviation when !model.isEmpty() -> check + "deviation=" + deviation.name();
      default -> "dmabuf-rw guards --id " + mutation.id();
    };
  }

  private Row row(ModelEntry model) {
    long start = System.nanoTime();
    Either<String, Trial.Ended> ended = trial.intact(model);
    Option<String> law = ended.toOption().flatMap(Trial.Ended::caught);
    return new Row(
        "spec:" + model.name(),
        "model-checking/models/" + model.config() + ".cfg",
        model.why(),
        ended.isLeft()
            ? Row.Status.UNUSABLE
            : law.isDefined() ? Row.Status.CAUGHT : Row.Status.UNCAUGHT,
        model.name(),
        law.getOrElse(() -> ended.fold(line -> line, e -> "not " + model.expected())),
        ended.toOption().flatMap(Trial.Ended::trace),
        (System.nanoTime() - start) / 1e9,
        "dmabuf-rw check --model " + model.name());
  }
}
