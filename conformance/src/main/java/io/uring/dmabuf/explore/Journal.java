package io.uring.dmabuf.explore;

import io.uring.dmabuf.tlc.FileTrouble;
import io.vavr.control.Either;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.zip.CRC32C;
import java.util.zip.CheckedInputStream;

/**
 * What an exploration has found, level by level, in a file: by it one that was ended goes on. No
 * state is in it, only how each was reached; a state is made again by its steps.
 *
 * <p>The file is a line that says what was explored, and then one block a level, which is written
 * when the level is known whole. In a block, in big-endian order: how many states are new in it (8
 * bytes), how many counts there are (4), the time of all levels so far in nanoseconds (8), the
 * counts of all levels so far (8 each), the states (28 each: sum, check, the sum of the state that
 * it was reached from, the index of the step), the CRC-32C of all that (8). A block that was cut
 * off when its writer ended is written anew.
 */
final class Journal implements AutoCloseable {
  /** The bytes of a state: three sums and a step. */
  static final int STATE = 3 * Long.BYTES + Integer.BYTES;

  private static final String TITLE = "dmabuf-rw explore, journal 1: ";
  private static final int HEAD = 2 * Long.BYTES + Integer.BYTES;
  private static final int BUFFER = 1 << 20;

  /** More counts than a model has steps and groups of steps; a wrong length is more. */
  private static final int MOST_COUNTS = 1 << 20;

  private final Path file;
  private final FileChannel channel;
  private final ArrayList<Level> levels = new ArrayList<>();
  private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
  private final CRC32C crc = new CRC32C();

  /**
   * A level in the file.
   *
   * @param states where its first state stands
   * @param size how many states it has
   * @param totals what it and all before it have counted
   */
  record Level(long states, long size, Totals totals) {}

  /** What is told of each state that stands in a journal. */
  @FunctionalInterface
  interface Visitor {
    /**
     * A state.
     *
     * @param sum its sum
     * @param check its check
     * @param parent the sum of the state that it was reached from
     * @param step the index of the step; -1 for the initial state
     */
    void state(long sum, long check, long parent, int step);
  }

  /**
   * What all levels up to one have counted.
   *
   * @param nanos how long they took
   * @param counts what was counted
   */
  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  record Totals(long nanos, long[] counts) {}

  private Journal(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /**
   * The journal in a file, which is begun if it is not there.
   *
   * @param about what is explored, in one line: only its own journal is gone on with
   * @param visitor is told the states that stand there, in the order in which they were found
   * @param read is told each level behind its states
   * @return the journal, or one line that says why it cannot be used
   */
  static Either<String, Journal> open(
      Path file, String about, Visitor visitor, Consumer<Level> read) {
    FileChannel channel;
    try {
      channel =
          FileChannel.open(
              file, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE);
    } catch (IOException e) {
      return Either.left(file + ": cannot be written: " + FileTrouble.of(file, e));
    }
    Journal journal = new Journal(file, channel);
    try {
      if (channel.tryLock() == null) {
        return journal.refused("another exploration writes it");
      }
      return journal.read(TITLE + about + "\n", visitor, read);
    } catch (IOException e) {
      return journal.refused(FileTrouble.of(file, e));
    }
  }

  private Either<String, Journal> refused(String why) {
    close();
    return Either.left(file + ": " + why);
  }

  private Either<String, Journal> read(String title, Visitor visitor, Consumer<Level> read)
      throws IOException {
    byte[] own = title.getBytes(StandardCharsets.UTF_8);
    if (channel.size() == 0) {
      channel.write(ByteBuffer.wrap(own), 0);
      return Either.right(this);
    }
    byte[] first = Channels.newInputStream(channel.position(0)).readNBytes(own.length);
    if (!Arrays.equals(first, own)) {
      return refused(
          new String(first, StandardCharsets.UTF_8).startsWith(TITLE)
              ? "is the journal of another exploration: " + about(first)
              : "is no journal of an exploration");
    }
    long end = own.length;
    for (long next = end; next >= 0; next = block(end, visitor, read)) {
      end = next;
    }
    channel.truncate(end);
    return Either.right(this);
  }

  private static String about(byte[] first) {
    return new String(first, StandardCharsets.UTF_8)
        .substring(TITLE.length())
        .lines()
        .findFirst()
        .orElse("");
  }

  /** Where the block that begins here ends; -1 for one that is not whole. */
  private long block(long from, Visitor visitor, Consumer<Level> read) throws IOException {
    CheckedInputStream checked =
        new CheckedInputStream(
            new BufferedInputStream(Channels.newInputStream(channel.position(from)), BUFFER),
            new CRC32C());
    try {
      DataInputStream in = new DataInputStream(checked);
      long size = in.readLong();
      int counted = in.readInt();
      long to = from + HEAD + (long) counted * Long.BYTES + size * STATE + Long.BYTES;
      if (size < 0 || counted < 0 || counted > MOST_COUNTS || to > channel.size()) {
        return -1;
      }
      long nanos = in.readLong();
      long[] counts = new long[counted];
      for (int i = 0; i < counted; i++) {
        counts[i] = in.readLong();
      }
      visit(in, size, visitor);
      long crcNow = checked.getChecksum().getValue();
      if (in.readLong() != crcNow) {
        throw new IOException(
            "the states of level %d are not those that were written".formatted(levels.size() + 1));
      }
      long states = from + HEAD + (long) counted * Long.BYTES;
      Level level = new Level(states, size, new Totals(nanos, counts));
      levels.add(level);
      read.accept(level);
      return to;
    } catch (EOFException cut) {
      return -1;
    }
  }

  private static void visit(DataInputStream in, long size, Visitor visitor) throws IOException {
    byte[] bytes = new byte[STATE];
    ByteBuffer state = ByteBuffer.wrap(bytes);
    for (long i = 0; i < size; i++) {
      in.readFully(bytes);
      visitor.state(state.getLong(0), state.getLong(8), state.getLong(16), state.getInt(24));
    }
  }

  /** The levels that are there, the first one first. */
  java.util.List<Level> levels() {
    return levels;
  }

  /** Tells the states of a level, in the order in which they were found. */
  void visit(Level level, Visitor visitor) {
    try {
      channel.position(level.states());
      InputStream in = new BufferedInputStream(Channels.newInputStream(channel), BUFFER);
      visit(new DataInputStream(in), level.size(), visitor);
    } catch (IOException e) {
      throw new UncheckedIOException(file.toString(), e);
    }
  }

  /**
   * Adds a level.
   *
   * @param size how many states it has
   * @param totals what all levels up to it have counted
   * @param states tells them
   */
  void write(long size, Totals totals, Consumer<Visitor> states) {
    crc.reset();
    writing(HEAD).putLong(size).putInt(totals.counts().length).putLong(totals.nanos());
    for (long count : totals.counts()) {
      writing(Long.BYTES).putLong(count);
    }
    states.accept((sum, check, parent, step) ->
        writing(STATE).putLong(sum).putLong(check).putLong(parent).putInt(step));
    flush();
    writing(Long.BYTES).putLong(crc.getValue());
    flush();
  }

  private ByteBuffer writing(int bytes) {
    if (buffer.remaining() < bytes) {
      flush();
    }
    return buffer;
  }

  private void flush() {
    buffer.flip();
    crc.update(buffer.duplicate());
    try {
      channel.position(channel.size());
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(file.toString(), e);
    }
    buffer.clear();
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(file.toString(), e);
    }
  }
}
