package io.uring.dmabuf.scenario;

import io.uring.dmabuf.uring.RawBuffer;
import io.vavr.collection.List;
import io.vavr.control.Option;
import java.util.Locale;

/** Ordinary memory as a user hands it in that no slot takes. */
public enum BadBuffer {
  /** An address and no length. */
  ZERO_LENGTH(0x2000, 0),
  /** A length and no address. */
  NULL_BASE(0, 4096),
  /** More than a buffer may have. */
  TOO_LONG(0x2000, (1L << 30) + 1),
  /** A range around the end of the address space. */
  WRAPPING(-4096, 8192),
  /** Memory that is not there: below the lowest address that the kernel gives to anybody. */
  UNMAPPED(0x1000, 4096),
  /** Two pages, of which the second is not there. */
  PARTLY_MAPPED(0x2000, 8192),
  /** A file on a disk, mapped: a page that is written back is not pinned for long. */
  FILE_BACKED(0x2000, 8192);

  private final long base;
  private final long length;

  BadBuffer(long base, long length) {
    this.base = base;
    this.length = length;
  }

  /** Its address, unsigned; where somebody has to map something for it, of that. */
  public long base() {
    return base;
  }

  /** In bytes, unsigned. */
  public long length() {
    return length;
  }

  /** As the kernel gets it. */
  RawBuffer raw() {
    boolean pinned =
        switch (this) {
          case UNMAPPED, PARTLY_MAPPED, FILE_BACKED -> false;
          case ZERO_LENGTH, NULL_BASE, TOO_LONG, WRAPPING -> true;
        };
    return new RawBuffer(base, length, pinned);
  }

  /** The word of a scenario. */
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** All words, for messages. */
  static String words() {
    return List.of(values()).map(BadBuffer::word).mkString("|");
  }

  static Option<BadBuffer> of(String word) {
    return List.of(values()).find(bad -> bad.word().equals(word));
  }
}
