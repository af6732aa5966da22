package io.uring.dmabuf.live;

import io.uring.dmabuf.design.Design;
import io.uring.dmabuf.live.uapi.Libc;
import io.uring.dmabuf.live.uapi.Ring;
import io.uring.dmabuf.live.uapi.SetupFlag;
import io.uring.dmabuf.oracle.Shrinker;
import io.vavr.collection.List;
import io.vavr.control.Option;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * A place where both sides do the same: buffers, a temporary file, and a fresh ring with fresh
 * pipes for each run. One thread uses it; nothing is left when it is closed.
 */
public final class Laboratory implements AutoCloseable {
  private static final int ENTRIES = 16;

  private final Arena arena = Arena.ofConfined();
  private final Libc libc = new Libc(arena);
  private final Memory memory = new Memory(arena);
  private final Files files;
  private final List<Alternative> alternatives;
  private Tally tally = Tally.NOTHING;

  /** A laboratory without a ring. */
  public Laboratory() throws IOException {
    files = new Files(libc);
    alternatives = new AlternativeProbe(() -> kernel(false)).answers();
  }

  /**
   * What the running kernel answers to the registration of a dma-buf as the first version of the
   * series describes it, with the temporary file for both descriptors: -EINVAL without the series,
   * -EOPNOTSUPP with it, as the file names no device.
   */
  public long dmabufRegistration() {
    try (KernelRing ring = kernel(false)) {
      return ring.registerDmabuf();
    }
  }

  /** What the running kernel follows, one alternative a question. */
  public List<Alternative> alternatives() {
    return alternatives;
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
    return run(Script.of(scenario.operations()), design, scenario.deferred(), listener);
  }

  /** One random chain: where the sides differ, if they do. */
  public Option<Mismatch> random(RandomGenerator random, int length, Design design) {
    boolean deferred = random.nextInt(3) == 0;
    return run(new RandomScript(random, length), design, deferred, exchange -> {});
  }

  /** The shortest scenario that still ends in a mismatch, made from one that does. */
  public Mismatch shrink(Mismatch found, Design design) {
    boolean deferred = found.scenario().deferred();
    List<Operation> shortest =
        Shrinker.shrink(
            found.scenario().operations(),
            operations ->
                replay(new Scenario(deferred, operations), design)
                    .map(mismatch -> mismatch.scenario().operations()));
    return replay(new Scenario(deferred, shortest), design).getOrElse(found);
  }

  /**
   * Does what a script says: where the sides differ, if they do.
   *
   * @param listener is told every operation with both answers
   */
  Option<Mismatch> run(
      Script script, Design design, boolean deferred, Consumer<Exchange> listener) {
    ModelRing model = new ModelRing(memory, design, alternatives, deferred);
    java.util.List<Operation> done = new ArrayList<>();
    tally = tally.withRun();
    try (KernelRing kernel = kernel(deferred)) {
      for (Option<Operation> next = script.next(model);
          next.isDefined();
          next = script.next(model)) {
        Operation operation = next.get();
        done.add(operation);
        Answer answered = kernel.apply(operation);
        boolean isBatch = model.ready() > 1;
        Exchange exchange = new Exchange(operation, model.apply(operation), answered, isBatch);
        tally = tally.with(exchange);
        listener.accept(exchange);
        if (!exchange.agrees()) {
          return Option.some(new Mismatch(new Scenario(deferred, List.ofAll(done)), exchange));
        }
      }
    }
    return Option.none();
  }

  /** Drives every edge of a graph. */
  EdgeReport drive(CallGraph graph, int slots) {
    return new EdgeCover(graph, slots, () -> kernel(false)).drive();
  }

  private KernelRing kernel(boolean deferred) {
    SetupFlag[] flags =
        deferred
            ? new SetupFlag[] {SetupFlag.SINGLE_ISSUER, SetupFlag.DEFER_TASKRUN}
            : new SetupFlag[0];
    Ring ring =
        Ring.setup(ENTRIES, flags)
            .getOrElseThrow(refusal -> new IllegalStateException(refusal.text()));
    return new KernelRing(ring, memory, files, new Pipes(libc, arena));
  }

  @Override
  public void close() {
    files.close();
    arena.close();
  }
}
