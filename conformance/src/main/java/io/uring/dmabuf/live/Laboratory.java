package io.uring.dmabuf.live;

import io.uring.dmabuf.design.Design;
import io.uring.dmabuf.live.uapi.Libc;
import io.uring.dmabuf.live.uapi.Ring;
import io.uring.dmabuf.oracle.Shrinker;
import io.vavr.collection.List;
import io.vavr.control.Option;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * A place where both sides do the same: buffers, a temporary file, and a fresh ring with fresh
 * pipes for each run. One thread uses it; nothing is left when it is closed.
 */
public final class Laboratory implements AutoCloseable {
  private static final int ENTRIES = 16;

  /** Each call on a polled ring waits for another thread several times: its chains are shorter. */
  private static final int POLLED_SHORTER = 8;

  private final Arena arena = Arena.ofConfined();
  private final Libc libc = new Libc(arena);
  private final Memory memory = new Memory(arena);
  private final MemorySegment page = arena.allocate(Pipes.CAPACITY);
  private final Files files;
  private final Option<String> polling;
  private final List<Alternative> alternatives;
  private Tally tally = Tally.NOTHING;

  /** A laboratory without a ring. */
  public Laboratory() throws IOException {
    files = new Files(libc);
    polling =
        Ring.setup(ENTRIES, RingKind.POLLED.flags())
            .peek(Ring::close)
            .fold(refusal -> Option.some(refusal.text()), ring -> Option.none());
    alternatives = new AlternativeProbe(() -> kernel(RingKind.PLAIN)).answers();
  }

  /**
   * What the running kernel answers to the registration of a dma-buf as the first version of the
   * series describes it, with the temporary file for both descriptors: -EINVAL without the series,
   * -EOPNOTSUPP with it, as the file names no device.
   */
  public long dmabufRegistration() {
    try (KernelRing ring = kernel(RingKind.PLAIN)) {
      return ring.registerDmabuf();
    }
  }

  /** What the running kernel follows, one alternative a question. */
  public List<Alternative> alternatives() {
    return alternatives;
  }

  /**
   * What the running kernel follows and the specification does not describe, so that its edges are
   * not the kernel's. The reserved word of an update is no such thing: no edge uses it.
   */
  public Option<Alternative> unlikeSpecification() {
    return alternatives
        .filter(each -> each.question() != Alternative.Question.UPDATE_WORD)
        .find(each -> !Alternative.ofTheSpecification().contains(each));
  }

  /** What was compared so far. */
  public Tally tally() {
    return tally;
  }

  /** Replays a scenario: where the sides differ, if they do. */
  public Option<Mismatch> replay(Scenario scenario, Design design) {
    return replay(scenario, design, exchange -> {});
  }

  /**
   * Replays a scenario: where the sides differ, if they do.
   *
   * @param listener is told every operation with both answers
   */
  public Option<Mismatch> replay(Scenario scenario, Design design, Consumer<Exchange> listener) {
    return run(Script.of(scenario.operations()), design, scenario.ring(), listener);
  }

  /** One random chain: where the sides differ, if they do. */
  public Option<Mismatch> random(RandomGenerator random, int length, Design design) {
    RingKind kind = kind(random);
    int most = kind == RingKind.POLLED ? length / POLLED_SHORTER : length;
    return run(new RandomScript(random, most), design, kind, exchange -> {});
  }

  /** The shortest scenario that still ends in a mismatch, made from one that does. */
  public Mismatch shrink(Mismatch found, Design design) {
    RingKind kind = found.scenario().ring();
    List<Operation> shortest =
        Shrinker.shrink(
            found.scenario().operations(),
            operations ->
                replay(new Scenario(kind, operations), design)
                    .map(mismatch -> mismatch.scenario().operations()));
    return replay(new Scenario(kind, shortest), design).getOrElse(found);
  }

  /**
   * Does what a script says: where the sides differ, if they do.
   *
   * @param listener is told every operation with both answers
   */
  Option<Mismatch> run(Script script, Design design, RingKind kind, Consumer<Exchange> listener) {
    ModelPair model = new ModelPair(memory, design, alternatives, kind);
    java.util.List<Operation> done = new ArrayList<>();
    tally = tally.withRun();
    try (KernelPair kernel = new KernelPair(() -> kernel(kind))) {
      for (Option<Operation> next = script.next(model);
          next.isDefined();
          next = script.next(model)) {
        Operation operation = next.get();
        done.add(operation);
        Answer answered = kernel.apply(operation);
        boolean isBatch = model.isBatch(operation);
        Exchange exchange = new Exchange(operation, model.apply(operation), answered, isBatch);
        tally = tally.with(exchange);
        listener.accept(exchange);
        if (!exchange.agrees()) {
          return Option.some(new Mismatch(new Scenario(kind, List.ofAll(done)), exchange));
        }
      }
    }
    return Option.none();
  }

  /** Drives every edge of a graph. */
  EdgeReport drive(CallGraph graph, int slots) {
    return new EdgeCover(graph, slots, () -> kernel(RingKind.PLAIN)).drive();
  }

  /** A third of the chains is on deferred rings; few on polled ones, which take longest. */
  private RingKind kind(RandomGenerator random) {
    int percent = random.nextInt(100);
    return percent < 33
        ? RingKind.DEFERRED
        : percent < 36 && polling.isEmpty() ? RingKind.POLLED : RingKind.PLAIN;
  }

  /** Why rings of the kind POLLED cannot be had here; none if they can. */
  public Option<String> polling() {
    return polling;
  }

  private KernelRing kernel(RingKind kind) {
    Ring ring =
        Ring.setup(ENTRIES, kind.flags())
            .getOrElseThrow(refusal -> new IllegalStateException(refusal.text()));
    try {
      return new KernelRing(ring, kind, memory, files, new Pipes(libc, page));
    } catch (RuntimeException noPipes) {
      ring.close();
      throw noPipes;
    }
  }

  @Override
  public void close() {
    files.close();
    arena.close();
  }
}
