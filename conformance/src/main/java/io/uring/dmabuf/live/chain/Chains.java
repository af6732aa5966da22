package io.uring.dmabuf.live.chain;

import io.uring.dmabuf.design.Design;
import io.uring.dmabuf.live.Answer;
import io.uring.dmabuf.live.Laboratory;
import io.uring.dmabuf.live.Operation;
import io.uring.dmabuf.oracle.Shrinker;
import io.uring.dmabuf.system.RingKind;
import io.uring.dmabuf.system.Watch;
import io.vavr.collection.List;
import io.vavr.control.Option;
import java.util.ArrayList;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * Chains of operations that both sides do, on fresh rings each, and what was compared so far. One
 * thread uses them, that of their laboratory.
 */
public final class Chains {
  /** Each call on a polled ring waits for another thread several times: its chains are shorter. */
  private static final int POLLED_SHORTER = 8;

  private final Laboratory laboratory;
  private Compared tally = Compared.NOTHING;

  /** No chain yet, in a laboratory that somebody else closes. */
  public Chains(Laboratory laboratory) {
    this.laboratory = laboratory;
  }

  /** What was compared so far. */
  public Compared tally() {
    return tally;
  }

  /** Does a chain again: where the sides differ, if they do. */
  public Option<Mismatch> replay(Chain chain, Design design) {
    return replay(chain, design, exchange -> {});
  }

  /**
   * Does a chain again: where the sides differ, if they do.
   *
   * @param listener is told every operation with both answers
   */
  public Option<Mismatch> replay(Chain chain, Design design, Consumer<Exchange> listener) {
    return run(Script.of(chain.operations()), design, chain.ring(), listener);
  }

  /** One random chain: where the sides differ, if they do. */
  public Option<Mismatch> random(RandomGenerator random, int length, Design design) {
    RingKind kind = kind(random);
    int most = kind == RingKind.POLLED ? length / POLLED_SHORTER : length;
    return run(new RandomScript(random, most), design, kind, exchange -> {});
  }

  /**
   * The same of a chain whose intermediate states the specification can say something of.
   *
   * @param judge is asked about them
   */
  Option<Mismatch> judged(RandomGenerator random, int length, Design design, StepJudge judge) {
    RingKind kind = kind(random);
    int most = kind == RingKind.POLLED ? length / POLLED_SHORTER : length;
    Moments moments = new Moments();
    Option<Mismatch> mismatch =
        run(RandomScript.ofWholeTables(random, most), setup(design, kind), moments, exchange -> {});
    judge.judge(moments.all());
    return mismatch;
  }

  /** The shortest chain that still ends in a mismatch of this kind, made from one that does. */
  public Mismatch shrink(Mismatch found, Design design) {
    RingKind kind = found.chain().ring();
    List<Operation> shortest =
        Shrinker.shrink(
            found.chain().operations(),
            operations ->
                replay(new Chain(kind, operations), design)
                    .filter(mismatch -> mismatch.isAnswered() == found.isAnswered())
                    .map(mismatch -> mismatch.chain().operations()));
    return replay(new Chain(kind, shortest), design).getOrElse(found);
  }

  /**
   * Does what a script says: where the sides differ, if they do.
   *
   * @param listener is told every operation with both answers
   */
  Option<Mismatch> run(Script script, Design design, RingKind kind, Consumer<Exchange> listener) {
    return run(script, setup(design, kind), Watch.NOBODY, listener);
  }

  private ModelSetup setup(Design design, RingKind kind) {
    return new ModelSetup(laboratory.memory(), design, laboratory.alternatives(), kind);
  }

  private Option<Mismatch> run(
      Script script, ModelSetup setup, Watch watch, Consumer<Exchange> listener) {
    ModelPair model = new ModelPair(setup, watch);
    RingKind kind = setup.kind();
    java.util.List<Operation> done = new ArrayList<>();
    tally = tally.withRun();
    try (KernelPair kernel = new KernelPair(() -> laboratory.ring(kind))) {
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
          return Option.some(new Mismatch(new Chain(kind, List.ofAll(done)), exchange));
        }
      }
    }
    return Option.none();
  }

  /** A third of the chains is on deferred rings; few on polled ones, which take longest. */
  private RingKind kind(RandomGenerator random) {
    int percent = random.nextInt(100);
    return percent < 33
        ? RingKind.DEFERRED
        : percent < 36 && laboratory.polling().isEmpty() ? RingKind.POLLED : RingKind.PLAIN;
  }
}
