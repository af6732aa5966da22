package io.uring.dmabuf.targets;

import static io.uring.dmabuf.replay.TlaValues.bool;
import static io.uring.dmabuf.replay.TlaValues.integer;
import static io.uring.dmabuf.replay.TlaValues.string;

import io.uring.dmabuf.block.BlockRequest;
import io.uring.dmabuf.block.PartOf;
import io.uring.dmabuf.id.TagId;
import io.uring.dmabuf.nvme.Abort;
import io.uring.dmabuf.nvme.Controller.Execution;
import io.uring.dmabuf.nvme.Iod;
import io.uring.dmabuf.nvme.Iod.Mapped;
import io.uring.dmabuf.nvme.Iod.Stage;
import io.uring.dmabuf.nvme.NvmeCompletion;
import io.uring.dmabuf.nvme.NvmeQueue;
import io.uring.dmabuf.nvme.QueueLayout;
import io.uring.dmabuf.nvme.QueuePair;
import io.uring.dmabuf.nvme.Sqe;
import io.uring.dmabuf.replay.Digest;
import io.uring.dmabuf.replay.TlaValues;
import io.vavr.collection.Iterator;
import io.vavr.collection.List;
import io.vavr.control.Option;
import java.util.Locale;
import java.util.function.Function;
import tlc2.value.impl.Value;

/**
 * The variables of the specification NvmeQueue, read out of rings, PRP lists and controllers.
 *
 * <p>Normalised: entries of the submission ring that were fetched, or, but for their tags, that a
 * stopped controller has not; of consumed completion entries everything but command id and phase,
 * the id of a command that is completed, free descriptor pages, what lies behind a PRP list in its
 * last page, which error a status tells and not whether it is tried again, and the head of the
 * submission ring in completion entries, which no driver reads.
 */
final class NvmeQueueAbstraction {
  /** The number of an address that no PRP entry can be read for. */
  private static final int UNREADABLE = 0;

  private static final Value NOTHING = TlaValues.sequence();

  private final long iovaBase;
  private final TlaValues.Shape cmd =
      TlaValues.shape(
          "st", "ring", "req", "part", "gen", "prps", "desc", "has", "moved", "ok", "dnr",
          "retries", "aborted");
  private final TlaValues.Shape sq = TlaValues.shape("q", "rung", "head", "abort");
  private final TlaValues.Shape abort = TlaValues.shape("st", "cid");
  private final TlaValues.Shape cq =
      TlaValues.shape("ring", "tail", "tphase", "head", "hphase", "db");
  private final TlaValues.Shape cqe = TlaValues.shape("cid", "phase");

  /** What a submitted command is about, wherever it is. */
  private record Whereabouts(String state, Sqe command, int status) {}

  /**
   * An abstraction for address numbers that count pages.
   *
   * @param iovaBase the device address that has the number 0
   */
  NvmeQueueAbstraction(long iovaBase) {
    this.iovaBase = iovaBase;
  }

  /** The variable {@code cmds}. */
  Value cmds(NvmeQueue queues) {
    return devices(
        queues,
        pair ->
            TlaValues.function(
                0,
                Iterator.range(0, pair.iods().size())
                    .map(TagId::of)
                    .map(tag -> cmd(queues.layouts().head(), pair, tag))
                    .toJavaArray(Value[]::new)));
  }

  /** The variable {@code sq}. */
  Value sq(NvmeQueue queues) {
    return devices(
        queues,
        pair ->
            sq.of(
                numbers(tags(pair)),
                integer(pair.controller().rung()),
                integer(pair.controller().sqHead()),
                abort(pair.abort())));
  }

  private Value abort(Abort of) {
    return abort.of(string(of.stage().name().toLowerCase(Locale.ROOT)), integer(of.cid()));
  }

  /** The variable {@code cq}. */
  Value cq(NvmeQueue queues) {
    return devices(
        queues,
        pair ->
            cq.of(
                TlaValues.function(0, slots(pair).map(this::cqe).toJavaArray(Value[]::new)),
                integer(pair.controller().cqTail()),
                integer(pair.controller().phase()),
                integer(pair.cq().head()),
                integer(pair.cq().phase()),
                integer(pair.controller().cqHeadDoorbell())));
  }

  /** The variable {@code pool}. */
  Value pool(NvmeQueue queues) {
    return devices(queues, pair -> TlaValues.set(values(pair.pool().free().toList())));
  }

  /** The variable {@code ctrl}. */
  Value ctrl(NvmeQueue queues) {
    return devices(queues, pair -> string(pair.reset().name().toLowerCase(Locale.ROOT)));
  }

  /** The normalised digest of a device's queue. */
  long digest(QueuePair pair) {
    long digest = Digest.add(Digest.of(pair.tags()), Digest.of(pair.pool().free()));
    for (Iod iod : pair.iods()) {
      digest = Digest.add(digest, iod.stage().getClass().getSimpleName());
      digest = Digest.add(digest, iod.generation());
      digest = Digest.add(digest, iod.retries());
      digest = Digest.add(digest, Digest.of(iod.triesAborted()));
      digest = Digest.add(digest, Digest.of(iod.stage().mapped().map(m -> made(iod, m))));
      digest = Digest.add(digest, outcome(iod.stage().status()));
      digest = Digest.add(digest, Digest.of(iod.stage().mapped().map(m -> touched(pair, m))));
    }
    digest = Digest.add(digest, pair.sq().tail());
    digest = Digest.add(digest, pair.sq().rungTail());
    digest = Digest.add(digest, pair.cq().head());
    digest = Digest.add(digest, pair.cq().phase());
    digest = Digest.add(digest, Digest.of(pair.isOff() ? tags(pair) : pair.queued()));
    digest = Digest.add(digest, Digest.of(pair.answered().map(e -> outcome(e.status()))));
    digest = Digest.add(digest, Digest.of(slots(pair).map(e -> List.of(e.cid(), e.phase()))));
    digest = Digest.add(digest, pair.reset().ordinal());
    digest = Digest.add(digest, Digest.of(pair.abort()));
    return Digest.add(digest, controller(pair));
  }

  /** What a command is; nobody asks for its id any more once it is completed. */
  private static Mapped made(Iod iod, Mapped mapped) {
    boolean named = iod.stage() instanceof Stage.Built || iod.stage() instanceof Stage.Submitted;
    Sqe of = mapped.command();
    Sqe unnamed = new Sqe(of.opcode(), of.sgl(), 0, of.prp1(), of.prp2(), of.slba(), of.nlb());
    return named ? mapped : new Mapped(unnamed, mapped.descriptors());
  }

  /** What the driver does with a status: success, an error, or one that is not tried again. */
  private static int outcome(int status) {
    return status == NvmeCompletion.SUCCESS ? 0 : 1 + (status & NvmeCompletion.DNR);
  }

  private static long controller(QueuePair pair) {
    var controller = pair.controller();
    long digest = Digest.of(controller.executing());
    digest = Digest.add(digest, controller.sqTailDoorbell());
    digest = Digest.add(digest, controller.cqHeadDoorbell());
    digest = Digest.add(digest, controller.sqHead());
    digest = Digest.add(digest, controller.cqTail());
    return Digest.add(digest, controller.phase());
  }

  /** The tags of the commands in the submission ring that were not fetched. */
  private static List<Integer> tags(QueuePair pair) {
    return pair.queued().map(command -> QueueLayout.tagOf(command.cid()).number());
  }

  private static Object touched(QueuePair pair, Mapped mapped) {
    return pair.controller().reader().targets(pair.memory(), mapped.command()).toOption();
  }

  private static List<NvmeCompletion> slots(QueuePair pair) {
    return List.range(0, pair.cq().depth()).map(i -> pair.cq().read(pair.memory(), i));
  }

  private Value cqe(NvmeCompletion entry) {
    return cqe.of(integer(entry.cid()), integer(entry.phase()));
  }

  private Value cmd(QueueLayout layout, QueuePair pair, TagId tag) {
    Iod iod = pair.iod(tag);
    Option<Mapped> mapped = iod.stage().mapped();
    Option<PartOf> owner = pair.tags().request(tag).map(BlockRequest::owner);
    Option<Whereabouts> where = mapped.map(m -> where(pair, tag, m.command()));
    Option<Execution> has = pair.controller().execution(tag);
    int status = where.map(Whereabouts::status).getOrElse(() -> iod.stage().status());
    return cmd.of(
        string(where.map(Whereabouts::state).getOrElse(() -> state(pair, tag))),
        TlaValues.id(owner.map(PartOf::ring)),
        TlaValues.id(owner.map(PartOf::req)),
        integer(owner.map(PartOf::part).getOrElse(0)),
        integer(iod.generation()),
        where.map(w -> prps(layout, pair, w.command())).getOrElse(NOTHING),
        mapped.map(m -> numbers(m.descriptors().pages())).getOrElse(NOTHING),
        has.map(e -> prps(layout, pair, e.command())).getOrElse(NOTHING),
        integer(has.map(Execution::moved).getOrElse(0)),
        bool(status == NvmeCompletion.SUCCESS),
        bool((status & NvmeCompletion.DNR) != 0),
        integer(iod.retries()),
        bool(iod.triesAborted()));
  }

  private static String state(QueuePair pair, TagId tag) {
    return switch (pair.stage(tag)) {
      case Stage.Idle s -> pair.tags().isEnded(tag) ? "ended" : "free";
      case Stage.Started s -> "tagged";
      case Stage.Synced s -> "synced";
      case Stage.Requeued s -> "requeued";
      case Stage.Built s -> "built";
      case Stage.Submitted s -> pair.isOff() ? "owned" : "lost";
      case Stage.Completed s -> "reaped";
      case Stage.HandedBack s -> "cpusynced";
      case Stage.Unmapped s -> "clean";
    };
  }

  /** Where a command is that the driver has submitted: the rings and the controller tell. */
  private static Whereabouts where(QueuePair pair, TagId tag, Sqe made) {
    Stage stage = pair.stage(tag);
    Whereabouts driver = new Whereabouts(state(pair, tag), made, stage.status());
    if (!(stage instanceof Stage.Submitted)) {
      return driver;
    }
    Option<Whereabouts> queued =
        pair.queued()
            .find(command -> QueueLayout.tagOf(command.cid()).equals(tag))
            .map(command -> new Whereabouts("queued", command, NvmeCompletion.SUCCESS));
    Option<Execution> owned = pair.controller().execution(tag);
    Option<NvmeCompletion> answered = pair.answered().find(entry -> entry.cid() == made.cid());
    return queued
        .orElse(() -> owned.map(e -> new Whereabouts("owned", e.command(), NvmeCompletion.SUCCESS)))
        .orElse(() -> answered.map(e -> new Whereabouts("answered", made, e.status())))
        .getOrElse(driver);
  }

  private Value prps(QueueLayout layout, QueuePair pair, Sqe command) {
    return pair.controller()
        .reader()
        .targets(pair.memory(), command)
        .map(targets -> numbers(targets.map(t -> number(layout, t.address())).toList()))
        .getOrElse(() -> numbers(List.of(UNREADABLE)));
  }

  private int number(QueueLayout layout, long address) {
    return (int) Math.floorDiv(address - iovaBase, (long) layout.pageSize());
  }

  private static Value numbers(List<Integer> numbers) {
    return TlaValues.sequence(values(numbers));
  }

  private static Value[] values(List<Integer> numbers) {
    return numbers.map(TlaValues::integer).toJavaArray(Value[]::new);
  }

  private static Value devices(NvmeQueue queues, Function<QueuePair, Value> value) {
    return TlaValues.function(1, queues.pairs().map(value).toJavaArray(Value[]::new));
  }
}
