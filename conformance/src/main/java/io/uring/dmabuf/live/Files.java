package io.uring.dmabuf.live;

import io.uring.dmabuf.live.uapi.Libc;
import io.uring.dmabuf.uring.Errno;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * The files that answer at once: a temporary file and an event counter. The file has no name any
 * more as soon as it is open, so nothing is left behind whenever the program ends.
 */
public final class Files implements AutoCloseable {
  /** What the temporary file is full of. */
  public static final int BYTE = 0x5A;

  private final Libc libc;
  private final int file;
  private final int eventfd;

  /** A new file full of {@link #BYTE}, and a new counter. */
  Files(Libc libc) throws IOException {
    this.libc = libc;
    byte[] content = new byte[UserBuffers.SIZE * 3];
    Arrays.fill(content, (byte) BYTE);
    this.file = nameless(libc, content);
    this.eventfd = opened("eventfd", libc.eventfd());
  }

  /**
   * The descriptor of a new temporary file, open for reading and writing. It is made in a folder of
   * its own and has no name any more.
   */
  public static int nameless(Libc libc, byte[] content) throws IOException {
    Path folder = java.nio.file.Files.createTempDirectory("dmabuf-rw-live");
    Path path = folder.resolve("file");
    try {
      java.nio.file.Files.write(path, content);
      return opened("open", libc.open(path.toString()));
    } catch (FileSystemException e) {
      throw e;
    } catch (IOException e) {
      throw new FileSystemException(path.toString(), null, e.getMessage());
    } finally {
      java.nio.file.Files.deleteIfExists(path);
      java.nio.file.Files.delete(folder);
    }
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
