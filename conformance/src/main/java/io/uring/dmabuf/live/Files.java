package io.uring.dmabuf.live;

import io.uring.dmabuf.live.uapi.Libc;
import io.uring.dmabuf.uring.Errno;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * The files that answer at once: a temporary file and an event counter. The file has no name any
 * more as soon as it is open, so nothing is left behind whenever the program ends.
 */
final class Files implements AutoCloseable {
  private final Libc libc;
  private final int file;
  private final int eventfd;

  /** A new file full of {@link ModelRing#FILE_BYTE}, in a folder of its own. */
  Files(Libc libc) throws IOException {
    this.libc = libc;
    Path folder = java.nio.file.Files.createTempDirectory("dmabuf-rw-live");
    Path path = folder.resolve("file");
    try {
      byte[] content = new byte[Memory.SIZE * 3];
      Arrays.fill(content, (byte) ModelRing.FILE_BYTE);
      java.nio.file.Files.write(path, content);
      this.file = opened("open", libc.open(path.toString()));
    } finally {
      java.nio.file.Files.deleteIfExists(path);
      java.nio.file.Files.delete(folder);
    }
    this.eventfd = opened("eventfd", libc.eventfd());
  }

  private static int opened(String call, long result) throws IOException {
    if (result < 0) {
      throw new IOException(call + " returns " + Errno.text(result));
    }
    return (int) result;
  }

  /** The descriptor of the temporary file. */
  int file() {
    return file;
  }

  /** The descriptor of an event counter of zero. */
  int eventfd() {
    return eventfd;
  }

  @Override
  public void close() {
    libc.close(file);
    libc.close(eventfd);
  }
}
