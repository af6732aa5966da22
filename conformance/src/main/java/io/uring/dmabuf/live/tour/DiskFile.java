package io.uring.dmabuf.live.tour;

import io.uring.dmabuf.live.Files;
import io.uring.dmabuf.live.uapi.Libc;
import io.uring.dmabuf.uring.Errno;
import io.vavr.collection.HashSet;
import io.vavr.collection.Set;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * The disk of a scenario as a temporary file of zeros. It has no name any more as soon as it is
 * made, so nothing is left behind whenever the program ends; it is opened again through its
 * descriptor.
 */
final class DiskFile implements AutoCloseable {
  /** The logical block that files with {@code O_DIRECT} are compared with, in bytes. */
  static final int BLOCK = 512;

  /** File systems that have no disk of their own. */
  private static final Set<String> IN_MEMORY = HashSet.of("tmpfs", "ramfs", "overlay");

  private final Libc libc;
  private final FileChannel content;
  private final int base;
  private final List<Integer> opened = new ArrayList<>();

  /** A file of a size in bytes. */
  DiskFile(Libc libc, long size) throws IOException {
    this.libc = libc;
    this.base = Files.nameless(libc, new byte[(int) size]);
    this.content =
        FileChannel.open(Path.of(path()), StandardOpenOption.READ, StandardOpenOption.WRITE);
  }

  /** What it is opened by. */
  private String path() {
    return "/proc/self/fd/" + base;
  }

  /** One more descriptor of it, or a negated errno. */
  int open(boolean direct) {
    int fd = (int) libc.open(path(), direct);
    if (fd >= 0) {
      opened.add(fd);
    }
    return fd;
  }

  /** A descriptor of it is closed: 0. */
  long close(int fd) {
    opened.remove((Integer) fd);
    return libc.close(fd);
  }

  /** The user writes to it by other means. */
  void write(long position, byte[] bytes) throws IOException {
    ByteBuffer left = ByteBuffer.wrap(bytes);
    while (left.hasRemaining()) {
      content.write(left, position + left.position());
    }
  }

  /** Bytes of it. */
  byte[] read(long position, int length) throws IOException {
    ByteBuffer into = ByteBuffer.allocate(length);
    while (into.hasRemaining() && content.read(into, position + into.position()) >= 0) {}
    return into.array();
  }

  /**
   * Whether {@code O_DIRECT} means here what it means on a drive of blocks of {@value #BLOCK}
   * bytes: whole blocks are read, anything else is -EINVAL.
   */
  static boolean hasDirectBlocks() throws IOException {
    try (Arena arena = Arena.ofConfined();
        DiskFile file = new DiskFile(new Libc(arena), 2 * BLOCK)) {
      int fd = file.open(true);
      var memory = arena.allocate(2 * BLOCK, 4096);
      return fd >= 0
          && file.libc.read(fd, memory.asSlice(0, BLOCK)) == BLOCK
          && file.libc.read(fd, memory.asSlice(0, 100)) == -Errno.EINVAL.number();
    }
  }

  /** Whether its pages are written back to a disk; elsewhere nothing is against pinning them. */
  static boolean isOnDisk() throws IOException {
    Path folder = Path.of(System.getProperty("java.io.tmpdir"));
    return !IN_MEMORY.contains(java.nio.file.Files.getFileStore(folder).type());
  }

  @Override
  public void close() {
    opened.forEach(libc::close);
    libc.close(base);
    try {
      content.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
