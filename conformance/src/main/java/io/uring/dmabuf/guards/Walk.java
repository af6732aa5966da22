package io.uring.dmabuf.guards;

import io.uring.dmabuf.explore.ModelExploration;
import io.uring.dmabuf.targets.Targets;
import io.uring.dmabuf.tlc.SideBySide;
import io.uring.dmabuf.tlc.check.RepeatCommand;
import io.uring.dmabuf.tlc.models.Manifest;
import io.uring.dmabuf.tlc.models.ModelEntry;
import io.vavr.collection.List;
import io.vavr.control.Either;
import io.vavr.control.Option;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiPredicate;
import java.util.function.Consumer;

/**
 * The walk: makes one change at a time, and runs models from the cheapest on until one notices. Two
 * changes are tried side by side where there are two cores.
 */
public final class Walk {

  /** The greatest model, in distinct states, that is run for a change that none is to notice. */
  public static final long CHEAP = 5_000;

  /** The greatest model, in distinct states, that is explored for guards. */
  private static final long EXPLORED = 150_000;

  /** TLC is run for a change on models of at most so many states, and on those that name it. */
  private static final long RUN = 16_000;

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
    List<Callable<Either<String, List<Row>>>> guards =
        ofJava(only(JavaGuard.class, all))
            .map(ofComponent -> () -> Either.right(guards(ofComponent)));
    List<Callable<Either<String, List<Row>>>> variants =
        ofJava(only(JavaDeviation.class, all))
            .map(ofComponent -> () -> Either.right(variants(ofComponent)));
    List<Callable<Either<String, List<Row>>>> specifications =
        only(SpecGuard.class, all).map(guard -> () -> Either.right(List.of(told(row(guard)))));
    return sideBySide(guards.appendAll(variants).appendAll(specifications))
        .map(rows -> rows.sortBy(row -> all.indexWhere(m -> m.id().equals(row.id()))));
  }

  private static <M extends Mutation> List<M> only(Class<M> kind, List<Mutation> all) {
    return all.filter(kind::isInstance).map(kind::cast);
  }

  private static <M extends Mutation> List<List<M>> ofJava(List<M> all) {
    return all.groupBy(Mutation::component).values().toList();
  }

  private static Either<String, List<Row>> sideBySide(
      List<Callable<Either<String, List<Row>>>> work) {
    return SideBySide.all(work, "a trial failed").map(rows -> rows.flatMap(each -> each));
  }

  /**
   * How a model noticed a change.
   *
   * @param check the law, or the kind of difference, by which
   * @param trace the number of steps to it
   * @param seconds wall time
   */
  private record Caught(String check, Option<Integer> trace, double seconds) {}

  /**
   * What one model tells of many changes.
   *
   * @param <M> the kind of change
   */
  private interface Asking<M> {

    /** How each is noticed, in their order; or one line that says why there is no answer. */
    Either<String, List<Option<Caught>>> of(ModelEntry model, List<M> changes);
  }

  /** Guards of one component: each model is explored once for all that no model before needs. */
  private List<Row> guards(List<JavaGuard> guards) {
    return each(guards, explored(guards), this::isAsked, this::swept);
  }

  private Either<String, List<Option<Caught>>> swept(ModelEntry model, List<JavaGuard> guards) {
    long start = System.nanoTime();
    return batch
        .sweep(model, guards.map(JavaGuard::name))
        .map(needed ->
            guards.map(guard ->
                needed
                    .find(each -> each.name().equals(guard.name()))
                    .map(each ->
                        new Caught(
                            "step not taken by the specification",
                            Option.some(each.steps()),
                            (System.nanoTime() - start) / 1e9))));
  }

  /** Variants of one component: each model is run once for all that no model before has noticed. */
  private List<Row> variants(List<JavaDeviation> deviations) {
    return each(
        deviations, deviations.flatMap(this::models).distinct(), this::isWorth, this::replayed);
  }

  private Either<String, List<Option<Caught>>> replayed(
      ModelEntry model, List<JavaDeviation> deviations) {
    return batch
        .run(model, deviations.map(Walk::option))
        .map(answers ->
            answers.map(answer ->
                answer.caught().map(check -> new Caught(check, answer.trace(), answer.seconds()))));
  }

  /** Asks one model after the other for all changes that none before has noticed: a row each. */
  private <M extends Mutation> List<Row> each(
      List<M> changes,
      List<ModelEntry> models,
      BiPredicate<M, ModelEntry> asked,
      Asking<M> asking) {
    List<Row> rows = List.empty();
    List<M> left = changes;
    for (ModelEntry model : models) {
      List<M> tried = left.filter(change -> asked.test(change, model));
      if (tried.isEmpty()) {
        continue;
      }
      Either<String, List<Option<Caught>>> answers = asking.of(model, tried);
      if (answers.isLeft()) {
        return rows.appendAll(left.map(change -> told(unusable(change, answers.getLeft()))));
      }
      List<Row> found =
          tried
              .zip(answers.get())
              .flatMap(t -> t._2.map(caught -> told(caught(t._1, model, caught))));
      rows = rows.appendAll(found);
      left = left.reject(change -> found.exists(row -> row.id().equals(change.id())));
    }
    return rows.appendAll(left.map(change -> told(notCaught(change, 0))));
  }

  private Row unusable(Mutation mutation, String why) {
    return row(mutation, Row.Status.UNUSABLE, "", why, Option.none(), 0);
  }

  private Row caught(Mutation mutation, ModelEntry model, Caught caught) {
    return row(
        mutation,
        notes.reason(mutation.id()).isDefined() ? Row.Status.STALE : Row.Status.CAUGHT,
        model.name(),
        caught.check(),
        caught.trace(),
        caught.seconds());
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
   * and one of many states is run for those that name it.
   */
  private boolean isWorth(Mutation mutation, ModelEntry model) {
    return notes.reason(mutation.id()).isEmpty()
        ? states(model) <= RUN || notes.first().get(mutation.id()).contains(model.name())
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
   * The models that are run for a change: the one that is known to notice it, the small ones of its
   * component, then those of the whole.
   */
  List<ModelEntry> models(Mutation mutation) {
    List<ModelEntry> replayed =
        manifest
            .models()
            .filter(model -> model.isReplayed() && states(model) <= RUN)
            .sortBy(Walk::states);
    Option<String> first = notes.first().get(mutation.id());
    return manifest
        .models()
        .filter(model -> first.contains(model.name()))
        .appendAll(of(mutation.component(), replayed))
        .distinct();
  }

  private Row row(SpecGuard guard) {
    if (guard.bound().isDefined()) {
      return row(guard, Row.Status.BOUND, "", guard.bound().get(), Option.none(), 0);
    }
    long start = System.nanoTime();
    for (ModelEntry model : models(guard).filter(model -> isWorth(guard, model))) {
      Either<String, Trial.Ended> ended = asIs(model).flatMap(clean -> trial.without(guard, model));
      double seconds = (System.nanoTime() - start) / 1e9;
      if (ended.isLeft()) {
        return row(
            guard, Row.Status.UNUSABLE, model.name(), ended.getLeft(), Option.none(), seconds);
      }
      Option<String> check = ended.get().caught();
      if (check.isDefined()) {
        return caught(guard, model, new Caught(check.get(), ended.get().trace(), seconds));
      }
    }
    return notCaught(guard, (System.nanoTime() - start) / 1e9);
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
}
