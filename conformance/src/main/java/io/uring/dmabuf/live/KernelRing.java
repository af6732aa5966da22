package io.uring.dmabuf.live;

import io.uring.dmabuf.live.Operation.AtOnce;
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
import io.uring.dmabuf.live.Operation.Submit;
import io.uring.dmabuf.live.Operation.Unregister;
import io.uring.dmabuf.live.Operation.Update;
import io.uring.dmabuf.live.Operation.UpdateRaw;
import io.uring.dmabuf.live.Operation.Work;
import io.uring.dmabuf.live.UserTable.Held;
import io.uring.dmabuf.live.uapi.Iovec;
import io.uring.dmabuf.live.uapi.Opcode;
import io.uring.dmabuf.live.uapi.Ring;
import io.uring.dmabuf.live.uapi.RingHandle;
import io.uring.dmabuf.live.uapi.SetupFlag;
import io.uring.dmabuf.live.uapi.SqeFlag;
import io.uring.dmabuf.system.RingKind;
import io.uring.dmabuf.uring.CompletionQueue;
import io.uring.dmabuf.uring.Cqe;
import io.uring.dmabuf.uring.Op;
import io.uring.dmabuf.uring.RawClone;
import io.vavr.collection.Iterator;
import io.vavr.collection.List;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;

/**
 * The kernel's side: a ring of the running kernel, driven by the same operations. What it remembers
 * is what its user knows: the addresses that it registered, the tags and request numbers that it
 * gave, and where its requests wait.
 */
public final class KernelRing implements ProbedRing {
  private static final int CLOSED = -1;

  private static final long WRITTEN_AT = 2L * UserBuffers.SIZE;

  private final Ring ring;
  private final RingKind kind;
  private final UserBuffers memory;
  private final Files files;
  private final Pipes pipes;
  private final KernelThreads threads;
  private final Map<Integer, Pending> pending = new HashMap<>();
  private final BitSet requests = new BitSet();
  private UserTable table = UserTable.NONE;
  private int tagsGiven;
  private int bytes;
  private boolean workerLetGo;
  private List<Integer> letGo = List.empty();
  private List<Integer> moved = List.empty();

  /**
   * A request that has no completion yet.
   *
   * @param submit what it is
   * @param address of its first byte
   */
  private record Pending(Submit submit, long address) {}

  /**
   * A side that owns its ring and pipes.
   *
   * @param ring without a table
   * @param kind of the ring
   * @param memory the buffers that both sides register
   * @param files what requests read from and write to
   * @param pipes where they wait; closed with this side
   */
  KernelRing(Ring ring, RingKind kind, UserBuffers memory, Files files, Pipes pipes) {
    this.ring = ring;
    this.kind = kind;
    this.memory = memory;
    this.files = files;
    this.pipes = pipes;
    this.threads = new KernelThreads(ring, kind);
  }

  /** The flags of the setup of a ring of some kind. */
  public static SetupFlag[] flags(RingKind kind) {
    return switch (kind) {
      case PLAIN -> new SetupFlag[0];
      case DEFERRED -> new SetupFlag[] {SetupFlag.SINGLE_ISSUER, SetupFlag.DEFER_TASKRUN};
      case POLLED -> new SetupFlag[] {SetupFlag.SQPOLL};
    };
  }

  @Override
  public Answer apply(OfRing operation) {
    moved = List.empty();
    long result = perform(operation);
    List<Cqe> posted = reap();
    if (operation instanceof Finish || operation instanceof Work) {
      takeQuiet();
    }
    return new Answer(result, posted, moved, "");
  }

  private long perform(OfRing operation) {
    return switch (operation) {
      case RegisterSparse sparse ->
          registered(
              ring.register().registerSparse(sparse.slots()), UserTable.sparse(sparse.slots()), 0);
      case Register register -> register(register.entries());
      case RegisterRaw raw -> ring.register().registerRaw(raw.count(), raw.flags());
      case Update update -> update(update.offset(), update.entries());
      case UpdateRaw raw ->
          ring.register().updateRaw(raw.offset(), raw.count(), raw.flags(), raw.readable());
      case Unregister unregister -> unregister();
      case Submit submit -> submit(submit);
      case Link link -> link(link);
      case Finish finish -> finish(finish.lane(), finish.ending());
      case Ready ready -> end(ready.lane(), Ending.DATA);
      case Work work -> work();
      case Hold hold -> hold();
      case Release release -> release();
    };
  }

  /** The completions that are there. */
  private List<Cqe> reap() {
    List<Cqe> taken = threads.take().map(cqe -> new Cqe(cqe.userData(), cqe.res()));
    taken.filter(cqe -> !Answer.isTag(cqe)).forEach(this::completed);
    return taken;
  }

  /** Requests that were let go on, and succeeded without a completion. */
  private void takeQuiet() {
    for (int req : letGo) {
      Pending quiet = pending.get(req);
      if (quiet != null) {
        completed(new Cqe(req, quiet.submit().span().length()));
      }
    }
    letGo = List.empty();
  }

  private void completed(Cqe cqe) {
    int req = (int) cqe.userData();
    requests.clear(req);
    Pending done = pending.remove(req);
    if (done == null || cqe.res() <= 0) {
      return;
    }
    if (done.submit().op() == Op.READ_FIXED) {
      moved = moved.append(memory.get(done.address()));
    } else {
      done.submit().lane().forEach(lane -> moved = moved.append(pipes.refill(lane, cqe.res())));
    }
  }

  // Registration.

  private long registered(long result, UserTable made, int tags) {
    if (result == 0) {
      table = made;
      tagsGiven += tags;
    }
    return result;
  }

  /** The numbers of the tags are known by other means. */
  private List<Held> held(List<Entry> entries) {
    return entries.map(entry -> new Held(memory.iovec(entry).base(), 0));
  }

  private List<Iovec> iovecs(List<Entry> entries) {
    return entries.map(memory::iovec);
  }

  /** Every tag is the next number, in the order of the entries. */
  private List<Long> tags(List<Entry> entries) {
    int next = tagsGiven;
    List<Long> tags = List.empty();
    for (Entry entry : entries) {
      tags = tags.prepend(entry.tagged() ? CompletionQueue.userDataOfTag(++next) : 0L);
    }
    return tags.reverse();
  }

  private long register(List<Entry> entries) {
    long result = ring.register().registerBuffers(iovecs(entries), tags(entries));
    return registered(result, UserTable.of(held(entries)), entries.count(Entry::tagged));
  }

  private long update(int offset, List<Entry> entries) {
    long result = ring.register().update(offset, iovecs(entries), tags(entries));
    if (result > 0) {
      List<Entry> done = entries.take((int) result);
      table = table.updated(offset, held(done));
      tagsGiven += done.count(Entry::tagged);
    }
    return result;
  }

  /** The posted registration of a dma-buf, with descriptors that name none. */
  long registerDmabuf() {
    ring.register().registerSparse(1);
    return ring.register().updateDmabuf(0, files.file(), files.file());
  }

  /** Clones the table of another ring and tells what the kernel answers. */
  public Answer cloneFrom(KernelRing source, RawClone asked) {
    moved = List.empty();
    long result =
        ring.register()
            .cloneBuffers(
                switch (asked.source()) {
                  case RING -> source.ring.handle();
                  case NO_RING -> RingHandle.descriptor(files.file());
                  case CLOSED -> RingHandle.descriptor(CLOSED);
                },
                asked.from(),
                asked.to(),
                asked.count(),
                asked.replace(),
                asked.unknownFlags());
    if (result == 0) {
      table = table.cloning(source.table, asked);
    }
    return new Answer(result, reap(), moved, "");
  }

  @Override
  public Answer cloneFrom(ProbedRing source, RawClone asked) {
    return cloneFrom((KernelRing) source, asked);
  }

  /** Whether there is no completion that nobody has looked at. */
  public boolean isSilent() {
    return ring.isEmpty();
  }

  private long unregister() {
    return registered(ring.register().unregisterBuffers(), UserTable.NONE, 0);
  }

  // Requests.

  private long submit(Submit submit) {
    List<SqeFlag> flags = submit.quiet() ? List.of(SqeFlag.CQE_SKIP_SUCCESS) : List.empty();
    prepare(submit, submit.async() ? flags.append(SqeFlag.ASYNC) : flags);
    long result = ring.submit();
    if (submit.async()) {
      if (threads.holds() == 0) {
        threads.awaitWorker();
      }
    } else if (submit.target() == AtOnce.FILE && ring.isEmpty()) {
      threads.awaitAny();
      threads.awaitBounded();
    }
    if (kind == RingKind.POLLED) {
      work();
    }
    return result;
  }

  private long hold() {
    threads.hold();
    return 0;
  }

  private long release() {
    threads.letWorkerGo(threads.holds());
    return 0;
  }

  /**
   * Lets the worker thread go on from the first places where it waits to the next one, and tells
   * what the kernel answers.
   */
  public Answer release(int places) {
    moved = List.empty();
    threads.letWorkerGo(places);
    return new Answer(0, reap(), moved, "");
  }

  private long link(Link link) {
    link.linked()
        .forEach(one ->
            prepare(
                one._1, one._2.map(hard -> hard ? SqeFlag.IO_HARDLINK : SqeFlag.IO_LINK).toList()));
    long result = ring.submit();
    work();
    return result;
  }

  private void prepare(Submit submit, List<SqeFlag> flags) {
    int slot = submit.slot();
    long known = table.at(slot).address();
    long base = known != 0 ? known : memory.base(0);
    long address = submit.span().address(base);
    int req = nextRequest();
    requests.set(req);
    boolean reads = submit.op() == Op.READ_FIXED;
    boolean file = submit.target() == AtOnce.FILE;
    ring.prepareFixed(
        reads ? Opcode.READ_FIXED : Opcode.WRITE_FIXED,
        descriptor(submit),
        file ? (reads ? 0 : WRITTEN_AT) : -1,
        address,
        submit.span().length(),
        req,
        slot,
        flags);
    pending.put(req, new Pending(submit, address));
    if (reads && file && memory.holds(address)) {
      memory.set(address, 0);
    }
  }

  private int nextRequest() {
    return requests.nextClearBit(1);
  }

  /** The numbers that the next requests get when they are submitted together. */
  public List<Integer> nextRequests(int count) {
    return Iterator.iterate(nextRequest(), number -> requests.nextClearBit(number + 1))
        .take(count)
        .toList();
  }

  private int descriptor(Submit submit) {
    return switch (submit.target()) {
      case OnPipe(int pipe) -> pipes.of(new Lane(submit.op(), pipe));
      case AtOnce.FILE -> files.file();
      case AtOnce.EVENTFD -> files.eventfd();
      case AtOnce.CLOSED -> CLOSED;
      case AtOnce.WRONG_END -> pipes.wrongEnd(submit.op());
    };
  }

  /** A reader finds its byte where there was none; a writer has a byte to write. */
  private long end(Lane lane, Ending ending) {
    Map.Entry<Integer, Pending> waiting =
        pending.entrySet().stream()
            .filter(entry -> entry.getValue().submit().lane().contains(lane))
            .findFirst()
            .orElseThrow(() -> new IllegalStateException("nobody waits on " + lane.text()));
    workerLetGo |= waiting.getValue().submit().async() && !ending.cancels();
    return switch (ending) {
      case DATA -> {
        bytes = bytes % Pipes.LAST_BYTE_VALUE + 1;
        boolean reads = lane.op() == Op.READ_FIXED;
        letGo = waiting.getValue().submit().quiet() ? letGo.append(waiting.getKey()) : letGo;
        memory.set(waiting.getValue().address(), reads ? 0 : bytes);
        if (reads) {
          pipes.feed(lane, bytes);
        } else {
          pipes.drain(lane);
        }
        yield 0;
      }
      case END_OF_FILE -> pipes.closeWriteEnd(lane);
      case CANCEL -> ring.register().syncCancel(waiting.getKey());
      case CANCEL_REQUEST -> {
        int req = nextRequest();
        requests.set(req);
        ring.prepareCancel(waiting.getKey(), req);
        yield ring.submit() - 1;
      }
    };
  }

  /** Cancels a request by its number, wherever it is, and tells what the kernel answers. */
  public Answer cancel(int number) {
    moved = List.empty();
    long result = ring.register().syncCancel(number);
    work();
    return new Answer(result, reap(), moved, "");
  }

  private long finish(Lane lane, Ending ending) {
    long ended = end(lane, ending);
    long worked = work();
    if (ending == Ending.END_OF_FILE) {
      pipes.renew(lane);
    }
    return ended < 0 ? ended : worked;
  }

  @Override
  public void feedFromElsewhere(Lane lane) {
    pipes.feedFromElsewhere(lane);
  }

  /** A request of a worker thread goes to one again when it need not wait any longer. */
  private long work() {
    threads.awaitPoller();
    long result = ring.getEvents();
    if (workerLetGo) {
      workerLetGo = false;
      threads.awaitWorker();
    }
    return result;
  }

  /** Ends what waits, so that nothing of this side is in flight when its ring is gone. */
  @Override
  public void close() {
    try {
      endAll();
    } finally {
      pipes.close();
      ring.close();
      threads.close();
    }
  }

  private void endAll() {
    if (threads.holds() > 0) {
      release();
    }
    for (int round = 0; round < Lane.PIPES && !pending.isEmpty(); round++) {
      List.ofAll(pending.keySet()).forEach(ring.register()::syncCancel);
      work();
      reap();
    }
  }
}
