package io.uring.dmabuf.live.tour;

import io.uring.dmabuf.dma.DmaSegment;
import io.uring.dmabuf.live.uapi.Libc;
import io.uring.dmabuf.uring.Errno;
import io.vavr.collection.Vector;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * The physical memory of a scenario, as the kernel has it: a sparse file without a name, whose page
 * at an offset stands for the page at that address. Memory of the user is a mapping of pages of it,
 * so that a page that two pieces have is one page there too.
 */
final class TourMemory implements AutoCloseable {
  private static final int PAGE = 4096;

  /** Beyond every physical address that a scenario can write, in bytes. */
  private static final long END = 1L << 53;

  private final Libc libc;
  private final Arena arena;
  private final List<MemorySegment> mapped = new ArrayList<>();

  /** The file, once there is memory. */
  private int fd = -1;

  /** Memory of zeros. */
  TourMemory(Libc libc, Arena arena) {
    this.libc = libc;
    this.arena = arena;
  }

  /** Bytes that follow each other for the user and lie where the pieces say. */
  MemorySegment map(Vector<DmaSegment> pieces) throws IOException {
    if (fd < 0) {
      fd = (int) checked("memfd_create", libc.memfd());
      checked("ftruncate", libc.truncate(fd, END));
    }
    long inPage = pieces.head().address() % PAGE;
    long length = DmaSegment.total(pieces);
    long pages = Math.ceilDiv(inPage + length, (long) PAGE) * PAGE;
    long address = checked("mmap", libc.mmap(pages));
    mapped.add(MemorySegment.ofAddress(address).reinterpret(pages, arena, null));
    long at = address;
    for (DmaSegment piece : pieces) {
      long first = piece.address() - piece.address() % PAGE;
      long bytes = Math.ceilDiv(piece.end() - first, (long) PAGE) * PAGE;
      checked("mmap", libc.mmapOver(at, bytes, fd, first));
      at += bytes;
    }
    return MemorySegment.ofAddress(address + inPage).reinterpret(length, arena, null);
  }

  /** The address of two pages, of which the second is not there. */
  long partlyMapped() {
    long address = libc.mmap(2 * PAGE);
    if (address > 0) {
      mapped.add(MemorySegment.ofAddress(address).reinterpret(PAGE, arena, null));
      libc.munmap(address + PAGE, PAGE);
    }
    return address;
  }

  /** The address of so many bytes of a file, from its beginning. */
  long ofFile(int file, long bytes) throws IOException {
    long address = checked("mmap", libc.mmap(bytes));
    mapped.add(MemorySegment.ofAddress(address).reinterpret(bytes, arena, null));
    return checked("mmap", libc.mmapOver(address, bytes, file, 0));
  }

  private static long checked(String call, long returned) throws IOException {
    if (returned < 0) {
      throw new IOException(call + " returns " + Errno.text(returned));
    }
    return returned;
  }

  @Override
  public void close() {
    mapped.forEach(memory -> libc.munmap(memory.address(), memory.byteSize()));
    if (fd >= 0) {
      libc.close(fd);
    }
  }
}
