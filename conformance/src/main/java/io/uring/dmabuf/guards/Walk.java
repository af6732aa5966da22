package io.uring.dmabuf.guards;

import io.uring.dmabuf.explore.ModelExploration;
import io.uring.dmabuf.targets.Targets;
import io.uring.dmabuf.tlc.check.RepeatCommand;
import io.uring.dmabuf.tlc.models.Manifest;
import io.uring.dmabuf.tlc.models.ModelEntry;
import io.uring.dmabuf.tlc.models.ModelEntry.Tier;
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
  static final long CHEAP = 5_000;

  /** The greatest model, in distinct states, that is explored for guards. */
  private static final long EXPLORED = 150_000;

  private final Settings settings;
  private final Manifest manifest;
  private final Notes notes;
  private final Consumer<Row> listener;
  private final Trial trial;
  private final Batch batch;
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
    this.batch = new Batch(settings);
  }

  /** Tries all these changes: a row each, in their order; or one line when that is impossible. */
  public Either<String, List<Row>> mutations(List<? extends Mutation> mutations) {
    List<Mutation> all = List.narrow(mutations);
    List<Callable<List<Row>>> guards =
        ofJava(all.flatMap(m -> m instanceof JavaGuard guard ? List.of(guard) : List.empty()))
            .map(ofComponent -> () -> guards(ofComponent));
    List<Callable<List<Row>>> variants =
        ofJava(all.filter(JavaDeviation.class::isInstance))
            .map(ofComponent -> () -> variants(ofComponent));
    List<Callable<List<Row>>> specifications =
        all.filter(Mutation::inSpecification).map(mutation -> () -> List.of(told(row(mutation))));
    return sideBySide(guards.appendAll(variants).appendAll(specifications))
        .map(rows -> rows.sortBy(row -> all.indexWhere(m -> m.id().equals(row.id()))));
  }

  private static <M extends Mutation> List<List<M>> ofJava(List<M> all) {
    return all.groupBy(Mutation::component).values().toList();
  }

  /** Runs all models that are expected to break a law: a row each. */
  public Either<String, List<Row>> defects() {
    return sideBySide(
        manifest
            .models()
            .filter(model -> model.expected() instanceof ModelEntry.Expected.Violates)
            .map(model -> () -> List.of(told(row(model)))));
  }

  private Either<String, List<Row>> sideBySide(List<Callable<List<Row>>> work) {
    int threads = Math.max(1, Math.min(2, Runtime.getRuntime().availableProcessors()));
    ExecutorService executor =
        Executors.newFixedThreadPool(threads, Thread.ofPlatform().daemon().factory());
    try {
      List<Future<List<Row>>> rows = work.map(executor::submit);
      List<Row> done = List.empty();
      for (Future<List<Row>> row : rows) {
        done = done.appendAll(row.get());
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

  /** Guards of one component: each model is explored once for all that no model before needs. */
  private List<Row> guards(List<JavaGuard> guards) {
    List<Row> rows = List.empty();
    List<JavaGuard> left = guards;
    for (ModelEntry model : explored(guards)) {
      List<JavaGuard> tried = left.filter(guard -> isAsked(guard, model));
      if (tried.isEmpty()) {
        continue;
      }
      long start = System.nanoTime();
      Either<String, List<Sweep.Needed>> needed = batch.sweep(model, tried.map(JavaGuard::name));
      double seconds = (System.nanoTime() - start) / 1e9;
      if (needed.isLeft()) {
        return rows.appendAll(left.map(guard -> told(unusable(guard, needed.getLeft()))));
      }
      List<Row> found =
          tried.flatMap(guard ->
              needed
                  .get()
                  .find(each -> each.name().equals(guard.name()))
                  .map(each ->
                      told(
                          caught(
                              guard,
                              model,
                              "step not taken by the specification",
                              Option.some(each.steps()),
                              seconds))));
      rows = rows.appendAll(found);
      left = left.reject(guard -> found.exists(row -> row.id().equals(guard.id())));
    }
    return rows.appendAll(left.map(guard -> told(notCaught(guard, 0))));
  }

  private Row unusable(Mutation mutation, String why) {
    return row(mutation, Row.Status.UNUSABLE, "", why, Option.none(), 0);
  }

  /** Variants of one component: each model is run once for all that no model before has noticed. */
  private List<Row> variants(List<Mutation> mutations) {
    List<Row> rows = List.empty();
    List<Mutation> left = mutations;
    for (ModelEntry model : mutations.flatMap(this::models).distinct()) {
      List<Mutation> tried = left.filter(mutation -> isWorth(mutation, model));
      if (tried.isEmpty()) {
        continue;
      }
      Either<String, List<Variants.Answer>> answers = batch.run(model, tried.map(Walk::option));
      if (answers.isLeft()) {
        return rows.appendAll(left.map(m -> told(unusable(m, answers.getLeft()))));
      }
      List<Row> found =
          tried
              .zip(answers.get())
              .filter(t -> t._2.caught().isDefined())
              .map(t ->
                  told(
                      caught(
                          t._1, model, t._2.caught().getOrElse(""), t._2.trace(), t._2.seconds())));
      rows = rows.appendAll(found);
      left = left.reject(mutation -> found.exists(row -> row.id().equals(mutation.id())));
    }
    return rows.appendAll(left.map(mutation -> told(notCaught(mutation, 0))));
  }

  private Row caught(
      Mutation mutation, ModelEntry model, String check, Option<Integer> trace, double seconds) {
    return row(
        mutation,
        notes.reason(mutation.id()).isDefined() ? Row.Status.STALE : Row.Status.CAUGHT,
        model.name(),
        check,
        trace,
        seconds);
  }

  private Row notCaught(Mutation mutation, double seconds) {
    Option<String> reason = notes.reason(mutation.id());
    return row(
        mutation,
        reason.isDefined() ? Row.Status.EXPLAINED : Row.Status.UNCAUGHT,
        "",
        reason.getOrElse("no model notices it"),
        Option.none(),
        seconds);
  }

  /**
   * Whether a model is run for a change: a change that none is to notice is not worth a big one,
   * and one beyond the quick tier is run for those that name it.
   */
  private boolean isWorth(Mutation mutation, ModelEntry model) {
    return notes.reason(mutation.id()).isEmpty()
        ? model.tier() == Tier.QUICK || notes.first().get(mutation.id()).contains(model.name())
        : isCheap(model);
  }

  /**
   * Whether a model is explored for a guard of the implementation: a cheap one for those of which
   * nothing is known, or that none is to notice; a bigger one first for those that it is known for.
   */
  private boolean isAsked(JavaGuard guard, ModelEntry model) {
    Option<String> first = notes.first().get(guard.id());
    return notes.reason(guard.id()).isDefined()
        ? isCheap(model)
        : first.isEmpty() || first.contains(model.name()) || !isCheap(model);
  }

  private static boolean isCheap(ModelEntry model) {
    return states(model) <= CHEAP;
  }

  private static long states(ModelEntry model) {
    return model.distinct().getOrElse(Long.MAX_VALUE);
  }

  /**
   * The models that are explored for guards of a component, its own before the whole's: the cheap
   * ones, then those that are known to notice one of these guards, then the others.
   */
  private List<ModelEntry> explored(List<JavaGuard> guards) {
    List<String> noted = guards.flatMap(guard -> notes.first().get(guard.id()));
    List<ModelEntry> all =
        manifest
            .models()
            .filter(model -> ModelExploration.isPossible(model) && states(model) <= EXPLORED)
            .sortBy(Walk::states);
    return of(guards.head().component(), all)
        .sortBy(model -> isCheap(model) ? 0 : noted.contains(model.name()) ? 1 : 2);
  }

  private static List<ModelEntry> of(String component, List<ModelEntry> models) {
    return models
        .filter(model -> model.target().contains(component))
        .appendAll(models.filter(model -> model.target().contains(SpecGuards.WHOLE)))
        .distinct();
  }

  private static String option(Mutation mutation) {
    return switch (mutation) {
      case SpecGuard guard -> throw new IllegalArgumentException(guard.id());
      case JavaGuard guard -> Targets.WITHOUT_GUARD + "=" + guard.name();
      case JavaDeviation deviation -> Targets.DEVIATION + "=" + deviation.name();
    };
  }

  private Row told(Row row) {
    listener.accept(row);
    return row;
  }

  /**
   * The models that are run for a change: the one that is known to notice it, the quick ones of its
   * component, then those of the whole.
   */
  List<ModelEntry> models(Mutation mutation) {
    List<ModelEntry> replayed =
        manifest.tier(Tier.QUICK).filter(ModelEntry::isReplayed).sortBy(Walk::states);
    Option<String> first = notes.first().get(mutation.id());
    return manifest
        .models()
        .filter(model -> first.contains(model.name()))
        .appendAll(of(mutation.component(), replayed))
        .distinct();
  }

  private Row row(Mutation mutation) {
    if (mutation.bound().isDefined()) {
      return row(mutation, Row.Status.BOUND, "", mutation.bound().get(), Option.none(), 0);
    }
    long start = System.nanoTime();
    for (ModelEntry model : models(mutation).filter(model -> isWorth(mutation, model))) {
      Either<String, Trial.Ended> ended = asIs(model).flatMap(clean -> trial.with(mutation, model));
      double seconds = (System.nanoTime() - start) / 1e9;
      if (ended.isLeft()) {
        return row(
            mutation, Row.Status.UNUSABLE, model.name(), ended.getLeft(), Option.none(), seconds);
      }
      Option<String> caught = ended.get().caught();
      if (caught.isDefined()) {
        Row.Status status =
            notes.reason(mutation.id()).isDefined() ? Row.Status.STALE : Row.Status.CAUGHT;
        return row(mutation, status, model.name(), caught.get(), ended.get().trace(), seconds);
      }
    }
    return notCaught(mutation, (System.nanoTime() - start) / 1e9);
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
      double seconds) {
    return new Row(
        mutation.id(),
        mutation.where(settings.home().root()),
        mutation.text(),
        status,
        model,
        check,
        trace,
        seconds,
        again(mutation, model));
  }

  private String again(Mutation mutation, String model) {
    return mutation.inSpecification() || model.isEmpty()
        ? again("guards --id " + mutation.id()).text()
        : again("check --model " + model).with("-P", option(mutation)).text();
  }

  private RepeatCommand again(String command) {
    return RepeatCommand.of(command, settings.home()).flag("--no-replay", !settings.replay());
  }

  private Row row(ModelEntry model) {
    long start = System.nanoTime();
    Either<String, Trial.Ended> ended = trial.intact(model);
    Option<String> law = ended.toOption().flatMap(Trial.Ended::caught);
    return new Row(
        "spec:" + model.name(),
        "model-checking/" + (model.isDefect() ? "defects/" + model.name() + ".tla" : "models.json"),
        model.why(),
        ended.isLeft()
            ? Row.Status.UNUSABLE
            : law.isDefined() ? Row.Status.CAUGHT : Row.Status.UNCAUGHT,
        model.name(),
        law.getOrElse(() -> ended.fold(line -> line, e -> "not " + model.expected())),
        ended.toOption().flatMap(Trial.Ended::trace),
        (System.nanoTime() - start) / 1e9,
        again("check --model " + model.name()).text());
  }
}
