package io.uring.dmabuf.tlc;

import io.vavr.collection.List;
import io.vavr.control.Either;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The files that commands read, as text. Whatever a user names is read to a bound and no further: a
 * device without end, a sparse file, a pipe that nobody writes into. Every error is one line that
 * begins with the file.
 */
public final class InputFile {

  /** The bytes that a file may have. */
  public static final int LIMIT = 64 << 20;

  /** How long is waited for somebody who writes into a pipe. */
  private static final long SECONDS = 3;

  private InputFile() {}

  /** The text of a file in UTF-8, or one line that says why there is none. */
  public static Either<String, String> text(Path file) {
    return text(file, StandardCharsets.UTF_8);
  }

  /** The text of a file in some other encoding, or one line that says why there is none. */
  public static Either<String, String> text(Path file, Charset charset) {
    try {
      if (Files.isDirectory(file)) {
        return Either.left(file + ": cannot be read: is a folder");
      }
      if (Files.size(file) > LIMIT) {
        return tooLong(file.toString());
      }
      try (InputStream in = Files.isRegularFile(file) ? Files.newInputStream(file) : opened(file)) {
        return text(file.toString(), in, charset);
      }
    } catch (TimeoutException nobody) {
      return Either.left(file + ": cannot be read: nobody writes into this pipe");
    } catch (IOException e) {
      String reason = FileTrouble.of(file, e);
      return Either.left(
          file + (reason.equals("no such file") ? ": " : ": cannot be read: ") + reason);
    }
  }

  /** The lines of a file in UTF-8, or one line that says why there are none. */
  public static Either<String, List<String>> lines(Path file) {
    return text(file).map(text -> List.ofAll(text.lines().toList()));
  }

  /**
   * What a stream has to its end, as UTF-8; or one line that says why there is none.
   *
   * @param name what it is, for that line
   */
  public static Either<String, String> text(String name, InputStream in) {
    try {
      return text(name, in, StandardCharsets.UTF_8);
    } catch (IOException e) {
      return Either.left(name + ": cannot be read: " + FileTrouble.of(Path.of(""), e));
    }
  }

  private static Either<String, String> text(String name, InputStream in, Charset charset)
      throws IOException {
    byte[] bytes = in.readNBytes(LIMIT + 1);
    if (bytes.length > LIMIT) {
      return tooLong(name);
    }
    CharsetDecoder decoder = charset.newDecoder();
    ByteBuffer left = ByteBuffer.wrap(bytes);
    CharBuffer read =
        CharBuffer.allocate((int) Math.ceil(bytes.length * (double) decoder.maxCharsPerByte()));
    return decoder.decode(left, read, true).isError()
        ? Either.left(
            "%s: line %d: expected text in %s"
                .formatted(name, 1 + newlines(bytes, left.position()), charset))
        : Either.right(read.flip().toString());
  }

  private static int newlines(byte[] bytes, int end) {
    int lines = 0;
    for (int i = 0; i < end; i++) {
      lines += bytes[i] == '\n' ? 1 : 0;
    }
    return lines;
  }

  private static <T> Either<String, T> tooLong(String name) {
    return Either.left(
        name + ": cannot be read: more than " + (LIMIT >> 20) + " MiB, which no input here has");
  }

  /** A pipe or device. A pipe is not open before somebody writes into it. */
  private static InputStream opened(Path file) throws IOException, TimeoutException {
    CompletableFuture<InputStream> stream = new CompletableFuture<>();
    Thread.ofPlatform()
        .daemon()
        .name("open-" + file.getFileName())
        .start(() -> {
          try {
            stream.complete(Files.newInputStream(file));
          } catch (IOException e) {
            stream.completeExceptionally(e);
          }
        });
    try {
      return stream.get(SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException io ? io : new IOException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }
}
