package io.uring.dmabuf.explore;

import io.uring.dmabuf.replay.HeapGuard;
import io.uring.dmabuf.replay.KnownParts;
import io.uring.dmabuf.replay.Meetings;
import io.uring.dmabuf.replay.ReplayTarget;
import io.uring.dmabuf.replay.StateTable;
import io.uring.dmabuf.replay.StepGroups;
import io.uring.dmabuf.replay.StepIndex;
import io.vavr.collection.LinkedHashMap;
import io.vavr.collection.List;
import io.vavr.collection.Map;
import io.vavr.control.Option;
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
        ? new Explorer<>(target, settings.withThreads(1), state -> {}, progress).run()
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
    try {
      Reached<S> initial = Reached.of(target, space.parts(), target.initial());
      expanders.head().begin(initial);
      return levels(start, initial, expanders, threads);
    } finally {
      threads.shutdownNow();
    }
  }

  private Exploration levels(
      long start, Reached<S> initial, List<Expander<S>> expanders, ExecutorService threads) {
    HeapGuard heap = new HeapGuard(HEAP_SHARE);
    ArrayList<Reached<S>> level = new ArrayList<>(java.util.List.of(initial));
    int depth = 1;
    Option<Finding> finding = finding(expanders);
    while (finding.isEmpty()) {
      expand(level, expanders, threads);
      level = new ArrayList<>();
      for (Expander<S> each : expanders) {
        level.addAll(each.takeFound());
      }
      finding = finding(expanders).orElse(() -> bound(heap));
      if (level.isEmpty()) {
        break;
      }
      depth++;
      progress.accept(new Extent(space.table().size(), transitions(expanders), level.size()));
    }
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
