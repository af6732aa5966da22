package io.uring.dmabuf.system;

import io.uring.dmabuf.id.FileId;
import java.util.Arrays;

/**
 * A pipe of one page with what is in it ({@code struct pipe_inode_info}). Immutable. Bytes go
 * behind those that are there, as long as the page has room.
 */
public final class Pipe {
  /** What it holds, in bytes ({@code F_SETPIPE_SZ}). */
  public static final int CAPACITY = 4096;

  private final FileId readEnd;
  private final FileId writeEnd;
  private final byte[] content;

  /** Where in its page the content begins, in bytes. */
  private final int from;

  private Pipe(FileId readEnd, FileId writeEnd, byte[] content, int from) {
    this.readEnd = readEnd;
    this.writeEnd = writeEnd;
    this.content = content;
    this.from = from;
  }

  /** An empty pipe. */
  static Pipe empty(FileId readEnd, FileId writeEnd) {
    return new Pipe(readEnd, writeEnd, new byte[0], 0);
  }

  /** Where it is read. */
  public FileId readEnd() {
    return readEnd;
  }

  /** Where it is written. */
  public FileId writeEnd() {
    return writeEnd;
  }

  /** How many bytes are in it. */
  public int size() {
    return content.length;
  }

  /** Whether so many bytes go in whole, or it is empty and takes what it can. */
  public boolean takes(int length) {
    return size() == 0 || length <= room();
  }

  /** How many bytes of some go in. */
  int fitting(int length) {
    return Math.min(length, room());
  }

  private int room() {
    return size() == 0 ? CAPACITY : CAPACITY - from - size();
  }

  /** With bytes behind those that are there: as many as go in. */
  Pipe with(byte[] bytes) {
    int count = fitting(bytes.length);
    byte[] more = Arrays.copyOf(content, size() + count);
    System.arraycopy(bytes, 0, more, size(), count);
    return new Pipe(readEnd, writeEnd, more, size() == 0 ? 0 : from);
  }

  /** Its first bytes, so many at most. */
  byte[] first(int most) {
    return Arrays.copyOf(content, Math.min(most, size()));
  }

  /** Without its first bytes. */
  Pipe without(int count) {
    return new Pipe(readEnd, writeEnd, Arrays.copyOfRange(content, count, size()), from + count);
  }
}
