package io.uring.dmabuf.explore;

import io.uring.dmabuf.replay.HeapGuard;
import io.uring.dmabuf.replay.KnownParts;
import io.uring.dmabuf.replay.Meetings;
import io.uring.dmabuf.replay.ReplayTarget;
import io.uring.dmabuf.replay.StateTable;
import io.uring.dmabuf.replay.StepGroups;
import io.uring.dmabuf.replay.StepIndex;
import io.uring.dmabuf.tlc.FileTrouble;
import io.vavr.collection.LinkedHashMap;
import io.vavr.collection.List;
import io.vavr.collection.Map;
import io.vavr.control.Either;
import io.vavr.control.Option;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The implementation's states, breadth first: every step of the target is tried in every state,
 * level by level, and every new state is held against the structural laws. The counts and the first
 * broken law do not depend on the number of threads.
 *
 * @param <S> the implementation's state
 */
public final class Explorer<S> {
  /** A level with fewer states is expanded by one thread: waking the others takes longer. */
  private static final int SMALL_LEVEL = 128;

  private static final double HEAP_SHARE = 0.9;

  private final ReplayTarget<S> target;
  private final ExploreSettings settings;
  private final Consumer<Reached<S>> visitor;
  private final Consumer<Extent> progress;
  private final Space<S> space;

  /**
   * How far an exploration is.
   *
   * @param distinct states so far
   * @param transitions transitions so far
   * @param waiting states that wait for their expansion
   */
  public record Extent(long distinct, long transitions, long waiting) {}

  /**
   * What the threads share.
   *
   * @param target the implementation
   * @param steps its steps
   * @param settings which laws are asked
   * @param groups the groups of its steps
   * @param parts the parts of states met so far
   * @param table the states met so far, by the sums of their parts
   */
  record Space<S>(
      ReplayTarget<S> target,
      ExploreSettings settings,
      StepIndex<S> steps,
      Option<StepGroups<S>> groups,
      KnownParts<S> parts,
      StateTable<S> table) {

    static <S> Space<S> of(ReplayTarget<S> target, ExploreSettings settings) {
      return new Space<>(
          target,
          settings,
          new StepIndex<>(target.steps()),
          target.groups(),
          new KnownParts<>(target),
          new StateTable<>());
    }
  }

  private Explorer(
      ReplayTarget<S> target,
      ExploreSettings settings,
      Consumer<Reached<S>> visitor,
      Consumer<Extent> progress) {
    this.target = target;
    this.settings = settings;
    this.visitor = visitor;
    this.progress = progress;
    this.space = Space.of(target, settings);
  }

  /** Explores all states of a target. */
  public static <S> Exploration explore(
      ReplayTarget<S> target, ExploreSettings settings, Consumer<Extent> progress) {
    Exploration found = new Explorer<>(target, settings, state -> {}, progress).run();
    boolean hasPath = found.finding().exists(f -> !(f instanceof Finding.NoAnswer));
    // Several threads find one of several shortest paths, and not always the same.
    return hasPath && settings.threads() > 1
        ? new Explorer<>(target, settings.withThreads(1).withoutJournal(), state -> {}, progress)
            .run()
        : found;
  }

  /**
   * The same on one thread, with a visitor of each state in the order in which the states are
   * found.
   */
  public static <S> Exploration visit(
      ReplayTarget<S> target, ExploreSettings settings, Consumer<Reached<S>> visitor) {
    return visit(target, settings, visitor, extent -> {});
  }

  /** The same with progress, which is told after each level. */
  public static <S> Exploration visit(
      ReplayTarget<S> target,
      ExploreSettings settings,
      Consumer<Reached<S>> visitor,
      Consumer<Extent> progress) {
    return new Explorer<>(target, settings.withThreads(1), visitor, progress).run();
  }

  private Exploration run() {
    long start = System.nanoTime();
    List<Expander<S>> expanders =
        List.range(0, settings.threads()).map(i -> new Expander<>(space, visitor));
    ExecutorService threads =
        Executors.newFixedThreadPool(
            settings.threads(), Thread.ofPlatform().daemon().name("explore-", 1).factory());
    Reached<S> initial = Reached.of(target, space.parts(), target.initial());
    try {
      return settings
          .journal()
          .map(place -> journalled(start, place, initial, expanders, threads))
          .getOrElse(() -> {
            expanders.head().begin(initial);
            return levels(start, Found.begun(initial), expanders, threads, Option.none());
          });
    } finally {
      threads.shutdownNow();
    }
  }

  /**
   * Where an exploration is.
   *
   * @param level the states that wait for their expansion
   * @param depth the number of levels that have states
   */
  private record Found<S>(ArrayList<Reached<S>> level, int depth) {

    static <S> Found<S> begun(Reached<S> initial) {
      return new Found<>(new ArrayList<>(java.util.List.of(initial)), 1);
    }
  }

  /** The same with a journal, which is gone on with if there is one. */
  private Exploration journalled(
      long start,
      ExploreSettings.JournalPlace place,
      Reached<S> initial,
      List<Expander<S>> expanders,
      ExecutorService threads) {
    String about =
        "%s, %d steps, initial state %016x"
            .formatted(place.about(), space.steps().size(), initial.sum());
    Either<String, Journal> opened =
        Journal.open(
            place.file(),
            about,
            (sum, check, parent, step) ->
                space.table().meet(sum, Reached.digest(check), parent, step),
            level -> progress.accept(new Extent(space.table().size(), 0, 0)));
    if (opened.isLeft()) {
      return ended(start, 0, expanders, noAnswer(opened.getLeft()));
    }
    try (Journal journal = opened.get()) {
      if (journal.levels().isEmpty()) {
        expanders.head().begin(initial);
        Found<S> found = Found.begun(initial);
        note(journal, start, found.level(), expanders);
        return levels(start, found, expanders, threads, Option.some(journal));
      }
      Journal.Totals known = journal.levels().getLast().totals();
      long begun = start - known.nanos();
      expanders.head().add(known.counts());
      int depth = (int) journal.levels().stream().filter(level -> level.size() > 0).count();
      return new Frontier<>(space, journal)
          .states()
          .fold(
              why -> ended(begun, depth, expanders, noAnswer(place.file() + ": " + why)),
              level ->
                  levels(
                      begun, new Found<>(level, depth), expanders, threads, Option.some(journal)));
    } catch (UncheckedIOException e) {
      return ended(
          start,
          0,
          expanders,
          noAnswer(place.file() + ": " + FileTrouble.of(e) + "; what it has so far is whole"));
    }
  }

  private static Option<Finding> noAnswer(String why) {
    return Option.some(new Finding.NoAnswer(why));
  }

  /** Adds a level to the journal. */
  private void note(
      Journal journal, long start, ArrayList<Reached<S>> level, List<Expander<S>> expanders) {
    StateTable<S> table = space.table();
    journal.write(
        level.size(),
        new Journal.Totals(System.nanoTime() - start, counts(expanders)),
        journalled ->
            level.forEach(each ->
                journalled.state(
                    each.sum(), each.check(), table.parent(each.sum()), table.step(each.sum()))));
  }

  private static <S> long[] counts(List<Expander<S>> expanders) {
    long[] sum = expanders.head().counts();
    for (Expander<S> each : expanders.tail()) {
      long[] counts = each.counts();
      for (int i = 0; i < sum.length; i++) {
        sum[i] += counts[i];
      }
    }
    return sum;
  }

  private Exploration levels(
      long start,
      Found<S> from,
      List<Expander<S>> expanders,
      ExecutorService threads,
      Option<Journal> journal) {
    HeapGuard heap = new HeapGuard(HEAP_SHARE);
    ArrayList<Reached<S>> level = from.level();
    int depth = from.depth();
    Option<Finding> finding = finding(expanders);
    while (finding.isEmpty() && !level.isEmpty()) {
      expand(level, expanders, threads);
      ArrayList<Reached<S>> next = new ArrayList<>();
      for (Expander<S> each : expanders) {
        next.addAll(each.takeFound());
      }
      level = next;
      finding = finding(expanders);
      if (finding.isEmpty()) {
        journal.forEach(written -> note(written, start, next, expanders));
      }
      finding = finding.orElse(() -> bound(heap));
      if (!level.isEmpty()) {
        depth++;
        progress.accept(new Extent(space.table().size(), transitions(expanders), level.size()));
      }
    }
    return ended(start, depth, expanders, finding);
  }

  private Exploration ended(
      long start, int depth, List<Expander<S>> expanders, Option<Finding> finding) {
    return new Exploration(
        space.table().size(),
        transitions(expanders),
        depth,
        taken(expanders),
        space
            .groups()
            .map(groups -> Meetings.sum(groups, expanders.flatMap(Expander::meetings)))
            .getOrElse(List.empty()),
        (System.nanoTime() - start) / 1e9,
        finding);
  }

  private Option<Finding> bound(HeapGuard heap) {
    long states = space.table().size();
    if (states >= settings.limit()) {
      return Option.some(
          new Finding.NoAnswer(
              "%,d states explored, none breaks a law: the limit is reached".formatted(states)));
    }
    return Option.when(
        heap.isFull(),
        () ->
            new Finding.NoAnswer(
                "the heap is nearly full with %,d states: give more with --heap SIZE"
                    .formatted(states)));
  }

  private void expand(
      ArrayList<Reached<S>> level, List<Expander<S>> expanders, ExecutorService threads) {
    Level<S> shared = new Level<>(level);
    if (level.size() < SMALL_LEVEL || settings.threads() == 1) {
      expanders.head().expand(shared);
      return;
    }
    List<Future<?>> running =
        expanders.map(expander -> threads.submit(() -> expander.expand(shared)));
    for (Future<?> each : running) {
      try {
        each.get();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted", e);
      } catch (ExecutionException e) {
        throw new IllegalStateException(e.getCause());
      }
    }
  }

  private static <S> Option<Finding> finding(List<Expander<S>> expanders) {
    return expanders.flatMap(Expander::finding).headOption();
  }

  private static <S> long transitions(List<Expander<S>> expanders) {
    return expanders.map(Expander::transitions).sum().longValue();
  }

  private Map<String, Long> taken(List<Expander<S>> expanders) {
    Map<String, Long> taken = LinkedHashMap.empty();
    for (int i = 0; i < space.steps().size(); i++) {
      int step = i;
      long count = expanders.map(each -> each.taken(step)).sum().longValue();
      taken = taken.put(space.steps().label(i).action(), count, Long::sum);
    }
    return taken;
  }

  /**
   * The states of one level, handed out in pieces.
   *
   * @param <S> the implementation's state
   */
  static final class Level<S> {
    private static final int PIECE = 32;

    private final ArrayList<Reached<S>> states;
    private final AtomicInteger next = new AtomicInteger();

    Level(ArrayList<Reached<S>> states) {
      this.states = states;
    }

    /** The states that nobody has yet; null when there are none. */
    java.util.@Nullable List<Reached<S>> piece() {
      int from = next.getAndAdd(PIECE);
      return from >= states.size()
          ? null
          : states.subList(from, Math.min(states.size(), from + PIECE));
    }
  }
}
