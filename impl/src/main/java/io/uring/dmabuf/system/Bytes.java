package io.uring.dmabuf.system;

import io.uring.dmabuf.dma.Event;
import io.uring.dmabuf.dma.Event.FaultKind;
import io.uring.dmabuf.dma.Memory;
import io.uring.dmabuf.dma.Motion;
import io.uring.dmabuf.dma.Page;
import io.uring.dmabuf.id.DeviceId;
import io.uring.dmabuf.id.DmabufId;
import io.uring.dmabuf.id.Numbered;
import io.vavr.collection.HashMap;
import io.vavr.collection.List;
import io.vavr.collection.Map;
import io.vavr.control.Option;

/**
 * The bytes that the requests move: physical memory, what the CPU holds of it in its caches, and
 * the disks. Devices see physical memory only. On a coherent machine so does the CPU, and no line
 * is ever held; otherwise what the CPU writes stays in its caches until a sync for the device, and
 * what it holds hides what a device wrote until a sync for the CPU.
 *
 * @param coherent whether the CPU's caches follow the devices' accesses
 * @param ram physical memory by physical address in bytes
 * @param lines the pages that the CPU holds, by physical page address; empty when coherent
 * @param disks the content of each device by byte address on it; a logical block is a page
 */
public record Bytes(
    boolean coherent, Memory ram, Map<Long, Line> lines, Numbered<DeviceId, Memory> disks) {

  /**
   * A page in the CPU's caches.
   *
   * @param page the bytes that the CPU sees
   * @param dirty whether the CPU wrote to it since the last sync for a device
   */
  public record Line(Page page, boolean dirty) {}

  /** Zeros, in the memory and on the disks that a setup has. */
  public static Bytes zeros(Setup setup, boolean coherent) {
    Memory nothing = Memory.empty(setup.pageSize());
    Bytes none = new Bytes(coherent, nothing, HashMap.empty(), Numbered.empty());
    return setup
        .devices()
        .foldLeft(none, (bytes, d) -> bytes.withDisk(d, nothing.withZeroPages(0, setup.blocks())))
        .withPages(setup.bufAddress(DmabufId.of(1)), setup.pagesOf().sum().intValue())
        .withPages(setup.allUserPages().head(), setup.allUserPages().size());
  }

  /** After a motion; nothing moves where there is no memory or no disk. */
  public Bytes after(Motion motion) {
    return switch (motion) {
      case Motion.Transfer t ->
          (t.toMemory()
                  ? block(t.device(), t.block()).flatMap(page -> deviceWrite(t.page(), page))
                  : devicePage(t.page()).flatMap(page -> withBlock(t.device(), t.block(), page)))
              .getOrElse(this);
      case Motion.Sync s when coherent -> this;
      case Motion.Sync s -> s.forDevice() ? syncForDevice(s.page()) : syncForCpu(s.page());
    };
  }

  /** What a motion tells, which depends on who sees whose writes. */
  List<Event> tells(Motion motion, int pageSize) {
    return switch (motion) {
      case Motion.Transfer t when dirty(t.page()) ->
          List.of(new Event.Fault(FaultKind.STALE_DATA, t.device(), t.iova()));
      case Motion.Transfer t -> List.empty();
      case Motion.Sync s when coherent -> List.empty();
      case Motion.Sync s ->
          List.of(new Event.PageSynced(s.device(), s.iova(), pageSize, s.forDevice()));
    };
  }

  /** These bytes with pages of zeros in physical memory. */
  public Bytes withPages(long address, int count) {
    return new Bytes(coherent, ram.withZeroPages(address, count), lines, disks);
  }

  /** The disk of a device. */
  public Memory disk(DeviceId device) {
    return disks.get(device).getOrElse(() -> Memory.empty(ram.pageSize()));
  }

  /** These bytes with another content of a disk. */
  public Bytes withDisk(DeviceId device, Memory disk) {
    return new Bytes(coherent, ram, lines, disks.put(device, disk));
  }

  /** The page that the CPU sees at a physical page address; none where there is no memory. */
  public Option<Page> cpuPage(long address) {
    return lines.get(address).map(Line::page).orElse(() -> ram.page(address).toOption());
  }

  /** These bytes after the CPU wrote a whole page; none where there is no memory. */
  public Option<Bytes> cpuWrite(long address, Page page) {
    return ram.page(address)
        .toOption()
        .map(old ->
            coherent
                ? withRam(ram.withPage(address, page))
                : withLines(lines.put(address, new Line(page, true))));
  }

  /** The page that a device sees at a physical page address; none where there is no memory. */
  public Option<Page> devicePage(long address) {
    return ram.page(address).toOption();
  }

  /** These bytes after a device wrote a whole page; none where there is no memory. */
  public Option<Bytes> deviceWrite(long address, Page page) {
    return ram.page(address).toOption().map(old -> withRam(ram.withPage(address, page)));
  }

  /** The block of a disk; none beyond its end. */
  public Option<Page> block(DeviceId device, long block) {
    return disk(device).page(block * ram.pageSize()).toOption();
  }

  /** These bytes with a block of a disk written; none beyond its end. */
  public Option<Bytes> withBlock(DeviceId device, long block, Page page) {
    Memory disk = disk(device);
    return block(device, block)
        .map(old -> withDisk(device, disk.withPage(block * ram.pageSize(), page)));
  }

  /** Whether the CPU has written to a page what devices do not see yet. */
  public boolean dirty(long address) {
    return lines.get(address).exists(Line::dirty);
  }

  /** These bytes after a sync for the device: what the CPU wrote is in memory. */
  public Bytes syncForDevice(long address) {
    Line line = lines.getOrElse(address, null);
    return line == null || !line.dirty()
        ? this
        : new Bytes(
            coherent,
            ram.withPage(address, line.page()),
            lines.put(address, new Line(line.page(), false)),
            disks);
  }

  /** These bytes after a sync for the CPU: it holds nothing of the page any more. */
  public Bytes syncForCpu(long address) {
    return lines.containsKey(address) ? withLines(lines.remove(address)) : this;
  }

  private Bytes withRam(Memory changed) {
    return new Bytes(coherent, changed, lines, disks);
  }

  private Bytes withLines(Map<Long, Line> changed) {
    return new Bytes(coherent, ram, changed, disks);
  }
}
