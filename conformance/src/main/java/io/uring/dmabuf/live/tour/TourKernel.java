package io.uring.dmabuf.live.tour;

import io.uring.dmabuf.dma.DmaSegment;
import io.uring.dmabuf.live.UserTable.Held;
import io.uring.dmabuf.live.uapi.CancelMatch;
import io.uring.dmabuf.live.uapi.Iovec;
import io.uring.dmabuf.live.uapi.Libc;
import io.uring.dmabuf.live.uapi.MemlockLimit;
import io.uring.dmabuf.live.uapi.Opcode;
import io.uring.dmabuf.live.uapi.RingHandle;
import io.uring.dmabuf.live.uapi.SqeFlag;
import io.uring.dmabuf.scenario.BadBuffer;
import io.uring.dmabuf.scenario.Calling;
import io.uring.dmabuf.scenario.Calling.Entry;
import io.uring.dmabuf.scenario.Content;
import io.uring.dmabuf.scenario.Driving;
import io.uring.dmabuf.scenario.Looking;
import io.uring.dmabuf.scenario.Making;
import io.uring.dmabuf.scenario.Statement;
import io.uring.dmabuf.system.RingKind;
import io.uring.dmabuf.system.UringSqe;
import io.uring.dmabuf.uring.BufferKind;
import io.uring.dmabuf.uring.Errno;
import io.uring.dmabuf.uring.Op;
import io.vavr.collection.List;
import io.vavr.collection.Vector;
import io.vavr.control.Option;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.function.ToLongFunction;

/**
 * The running kernel's side of a scenario: a drive is a temporary file, the pages of memory are
 * those that the scenario says, one of several memories too, and a request has ended when its call
 * returns. Nothing is left when it is closed.
 */
final class TourKernel implements AutoCloseable {
  private static final int CLOSED = -1;

  /** The bytes of a page, which is what a pipe holds. */
  private static final int PAGE = 4096;

  /** The lowest index that is free. */
  private static final int ANY_INDEX = -1;

  private static final long ROOM_FOR_A_RING = 1 << 20;

  /** The position of what has none. */
  private static final long ANYWHERE = -1;

  private final Arena arena = Arena.ofConfined();
  private final Libc libc = new Libc(arena);
  private final Map<String, DiskFile> drives = new HashMap<>();
  private final java.util.List<DiskFile> anyFiles = new ArrayList<>();
  private final Map<String, OpenFile> files = new HashMap<>();
  private final Map<String, Integer> streams = new HashMap<>();
  private final MemlockLimit memlock = new MemlockLimit();

  /** What the rings have themselves whose user may lock only so much, in bytes. */
  private long locked;

  private final TourMemory memory = new TourMemory(libc, arena);
  private final Map<String, MemorySegment> memories = new HashMap<>();
  private final Map<String, TourRing> rings = new HashMap<>();
  private final Map<String, Integer> indexes = new HashMap<>();

  /** The name of the ring that each index of the task stands for. */
  private final Map<Integer, String> registered = new HashMap<>();

  /** The rings whose descriptor is closed, and that an index keeps. */
  private final Set<String> kept = new HashSet<>();

  /** What has a name, which the machine has found already. */
  private static <T> T known(Map<String, T> all, String name) {
    return Option.of(all.get(name)).getOrElseThrow(() -> new IllegalStateException(name));
  }

  private record OpenFile(DiskFile drive, int fd) {}

  /**
   * Carries a statement out: what it returned, as a scenario prints it; none for one that returns
   * nothing, or whose value is known to a model alone.
   *
   * @param now the number of the statement
   */
  Option<String> carryOut(int now, Statement statement) throws IOException {
    return switch (statement) {
      case Making making -> {
        make(making);
        yield Option.none();
      }
      case Calling.Hold(String ring, boolean busy) -> {
        known(rings, ring).hold(busy);
        yield Option.none();
      }
      case Calling.TaskWork work -> {
        Option.of(rings.get(name(work.ring()))).forEach(TourRing::work);
        yield Option.none();
      }
      case Calling calling -> call(now, calling);
      case Looking.Fill fill -> {
        write(fill.name(), fill.offset(), fill.content().bytes((int) fill.length()));
        yield Option.none();
      }
      case Looking.Dump(String name, long offset, long length) ->
          Option.some(HexFormat.of().formatHex(read(name, offset, length)));
      case Looking.Compare compare -> Option.some(compared(compare));
      case Looking.References _, Looking.Mapping _, Looking.Pool _, Looking.Commands _ ->
          Option.none();
      case Driving _ -> Option.none();
    };
  }

  private void make(Making making) throws IOException {
    switch (making) {
      case Making.Machine _ -> {}
      case Making.NewDrive(String name, var config) ->
          drives.put(name, new DiskFile(libc, config.size()));
      case Making.NewFile(String name, String drive, boolean direct) ->
          files.put(name, new OpenFile(known(drives, drive), known(drives, drive).open(direct)));
      case Making.NewMemory(String name, var _, var pieces) ->
          memories.put(name, memory.map(pieces));
      case Making.NewBuffer buffer ->
          throw new IllegalStateException("an obstacle was overlooked: " + buffer);
      case Making.NewRing ring -> rings.put(ring.name(), ring(ring));
      case Making.NewPipe(String readEnd, String writeEnd) -> {
        Libc.Pipe pipe = libc.pipe();
        streams.put(readEnd, checked("pipe", pipe.readEnd()));
        streams.put(writeEnd, pipe.writeEnd());
        checked("F_SETPIPE_SZ", libc.setPipeSize(pipe.writeEnd(), PAGE));
      }
      case Making.NewCounter(String name) -> streams.put(name, checked("eventfd", libc.eventfd()));
    }
  }

  private TourRing ring(Making.NewRing made) throws IOException {
    return made.memlock().isDefined()
        ? limited(made.slots(), made.kind(), made.memlock().get())
        : new TourRing(made.slots(), made.kind());
  }

  /**
   * A ring of a user who may lock so many bytes, what all such rings have themselves not counted.
   */
  TourRing limited(int slots, RingKind kind, long limit) throws IOException {
    checked("setrlimit", memlock.set(limit + locked + ROOM_FOR_A_RING));
    TourRing ring = memlock.withoutCapability(() -> new TourRing(slots, kind));
    locked += ring.lockedBytes();
    checked("setrlimit", memlock.set(limit + locked));
    return ring;
  }

  private static int checked(String call, long result) throws IOException {
    if (result < 0) {
      throw new IOException(call + " returns " + Errno.text(result));
    }
    return (int) result;
  }

  private Option<String> call(int now, Calling calling) {
    return switch (calling) {
      case Calling.Register register ->
          on(
              register,
              r ->
                  register.entries().isEmpty()
                      ? r.register(register.raw(), register.wrong())
                      : r.register(
                          register.entries().map(this::slot).toList(),
                          register.entries().map(this::length).toList()));
      case Calling.Update update ->
          on(
              update,
              r ->
                  update.isWhole() && update.raw().readable()
                      ? r.update(
                          now,
                          update.slot(),
                          update.entries().map(this::slot).toList(),
                          update.entries().map(this::length).toList())
                      : r.update(update.raw(), update.wrong()));
      case Calling.Unregister unregister ->
          on(unregister, r -> r.unregister(now, unregister.wrong()));
      case Calling.Request request -> on(request, r -> r.submit(now, List.of(sqe(request))));
      case Calling.SubmitAll all ->
          on(all, r -> r.submit(now, all.requests().map(this::sqe).toList()));
      case Calling.Cancel cancel -> on(cancel, r -> cancelled(now, r, cancel));
      case Calling.Clone clone -> on(clone, r -> cloned(now, r, clone));
      case Calling.RingFd index -> on(index, r -> registered(r, index));
      case Calling.DropFd index -> on(index, r -> dropped(r, index.name()));
      case Calling.Put(String end, int length, Content content) -> {
        MemorySegment bytes = arena.allocateFrom(ValueLayout.JAVA_BYTE, content.bytes(length));
        String written = Errno.text(libc.write(descriptor(end), bytes));
        streamsChanged();
        yield Option.some(written);
      }
      case Calling.Take(String end, int length) -> {
        String taken = taken(descriptor(end), length);
        streamsChanged();
        yield Option.some(taken);
      }
      case Calling.Close(String name) -> Option.some(Errno.text(closed(name)));
      case Calling.SetFlags(String file, boolean direct) ->
          Option.some(Errno.text(libc.setDirect(descriptor(file), direct)));
      case Calling.Hold _, Calling.TaskWork _, Calling.Reap _ -> Option.none();
    };
  }

  /**
   * What a call on a ring returns, by its descriptor or an index; a ring that is closed has no
   * descriptor to call with. Of what is no ring the kernel looks at nothing else.
   */
  private Option<String> on(Calling.OnRing call, ToLongFunction<TourRing> what) {
    String name = call.ring();
    TourRing found = rings.get(name(name));
    if (found != null && (found.isClosed() || kept.contains(name))) {
      return Option.none();
    }
    RingHandle named = handle(name);
    if (found != null) {
      long result = found.by(named, what);
      if (kept.contains(name(name))) {
        found.named(index(name(name)));
      }
      return Option.some(Errno.text(result));
    }
    boolean enters = call instanceof Calling.Request || call instanceof Calling.SubmitAll;
    return named.number() == CLOSED
        ? Option.none()
        : Option.some(Errno.text(enters ? libc.enter(named) : libc.register(named)));
  }

  /** The name of the ring behind that of an index. */
  String name(String ring) {
    return indexes.containsKey(ring) ? registered.getOrDefault(known(indexes, ring), "") : ring;
  }

  /** How calls say a name: of a ring, of an index, of what is no ring. */
  private RingHandle handle(String name) {
    if (indexes.containsKey(name)) {
      return RingHandle.index(known(indexes, name));
    }
    TourRing ring = rings.get(name);
    if (ring != null) {
      return ring.isClosed() || kept.contains(name) ? RingHandle.descriptor(CLOSED) : ring.handle();
    }
    return RingHandle.descriptor(descriptor(name));
  }

  private long registered(TourRing on, Calling.RingFd index) {
    String ring = index.of().getOrElse(index.ring());
    int wanted = index.at().map(Long::intValue).getOrElse(ANY_INDEX);
    long result = on.calls().registerRing(handle(name(ring)).number(), wanted);
    if (result == 1) {
      wanted = on.calls().registeredIndex();
      registered.put(wanted, name(ring));
    }
    indexes.put(index.name(), wanted);
    return result;
  }

  private long dropped(TourRing on, String name) {
    int index = known(indexes, name);
    long result = on.calls().unregisterRing(index);
    String ring = result == 1 ? registered.remove(index) : null;
    if (ring != null && kept.contains(ring) && !registered.containsValue(ring)) {
      kept.remove(ring);
      known(rings, ring).close();
    }
    return result;
  }

  private long cancelled(int now, TourRing ring, Calling.Cancel cancel) {
    Calling.CancelFlags flags = cancel.flags();
    CancelMatch byData = CancelMatch.of(cancel.userData().getOrElse(0L));
    CancelMatch match =
        cancel
            .file()
            .map(file ->
                byData.ofFile(descriptor(file), flags.fixed(), cancel.userData().isDefined()))
            .getOrElse(byData)
            .with(flags.all(), flags.any(), flags.unknown());
    return cancel
        .by()
        .map(own -> ring.cancel(now, match, own))
        .getOrElse(() -> ring.cancel(match, cancel.wrong()));
  }

  private String taken(int fd, int length) {
    MemorySegment into = arena.allocate(length);
    long read = libc.read(fd, into);
    return read <= 0
        ? Errno.text(read)
        : Calling.taken(into.asSlice(0, read).toArray(ValueLayout.JAVA_BYTE));
  }

  private void streamsChanged() {
    rings.values().forEach(TourRing::streamsChanged);
  }

  private long cloned(int now, TourRing ring, Calling.Clone clone) {
    Option<TourRing> source = Option.of(rings.get(name(clone.source())));
    return ring.cloneFrom(now, source, handle(clone.source()), clone.asked(), clone.wrong());
  }

  /** A request as the kernel gets it. */
  private TourRing.Sqe sqe(Calling.Request request) {
    boolean read = request.op() == Op.READ_FIXED;
    UringSqe.Flags asked = request.flags();
    List<SqeFlag> flags = List.empty();
    flags = asked.link() ? flags.append(SqeFlag.IO_LINK) : flags;
    flags = asked.hard() ? flags.append(SqeFlag.IO_HARDLINK) : flags;
    flags = asked.async() ? flags.append(SqeFlag.ASYNC) : flags;
    flags = asked.quiet() ? flags.append(SqeFlag.CQE_SKIP_SUCCESS) : flags;
    boolean ends = !streams.containsKey(request.file());
    return switch (request) {
      case Calling.Nop nop -> TourRing.Sqe.nop(nop.slot(), nop.userData().get(), nop.tw(), flags);
      case Calling.Submit submit ->
          new TourRing.Sqe(
              read ? Opcode.READ_FIXED : Opcode.WRITE_FIXED,
              submit.slot(),
              descriptor(submit.file()),
              List.of(new Iovec(submit.offset(), submit.length())),
              submit.address(),
              ends ? submit.position() : ANYWHERE,
              submit.userData().get(),
              ends,
              flags);
      case Calling.SubmitVector submit ->
          new TourRing.Sqe(
              read ? Opcode.READV_FIXED : Opcode.WRITEV_FIXED,
              submit.slot(),
              descriptor(submit.file()),
              submit.ranges().map(range -> new Iovec(range.offset(), range.length())).toList(),
              Option.none(),
              ends ? submit.position() : ANYWHERE,
              submit.userData().get(),
              ends,
              flags);
    };
  }

  private Held slot(Entry entry) {
    return new Held(
        entry
            .bad()
            .map(this::base)
            .orElse(() -> memory(entry).map(MemorySegment::address))
            .getOrElse(0L),
        entry.tag().getOrElse(0L));
  }

  private long base(BadBuffer bad) {
    return switch (bad) {
      case PARTLY_MAPPED -> memory.partlyMapped();
      case FILE_BACKED -> mappedFile(bad.length());
      case ZERO_LENGTH, NULL_BASE, TOO_LONG, WRAPPING, UNMAPPED -> bad.base();
    };
  }

  private long mappedFile(long length) {
    try {
      return memory.ofFile(anyFile(length), length);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private long length(Entry entry) {
    return entry
        .bad()
        .map(BadBuffer::length)
        .orElse(() -> memory(entry).map(MemorySegment::byteSize))
        .getOrElse(0L);
  }

  private Option<MemorySegment> memory(Entry entry) {
    return entry
        .buffer()
        .filter(name -> entry.kind().contains(BufferKind.PAGES))
        .flatMap(name -> Option.of(memories.get(name)));
  }

  private long closed(String name) {
    TourRing ring = rings.get(name);
    if (ring != null && (ring.isClosed() || kept.contains(name))) {
      return -Errno.EBADF.number();
    }
    if (ring != null && registered.containsValue(name)) {
      kept.add(name);
      return ring.closeDescriptor(index(name));
    }
    if (ring != null) {
      ring.close();
      return 0;
    }
    if (streams.containsKey(name)) {
      int fd = known(streams, name);
      streams.put(name, CLOSED);
      long closed = fd == CLOSED ? -Errno.EBADF.number() : libc.close(fd);
      streamsChanged();
      return closed;
    }
    OpenFile file = known(files, name);
    if (file.fd() == CLOSED) {
      return -Errno.EBADF.number();
    }
    // The number may soon be somebody else's: from here on nobody is called with it.
    files.put(name, new OpenFile(file.drive(), CLOSED));
    return file.drive().close(file.fd());
  }

  /** An index that stands for a ring. */
  private RingHandle index(String ring) {
    return registered.entrySet().stream()
        .filter(entry -> entry.getValue().equals(ring))
        .map(entry -> RingHandle.index(entry.getKey()))
        .findFirst()
        .orElseThrow();
  }

  private void write(String name, long offset, byte[] bytes) throws IOException {
    DiskFile drive = drives.get(name);
    if (drive != null) {
      drive.write(offset, bytes);
    } else {
      MemorySegment.copy(
          bytes, 0, known(memories, name), ValueLayout.JAVA_BYTE, offset, bytes.length);
    }
  }

  private byte[] read(String name, long offset, long length) throws IOException {
    DiskFile drive = drives.get(name);
    return drive != null
        ? drive.read(offset, (int) length)
        : known(memories, name).asSlice(offset, length).toArray(ValueLayout.JAVA_BYTE);
  }

  private String compared(Looking.Compare compare) throws IOException {
    int differ =
        Arrays.mismatch(
            read(compare.one(), compare.from(), compare.length()),
            read(compare.other(), compare.at(), compare.length()));
    return differ < 0 ? "same" : "differ at " + differ;
  }

  /** The address of a memory. */
  long address(String name) {
    return known(memories, name).address();
  }

  /** The descriptor of a file. */
  int descriptor(String name) {
    return streams.containsKey(name) ? known(streams, name) : known(files, name).fd();
  }

  /** The address of a page. */
  long anyPage() throws IOException {
    return memory.map(Vector.of(new DmaSegment(0, PAGE))).address();
  }

  /** A descriptor of some file. */
  int anyFile() throws IOException {
    return anyFile(DiskFile.BLOCK);
  }

  private int anyFile(long size) throws IOException {
    DiskFile file = new DiskFile(libc, size);
    anyFiles.add(file);
    return file.open(false);
  }

  /** The names of the rings. */
  Vector<String> rings() {
    return Vector.ofAll(rings.keySet());
  }

  /** The ring with a name. */
  TourRing ring(String name) {
    return known(rings, name);
  }

  @Override
  public void close() {
    // The array of a task has few places: nothing is left in it.
    registered.forEach((index, ring) -> known(rings, ring).calls().unregisterRing(index));
    rings.values().forEach(TourRing::close);
    drives.values().forEach(DiskFile::close);
    anyFiles.forEach(DiskFile::close);
    streams.values().stream().filter(fd -> fd != CLOSED).forEach(libc::close);
    memory.close();
    memlock.close();
    arena.close();
  }
}
