package io.uring.dmabuf.system;

import io.uring.dmabuf.dma.Memory;
import io.uring.dmabuf.dma.Page;
import io.vavr.collection.HashMap;
import io.vavr.collection.Iterator;
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
public record Payload(
    boolean coherent, Memory ram, Map<Long, Line> lines, Map<Integer, Memory> disks) {

  /**
   * A page in the CPU's caches.
   *
   * @param page the bytes that the CPU sees
   * @param dirty whether the CPU wrote to it since the last sync for a device
   */
  public record Line(Page page, boolean dirty) {}

  /** Memory and disks of zeros without a page. */
  public static Payload empty(MachineConfig config) {
    Memory nothing = Memory.empty(config.pageSize());
    return new Payload(
        config.coherent(),
        nothing,
        HashMap.empty(),
        HashMap.ofEntries(
            Iterator.rangeClosed(1, config.devs()).map(d -> io.vavr.Tuple.of(d, nothing))));
  }

  /** This payload with pages of zeros in physical memory. */
  public Payload withPages(long address, int count) {
    return new Payload(coherent, ram.withZeroPages(address, count), lines, disks);
  }

  /** This payload with blocks of zeros on a disk, from block 0 on. */
  public Payload withBlocks(int device, int count) {
    return withDisk(device, disk(device).withZeroPages(0, count));
  }

  /** The disk of a device. */
  public Memory disk(int device) {
    return disks.getOrElse(device, Memory.empty(ram.pageSize()));
  }

  /** This payload with another content of a disk. */
  public Payload withDisk(int device, Memory disk) {
    return new Payload(coherent, ram, lines, disks.put(device, disk));
  }

  /** The page that the CPU sees at a physical page address; none where there is no memory. */
  public Option<Page> cpuPage(long address) {
    return lines.get(address).map(Line::page).orElse(() -> ram.page(address).toOption());
  }

  /** This payload after the CPU wrote a whole page; none where there is no memory. */
  public Option<Payload> cpuWrite(long address, Page page) {
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

  /** This payload after a device wrote a whole page; none where there is no memory. */
  public Option<Payload> deviceWrite(long address, Page page) {
    return ram.page(address).toOption().map(old -> withRam(ram.withPage(address, page)));
  }

  /** The block of a disk; none beyond its end. */
  public Option<Page> block(int device, long block) {
    return disk(device).page(block * ram.pageSize()).toOption();
  }

  /** This payload with a block of a disk written; none beyond its end. */
  public Option<Payload> withBlock(int device, long block, Page page) {
    Memory disk = disk(device);
    return block(device, block)
        .map(old -> withDisk(device, disk.withPage(block * ram.pageSize(), page)));
  }

  /** Whether the CPU has written to a page what devices do not see yet. */
  public boolean dirty(long address) {
    return lines.get(address).exists(Line::dirty);
  }

  /** This payload after a sync for the device: what the CPU wrote is in memory. */
  public Payload syncForDevice(long address) {
    Line line = lines.getOrElse(address, null);
    return line == null || !line.dirty()
        ? this
        : new Payload(
            coherent,
            ram.withPage(address, line.page()),
            lines.put(address, new Line(line.page(), false)),
            disks);
  }

  /** This payload after a sync for the CPU: it holds nothing of the page any more. */
  public Payload syncForCpu(long address) {
    return lines.containsKey(address) ? withLines(lines.remove(address)) : this;
  }

  private Payload withRam(Memory changed) {
    return new Payload(coherent, changed, lines, disks);
  }

  private Payload withLines(Map<Long, Line> changed) {
    return new Payload(coherent, ram, changed, disks);
  }
}
