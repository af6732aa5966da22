package io.uring.dmabuf.system;

import io.uring.dmabuf.dma.DmaSegment;
import io.uring.dmabuf.dma.Event;
import io.uring.dmabuf.dma.Event.FaultKind;
import io.uring.dmabuf.dma.Memory;
import io.uring.dmabuf.dma.Motion;
import io.uring.dmabuf.dma.Page;
import io.uring.dmabuf.dma.Unbacked;
import io.uring.dmabuf.dmabuf.DmaBuf;
import io.uring.dmabuf.id.DeviceId;
import io.uring.dmabuf.id.Numbered;
import io.uring.dmabuf.system.DriveConfig.Reach;
import io.vavr.collection.List;
import io.vavr.collection.SortedMap;
import io.vavr.collection.TreeMap;
import io.vavr.collection.Vector;
import io.vavr.control.Either;
import java.util.Arrays;
import java.util.function.UnaryOperator;

/**
 * The bytes that the requests move: physical memory, the lines of it that the CPU holds in its
 * caches, which are write-back, and what lies on the drives. A device that is coherent sees the
 * lines, and its writes end them; any other sees memory alone, or a copy of it, and the CPU what it
 * holds, until a sync. A sync works on whole lines, also on those that it shares with bytes outside
 * its range: this is how two neighbours can disturb each other. Immutable.
 *
 * @param ram physical memory
 * @param lineSize the size of a cache line in bytes, a power of two that divides the page size
 * @param lines the lines that the CPU holds, by physical address
 * @param drives what each device has
 */
public record Bytes(
    Memory ram, int lineSize, SortedMap<Long, Line> lines, Numbered<DeviceId, Drive> drives) {

  /**
   * A line that the CPU holds.
   *
   * @param content what the CPU sees
   * @param dirty whether the CPU wrote to it and memory does not know
   */
  public record Line(Page content, boolean dirty) {}

  /**
   * The bytes of a drive.
   *
   * @param reach how it gets at memory
   * @param disk what lies on it, by byte address
   * @param bounce what it has of mapped memory if it does not reach that itself, by device address
   */
  public record Drive(Reach reach, Memory disk, Memory bounce) {
    private Drive withDisk(Memory next) {
      return new Drive(reach, next, bounce);
    }

    private Drive withBounce(Memory next) {
      return new Drive(reach, disk, next);
    }
  }

  /** No memory and no drive. */
  public static Bytes none(int pageSize, int lineSize) {
    return new Bytes(Memory.empty(pageSize), lineSize, TreeMap.empty(), Numbered.empty());
  }

  /** Zeros, in the memory and on the disks that a machine has. */
  static Bytes zeros(State state) {
    Platform platform = state.platform();
    Bytes memory =
        Vector.ofAll(state.mapping().dmabufs().values().map(DmaBuf::segments))
            .appendAll(platform.areas().values().map(Area::pieces))
            .flatMap(segments -> segments)
            .foldLeft(none(platform.pageSize(), platform.lineSize()), Bytes::withMemory);
    return platform
        .drives()
        .ids()
        .foldLeft(memory, (bytes, id) -> bytes.withDrive(id, platform.drive(id)));
  }

  // What appears.

  /** These bytes with zeros in one more place of physical memory. */
  public Bytes withMemory(DmaSegment run) {
    return withRam(ram.withUntouched(run));
  }

  /** These bytes and a drive of zeros. */
  Bytes withDrive(DeviceId device, DriveConfig config) {
    Memory nothing = Memory.empty(config.pageSize());
    DmaSegment addresses = new DmaSegment(DriveConfig.BOUNCE_AT, DriveConfig.ADDRESSES);
    boolean bounces = config.reach() == Reach.BOUNCE;
    return withDrives(
        drives.put(
            device,
            new Drive(
                config.reach(),
                nothing.withUntouched(new DmaSegment(0, config.size())),
                bounces ? nothing.withUntouched(addresses) : nothing)));
  }

  // Motions.

  /** After a motion; nothing moves where there is no memory or no disk. */
  public Bytes after(Motion motion) {
    return switch (motion) {
      case Motion.Transfer t -> (t.toMemory() ? toMemory(t) : toDisk(t)).getOrElse(this);
      case Motion.Sync s -> afterSync(s);
      case Motion.Copy c -> afterCopy(c).getOrElse(this);
    };
  }

  private Either<Unbacked, Bytes> toMemory(Motion.Transfer t) {
    Drive drive = drive(t.device());
    return drive
        .disk()
        .read(t.position(), t.length())
        .flatMap(bytes ->
            switch (drive.reach()) {
              case BOUNCE ->
                  drive
                      .bounce()
                      .write(t.iova(), bytes)
                      .map(b -> with(t.device(), d -> d.withBounce(b)));
              case COHERENT ->
                  syncForDevice(t.physical(), t.length())
                      .syncForCpu(t.physical(), t.length())
                      .write(t.physical(), bytes);
              case NON_COHERENT -> write(t.physical(), bytes);
            });
  }

  private Either<Unbacked, Bytes> toDisk(Motion.Transfer t) {
    Drive drive = drive(t.device());
    Either<Unbacked, byte[]> seen =
        switch (drive.reach()) {
          case BOUNCE -> drive.bounce().read(t.iova(), t.length());
          case COHERENT -> cpuRead(t.physical(), t.length());
          case NON_COHERENT -> ram.read(t.physical(), t.length());
        };
    return seen.flatMap(bytes -> writtenTo(t.device(), t.position(), bytes));
  }

  private Bytes afterSync(Motion.Sync s) {
    Drive drive = drive(s.device());
    return switch (drive.reach()) {
      case COHERENT -> this;
      case NON_COHERENT ->
          s.forDevice()
              ? syncForDevice(s.physical(), s.length())
              : syncForCpu(s.physical(), s.length());
      case BOUNCE -> bounced(s, drive).getOrElse(this);
    };
  }

  private Either<Unbacked, Bytes> bounced(Motion.Sync s, Drive drive) {
    return s.forDevice()
        ? cpuRead(s.physical(), s.length())
            .flatMap(bytes -> drive.bounce().write(s.iova(), bytes))
            .map(copied -> with(s.device(), d -> d.withBounce(copied)))
        : drive.bounce().read(s.iova(), s.length()).flatMap(bytes -> cpuWrite(s.physical(), bytes));
  }

  private Either<Unbacked, Bytes> afterCopy(Motion.Copy c) {
    return c.toMemory()
        ? disk(c.device())
            .read(c.position(), c.length())
            .flatMap(bytes -> cpuWrite(c.physical(), bytes))
        : cpuRead(c.physical(), c.length())
            .flatMap(bytes -> writtenTo(c.device(), c.position(), bytes));
  }

  private Either<Unbacked, Bytes> writtenTo(DeviceId device, long position, byte[] bytes) {
    return disk(device).write(position, bytes).map(disk -> with(device, d -> d.withDisk(disk)));
  }

  /** What a motion tells, which depends on who sees whose writes. */
  List<Event> tells(Motion motion) {
    return switch (motion) {
      case Motion.Transfer t when isStale(t) ->
          List.of(new Event.Fault(FaultKind.STALE_DATA, t.device(), t.iova()));
      case Motion.Transfer t -> List.empty();
      case Motion.Sync s when drive(s.device()).reach() == Reach.COHERENT -> List.empty();
      case Motion.Sync s ->
          List.of(new Event.PageSynced(s.device(), s.iova(), s.length(), s.forDevice()));
      case Motion.Copy c -> List.empty();
    };
  }

  /** Whether the CPU has written to what a device touches, and the device does not see it. */
  private boolean isStale(Motion.Transfer t) {
    return drive(t.device()).reach() == Reach.NON_COHERENT
        && held(t.physical(), t.length()).exists(at -> lines.get(at).exists(Line::dirty));
  }

  // What the CPU does.

  /** What the CPU sees. */
  public Either<Unbacked, byte[]> cpuRead(long address, int length) {
    return ram.read(address, length).map(bytes -> overlaid(address, bytes));
  }

  /** After the CPU wrote: the lines are dirty. */
  public Either<Unbacked, Bytes> cpuWrite(long address, byte[] bytes) {
    long first = lineOf(address);
    int length = (int) (lineOf(address + bytes.length - 1) + lineSize - first);
    return cpuRead(first, length)
        .map(all -> {
          System.arraycopy(bytes, 0, all, (int) (address - first), bytes.length);
          SortedMap<Long, Line> held = lines;
          for (int at = 0; at < length; at += lineSize) {
            byte[] line = Arrays.copyOfRange(all, at, at + lineSize);
            held = held.put(first + at, new Line(new Page(line), true));
          }
          return withLines(held);
        });
  }

  /** Physical memory as the CPU sees it. */
  public byte[] cpuRead(Vector<DmaSegment> runs) {
    byte[] all = new byte[Math.toIntExact(DmaSegment.total(runs))];
    int done = 0;
    for (DmaSegment run : runs) {
      byte[] piece = cpuRead(run.address(), (int) run.length()).get();
      System.arraycopy(piece, 0, all, done, piece.length);
      done += piece.length;
    }
    return all;
  }

  /** After the CPU wrote to physical memory, as many bytes as there are. */
  public Bytes cpuWrite(Vector<DmaSegment> runs, byte[] bytes) {
    Bytes written = this;
    int done = 0;
    for (DmaSegment run : runs) {
      byte[] piece = Arrays.copyOfRange(bytes, done, done + (int) run.length());
      written = written.cpuWrite(run.address(), piece).get();
      done += piece.length;
    }
    return written;
  }

  // The drives.

  private Drive drive(DeviceId device) {
    return drives.get(device).get();
  }

  /** The disk of a device. */
  public Memory disk(DeviceId device) {
    return drive(device).disk();
  }

  /** These bytes with another content of a disk. */
  public Bytes withDisk(DeviceId device, Memory disk) {
    return with(device, d -> d.withDisk(disk));
  }

  // Syncs.

  private Bytes syncForDevice(long address, long length) {
    Bytes synced = this;
    for (long at : held(address, length)) {
      Line line = lines.get(at).get();
      if (line.dirty()) {
        synced =
            synced
                .withRam(synced.ram.write(at, line.content().bytes()).get())
                .withLines(synced.lines.put(at, new Line(line.content(), false)));
      }
    }
    return synced;
  }

  private Bytes syncForCpu(long address, long length) {
    Vector<Long> gone = held(address, length);
    return gone.isEmpty() ? this : withLines(lines.removeAll(gone));
  }

  /** The lines of a range that the CPU holds. */
  private Vector<Long> held(long address, long length) {
    long first = lineOf(address);
    long end = address + length;
    return (end - first) / lineSize > lines.size()
        ? lines.keySet().toVector().filter(at -> at >= first && at < end)
        : Vector.rangeBy(first, end, lineSize).filter(lines::containsKey);
  }

  private byte[] overlaid(long address, byte[] bytes) {
    for (long at : held(address, bytes.length)) {
      byte[] line = lines.get(at).get().content().bytes();
      long from = Math.max(at, address);
      long to = Math.min(at + lineSize, address + bytes.length);
      System.arraycopy(line, (int) (from - at), bytes, (int) (from - address), (int) (to - from));
    }
    return bytes;
  }

  private long lineOf(long address) {
    return address - Math.floorMod(address, (long) lineSize);
  }

  private Either<Unbacked, Bytes> write(long address, byte[] bytes) {
    return ram.write(address, bytes).map(this::withRam);
  }

  private Bytes with(DeviceId device, UnaryOperator<Drive> change) {
    return withDrives(drives.put(device, change.apply(drive(device))));
  }

  private Bytes withRam(Memory changed) {
    return new Bytes(changed, lineSize, lines, drives);
  }

  private Bytes withLines(SortedMap<Long, Line> changed) {
    return new Bytes(ram, lineSize, changed, drives);
  }

  private Bytes withDrives(Numbered<DeviceId, Drive> changed) {
    return new Bytes(ram, lineSize, lines, changed);
  }
}
