package io.uring.dmabuf.live.tour;

import io.uring.dmabuf.live.uapi.Iovec;
import io.uring.dmabuf.live.uapi.Libc;
import io.uring.dmabuf.live.uapi.Opcode;
import io.uring.dmabuf.scenario.Calling;
import io.uring.dmabuf.scenario.Calling.Entry;
import io.uring.dmabuf.scenario.Driving;
import io.uring.dmabuf.scenario.Looking;
import io.uring.dmabuf.scenario.Making;
import io.uring.dmabuf.scenario.Statement;
import io.uring.dmabuf.uring.BufferKind;
import io.uring.dmabuf.uring.Errno;
import io.uring.dmabuf.uring.Op;
import io.vavr.collection.Vector;
import io.vavr.control.Option;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;

/**
 * The running kernel's side of a scenario: a drive is a temporary file, the pages of memory are
 * those that the scenario says, one of several memories too, and a request has ended when its call
 * returns. Nothing is left when it is closed.
 */
final class TourKernel implements AutoCloseable {
  private static final int CLOSED = -1;

  private final Arena arena = Arena.ofConfined();
  private final Libc libc = new Libc(arena);
  private final Map<String, DiskFile> drives = new HashMap<>();
  private final Map<String, OpenFile> files = new HashMap<>();
  private final TourMemory memory = new TourMemory(libc, arena);
  private final Map<String, MemorySegment> memories = new HashMap<>();
  private final Map<String, TourRing> rings = new HashMap<>();

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
      case Making.NewMemory(String name, int _, var pieces) ->
          memories.put(name, memory.map(pieces));
      case Making.NewBuffer buffer ->
          throw new IllegalStateException("an obstacle was overlooked: " + buffer);
      case Making.NewRing(String name, int slots, int requests) ->
          rings.put(name, new TourRing(slots));
    }
  }

  private Option<String> call(int now, Calling calling) {
    return switch (calling) {
      case Calling.Register(String ring, Vector<Entry> entries) ->
          on(
              ring,
              r ->
                  entries.isEmpty()
                      ? r.register()
                      : r.register(
                          entries.map(this::slot).toList(), entries.map(this::length).toList()));
      case Calling.Update update ->
          on(
              update.ring(),
              r ->
                  r.update(
                      now,
                      update.slot(),
                      update.entries().map(this::slot).toList(),
                      update.entries().map(this::length).toList()));
      case Calling.Unregister(String ring) -> on(ring, r -> r.unregister(now));
      case Calling.Submit submit -> on(submit.ring(), r -> submitted(now, r, submit));
      case Calling.SubmitVector submit -> on(submit.ring(), r -> submitted(now, r, submit));
      case Calling.Close(String name) -> Option.some(Errno.text(closed(name)));
      case Calling.SetFlags(String file, boolean direct) ->
          Option.some(Errno.text(libc.setDirect(descriptor(file), direct)));
      case Calling.TaskWork _, Calling.Reap _ -> Option.none();
    };
  }

  /** What a call on a ring returns; a ring that is closed has no descriptor to call with. */
  private Option<String> on(String ring, java.util.function.ToLongFunction<TourRing> call) {
    TourRing found = rings.get(ring);
    return found == null || found.isClosed()
        ? Option.none()
        : Option.some(Errno.text(call.applyAsLong(found)));
  }

  private long submitted(int now, TourRing ring, Calling.Submit submit) {
    return ring.submit(
        now,
        submit.op() == Op.READ_FIXED ? Opcode.READ_FIXED : Opcode.WRITE_FIXED,
        submit.slot(),
        descriptor(submit.file()),
        submit.offset(),
        (int) submit.length(),
        submit.position(),
        submit.userData().get());
  }

  private long submitted(int now, TourRing ring, Calling.SubmitVector submit) {
    return ring.submitVector(
        now,
        submit.op() == Op.READ_FIXED ? Opcode.READV_FIXED : Opcode.WRITEV_FIXED,
        submit.slot(),
        descriptor(submit.file()),
        submit.ranges().map(range -> new Iovec(range.offset(), range.length())).toList(),
        submit.position(),
        submit.userData().get());
  }

  private TourRing.Slot slot(Entry entry) {
    return new TourRing.Slot(
        memory(entry).map(MemorySegment::address).getOrElse(0L), entry.tag().getOrElse(0L));
  }

  private long length(Entry entry) {
    return memory(entry).map(MemorySegment::byteSize).getOrElse(0L);
  }

  private Option<MemorySegment> memory(Entry entry) {
    return entry
        .buffer()
        .filter(name -> entry.kind().contains(BufferKind.PAGES))
        .flatMap(name -> Option.of(memories.get(name)));
  }

  private long closed(String name) {
    TourRing ring = rings.get(name);
    if (ring != null && ring.isClosed()) {
      return -Errno.EBADF.number();
    }
    if (ring != null) {
      ring.close();
      return 0;
    }
    OpenFile file = known(files, name);
    if (file.fd() == CLOSED) {
      return -Errno.EBADF.number();
    }
    // The number may soon be somebody else's: from here on nobody is called with it.
    files.put(name, new OpenFile(file.drive(), CLOSED));
    return file.drive().close(file.fd());
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
    return known(files, name).fd();
  }

  /** A descriptor of some file. */
  int anyFile() throws IOException {
    DiskFile file = new DiskFile(libc, DiskFile.BLOCK);
    drives.put("any file", file);
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
    rings.values().forEach(TourRing::close);
    drives.values().forEach(DiskFile::close);
    memory.close();
    arena.close();
  }
}
