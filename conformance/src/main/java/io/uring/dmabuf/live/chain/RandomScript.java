package io.uring.dmabuf.live.chain;

import io.uring.dmabuf.live.Entry;
import io.uring.dmabuf.live.Entry.Kind;
import io.uring.dmabuf.live.Operation;
import io.uring.dmabuf.live.Operation.AtOnce;
import io.uring.dmabuf.live.Operation.Clone;
import io.uring.dmabuf.live.Operation.Ending;
import io.uring.dmabuf.live.Operation.Finish;
import io.uring.dmabuf.live.Operation.Hold;
import io.uring.dmabuf.live.Operation.Lane;
import io.uring.dmabuf.live.Operation.Link;
import io.uring.dmabuf.live.Operation.OfRing;
import io.uring.dmabuf.live.Operation.OnPipe;
import io.uring.dmabuf.live.Operation.Ready;
import io.uring.dmabuf.live.Operation.Register;
import io.uring.dmabuf.live.Operation.RegisterRaw;
import io.uring.dmabuf.live.Operation.RegisterSparse;
import io.uring.dmabuf.live.Operation.Release;
import io.uring.dmabuf.live.Operation.Second;
import io.uring.dmabuf.live.Operation.Submit;
import io.uring.dmabuf.live.Operation.Unregister;
import io.uring.dmabuf.live.Operation.Update;
import io.uring.dmabuf.live.Operation.UpdateRaw;
import io.uring.dmabuf.live.Operation.Work;
import io.uring.dmabuf.live.Span;
import io.uring.dmabuf.live.UserBuffers;
import io.uring.dmabuf.uring.Op;
import io.uring.dmabuf.uring.RawClone;
import io.uring.dmabuf.uring.RawClone.Source;
import io.uring.dmabuf.uring.RawRegister;
import io.vavr.collection.List;
import io.vavr.control.Option;
import java.util.random.RandomGenerator;

/**
 * A random chain of operations, and then the end of everything that is still in flight. Slots are
 * few and calls mostly well-formed, so that requests, old nodes and new ones meet.
 */
final class RandomScript implements Script {
  private static final int SLOTS = StepJudge.SLOTS;
  private static final long UINT_MAX = 0xFFFF_FFFFL;
  private static final int DRAWS = 100;

  /** A worker thread of the kernel takes longer than all else. */
  private static final int ASYNC_ONE_IN = 20;

  private static final List<OfRing> BAD_REGISTRATIONS =
      List.of(
          new RegisterRaw(0, 0),
          new RegisterRaw(2, 1),
          new RegisterRaw(2, 2),
          new RegisterRaw(2, 4));

  private static final List<OfRing> BAD_UPDATES =
      List.of(
          new UpdateRaw(0, 0, 0, true),
          new UpdateRaw(SLOTS, 1, 0, true),
          new UpdateRaw(0, SLOTS + 1, 0, true),
          new UpdateRaw(UINT_MAX, 1, 0, true),
          new UpdateRaw(0, UINT_MAX, 0, true),
          new UpdateRaw(0, 1, 2, true),
          new UpdateRaw(0, 1, 0, false));

  private static final List<RawClone> BAD_CLONES =
      List.of(
          new RawClone(Source.CLOSED, 0, 0, 0, true, false),
          new RawClone(Source.NO_RING, 0, 0, 0, true, false),
          new RawClone(Source.RING, 0, 0, 0, true, true),
          RawClone.range(1, 0, 0, true),
          RawClone.range(0, 1, 0, true),
          RawClone.range(0, 0, UINT_MAX, true),
          RawClone.range(UINT_MAX, 0, 1, true),
          RawClone.range(0, UINT_MAX, 1, true),
          RawClone.range(0, RawRegister.MAX_SLOTS, 1, true),
          RawClone.range(SLOTS, 0, 1, false));

  /** How often a chain turns to a second ring, and how often one clones then. */
  private static final int PAIR_ONE_IN = 400;

  private static final int CLONE_ONE_IN = 15;

  private final RandomGenerator random;
  private final boolean whole;
  private int left;

  /**
   * A chain.
   *
   * @param random chooses; the same choices give the same chain
   * @param length of it without its end
   */
  RandomScript(RandomGenerator random, int length) {
    this(random, length, false);
  }

  private RandomScript(RandomGenerator random, int length, boolean whole) {
    this.random = random;
    this.left = length;
    this.whole = whole;
  }

  /** A chain all of whose tables have as many slots, and whose requests name one of them. */
  static RandomScript ofWholeTables(RandomGenerator random, int length) {
    return new RandomScript(random, length, true);
  }

  @Override
  public Option<Operation> next(ModelPair model) {
    if (left-- <= 0) {
      return cleared(model.second())
          .<Operation>map(Second::new)
          .orElse(() -> ending(model.first()).map(one -> one))
          .orElse(() -> ending(model.second()).map(Second::new));
    }
    for (int i = 0; i < DRAWS; i++) {
      Operation drawn = draw(model);
      if (model.allows(drawn)) {
        return Option.some(drawn);
      }
    }
    return Option.some(BAD_UPDATES.head());
  }

  /** Nothing is ready, and the worker thread is free. */
  private static Option<OfRing> cleared(ModelRing model) {
    return model.hasReady() ? Option.some(new Work()) : Option.when(model.isHeld(), Release::new);
  }

  /** What waits is ended one by one, and the table goes. */
  private static Option<OfRing> ending(ModelRing model) {
    return cleared(model).orElse(() -> lastOf(model));
  }

  private static Option<OfRing> lastOf(ModelRing model) {
    return model
        .waiting()
        .headOption()
        .<OfRing>map(lane -> new Finish(lane, Ending.DATA))
        .orElse(Option.when(model.hasTable() && model.allows(new Unregister()), new Unregister()));
  }

  private Operation draw(ModelPair model) {
    if (random.nextInt(model.isPaired() ? CLONE_ONE_IN : PAIR_ONE_IN) == 0) {
      return clone(model);
    }
    return model.isPaired() && random.nextBoolean()
        ? new Second(draw(model.second()))
        : draw(model.first());
  }

  /** The ring without a table clones rather than that with one. */
  private Clone clone(ModelPair model) {
    boolean second =
        model.second().hasTable() == model.first().hasTable()
            ? random.nextBoolean()
            : model.first().hasTable();
    boolean replace = random.nextInt(4) > 0;
    int percent = random.nextInt(100);
    if (percent < 10) {
      return new Clone(second, oneOf(BAD_CLONES));
    }
    int count = 1 + random.nextInt(3);
    boolean fits = (second ? model.second() : model.first()).hasTable() || !whole;
    return new Clone(
        second,
        percent < 60 || !fits
            ? RawClone.whole(replace)
            : RawClone.range(
                random.nextInt(SLOTS), random.nextInt(SLOTS - count + 1), count, replace));
  }

  private OfRing draw(ModelRing model) {
    if (model.hasReady() && random.nextInt(3) == 0) {
      return new Work();
    }
    int percent = random.nextInt(100);
    if (!model.hasTable() && percent < 60) {
      return registration();
    }
    if (percent < 30) {
      return new Update(random.nextInt(SLOTS), entries(1 + random.nextInt(3)));
    }
    if (percent < 65) {
      return submission();
    }
    if (percent < 86) {
      return finish(model);
    }
    if (percent < 88) {
      return model.isHeld() ? new Release() : new Hold();
    }
    return percent < 95 ? oneOf(BAD_UPDATES) : percent < 98 ? registration() : new Unregister();
  }

  private OfRing registration() {
    return switch (random.nextInt(8)) {
      case 0 -> oneOf(BAD_REGISTRATIONS);
      case 1, 2 -> new RegisterSparse(slots());
      default -> new Register(entries(slots()));
    };
  }

  private int slots() {
    return whole ? SLOTS : 1 + random.nextInt(SLOTS);
  }

  private List<Entry> entries(int count) {
    return List.fill(count, this::entry);
  }

  private Entry entry() {
    int buffer = random.nextInt(UserBuffers.BUFFERS);
    int percent = random.nextInt(100);
    boolean tagged = random.nextInt(5) > 0;
    if (percent < 65) {
      return new Entry(Kind.BUFFER, buffer, tagged);
    }
    if (percent < 92) {
      return new Entry(Kind.EMPTY, 0, random.nextInt(20) == 0);
    }
    Kind kind = Kind.values()[2 + random.nextInt(Kind.values().length - 2)];
    return new Entry(kind, 0, tagged);
  }

  private OfRing submission() {
    int slot = !whole && random.nextInt(40) == 0 ? 0xFFFF : random.nextInt(SLOTS);
    Span span =
        random.nextInt(100) < 70
            ? (random.nextBoolean() ? Span.FIRST_BYTE : Span.WHOLE)
            : Span.values()[random.nextInt(Span.values().length)];
    int percent = random.nextInt(100);
    if (percent < 12) {
      List<Submit> heads = List.fill(1 + random.nextInt(2), () -> waiting(slot, Span.FIRST_BYTE));
      return new Link(
          heads.append(waiting(random.nextInt(SLOTS), span)), heads.map(_ -> random.nextBoolean()));
    }
    if (percent < 75) {
      Submit waiting = waiting(slot, span);
      return new Submit(
          waiting.op(),
          slot,
          waiting.target(),
          span,
          span.length() > 0 && random.nextInt(5) == 0,
          random.nextInt(ASYNC_ONE_IN) == 0);
    }
    AtOnce target = AtOnce.values()[random.nextInt(AtOnce.values().length)];
    return switch (target) {
      case EVENTFD -> new Submit(Op.READ_FIXED, slot, target, Span.LAST_BYTE);
      // Writes go to a worker thread of the kernel, which takes longer than all else.
      case FILE ->
          new Submit(random.nextInt(10) == 0 ? Op.WRITE_FIXED : Op.READ_FIXED, slot, target, span);
      case CLOSED, WRONG_END ->
          new Submit(
              oneOf(List.of(Op.READ_FIXED, Op.WRITE_FIXED)),
              slot,
              target,
              span,
              false,
              random.nextInt(ASYNC_ONE_IN) == 0);
    };
  }

  private Submit waiting(int slot, Span span) {
    Lane lane = lane();
    return new Submit(lane.op(), slot, new OnPipe(lane.pipe()), span);
  }

  private Lane lane() {
    return new Lane(oneOf(List.of(Op.READ_FIXED, Op.WRITE_FIXED)), random.nextInt(Lane.PIPES));
  }

  private OfRing finish(ModelRing model) {
    int percent = random.nextInt(100);
    Ending ending =
        percent < 80
            ? Ending.DATA
            : percent < 86
                ? Ending.CANCEL
                : percent < 92 ? Ending.CANCEL_REQUEST : Ending.END_OF_FILE;
    List<Lane> waiting = ending.cancels() ? model.cancellable() : model.waiting();
    Lane lane = waiting.isEmpty() ? lane() : oneOf(waiting);
    return model.isDeferred() && random.nextBoolean() ? new Ready(lane) : new Finish(lane, ending);
  }

  private <T> T oneOf(List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }
}
