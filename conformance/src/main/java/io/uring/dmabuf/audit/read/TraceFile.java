package io.uring.dmabuf.audit.read;

import io.uring.dmabuf.tlc.FileTrouble;
import io.vavr.control.Either;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.tukaani.xz.MemoryLimitException;
import org.tukaani.xz.XZIOException;
import org.tukaani.xz.XZInputStream;

/**
 * A file with a trace, plain, gzip or xz, told by its first bytes.
 *
 * @param name what it is called in reports
 * @param bytes how long it is, 0 where nobody knows
 * @param lines of what it holds
 * @param raw the bytes of the file itself, to be closed
 */
public record TraceFile(String name, long bytes, Lines lines, Counting raw)
    implements AutoCloseable {
  private static final int HEAD = 6;

  /** As much memory as unpacking xz may take, in KiB: what {@code xz -9} needs. */
  private static final int XZ_MEMORY = 100 << 10;

  private static final int BUFFER = 1 << 16;

  /** The file, or one line that says why it cannot be read. */
  public static Either<String, TraceFile> open(Path path) {
    try {
      if (Files.isDirectory(path)) {
        return Either.left(path + ": cannot be read: is a folder");
      }
      long bytes = Files.isRegularFile(path) ? Files.size(path) : 0;
      return of(path.toString(), bytes, Files.newInputStream(path));
    } catch (IOException e) {
      String reason = FileTrouble.of(path, e);
      return Either.left(
          path + (reason.equals("no such file") ? ": " : ": cannot be read: ") + reason);
    }
  }

  /** What a stream has, or one line that says why it cannot be read. */
  public static Either<String, TraceFile> of(String name, InputStream in) {
    try {
      return of(name, 0, in);
    } catch (IOException e) {
      return Either.left(name + ": cannot be read: " + e.getMessage());
    }
  }

  private static Either<String, TraceFile> of(String name, long bytes, InputStream in)
      throws IOException {
    Counting raw = new Counting(in);
    BufferedInputStream buffered = new BufferedInputStream(raw, BUFFER);
    buffered.mark(HEAD);
    byte[] head = buffered.readNBytes(HEAD);
    buffered.reset();
    if (begins(head, 't', 'r', 'a', 'c', 'i', 'n') || begins(head, 0x17, 0x08, 0x44)) {
      raw.close();
      return Either.left(
          name + ": is a trace.dat: 'trace-cmd report " + name + " | dmabuf-rw audit -' reads it");
    }
    if (begins(head, 'P', 'E', 'R', 'F', 'I', 'L')) {
      raw.close();
      return Either.left(
          name + ": is a perf.data: 'perf script -i " + name + " | dmabuf-rw audit -' reads it");
    }
    String other =
        begins(head, 'B', 'Z', 'h') ? "bzip2" : begins(head, 0x28, 0xb5, 0x2f, 0xfd) ? "zstd" : "";
    if (!other.isEmpty()) {
      raw.close();
      return Either.left(
          "%s: is packed by %s: '%s -dc %s | dmabuf-rw audit -' reads it"
              .formatted(name, other, other, name));
    }
    String packed =
        begins(head, 0x1f, 0x8b) ? "gzip" : begins(head, 0xfd, '7', 'z', 'X', 'Z') ? "xz" : "";
    try {
      return Either.right(new TraceFile(name, bytes, new Lines(unpacked(packed, buffered)), raw));
    } catch (ZipException | EOFException | XZIOException e) {
      raw.close();
      return Either.left(name + ": cannot be read: begins as " + packed + " does, and is none");
    }
  }

  private static InputStream unpacked(String packed, InputStream in) throws IOException {
    return switch (packed) {
      case "gzip" -> new GZIPInputStream(in, BUFFER);
      case "xz" -> new XZInputStream(in, XZ_MEMORY);
      default -> in;
    };
  }

  /** Why there was no line to read, in one line. */
  public String nothing() {
    return name
        + (raw.count() == 0
            ? ": is empty"
            : ": no line can be unpacked: it packs nothing, or is cut before its first line");
  }

  /** Whether a stream ended, or went wrong, within what is packed. */
  public static boolean isCut(IOException e) {
    return e instanceof EOFException
        || e instanceof ZipException
        || e instanceof XZIOException && !(e instanceof MemoryLimitException);
  }

  private static boolean begins(byte[] head, int... with) {
    for (int i = 0; i < with.length; i++) {
      if (head.length <= i || (head[i] & 0xff) != with[i]) {
        return false;
      }
    }
    return true;
  }

  @Override
  public void close() throws IOException {
    raw.close();
  }

  /** A stream that counts what was taken out of it. */
  public static final class Counting extends FilterInputStream {
    private long count;

    Counting(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      int b = super.read();
      count += b < 0 ? 0 : 1;
      return b;
    }

    @Override
    public int read(byte[] bytes, int from, int length) throws IOException {
      int some = super.read(bytes, from, length);
      count += Math.max(some, 0);
      return some;
    }

    /** {@return how many bytes were taken} */
    public long count() {
      return count;
    }
  }
}
