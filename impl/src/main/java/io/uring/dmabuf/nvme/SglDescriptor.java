package io.uring.dmabuf.nvme;

import io.vavr.control.Option;

/**
 * A descriptor of a scatter gather list: 16 bytes, in the data pointer of a command or in memory.
 * Source: NVMe base specification, SGL descriptors; struct nvme_sgl_desc.
 *
 * @param type what it describes
 * @param address bytes 0-7: of data, or of the next segment of the list
 * @param length bytes 8-11, in bytes, 1 to 2^32 - 1: of the data, or of the descriptors there
 */
public record SglDescriptor(Type type, long address, long length) {
  /** The size of a descriptor in bytes. */
  public static final int BYTES = 16;

  /** The most bytes that one data block may have here, a multiple of every page size. */
  public static final long MAX_DATA = 0xFFFF_0000L;

  private static final long LENGTH = 0xFFFF_FFFFL;
  private static final int TYPE_SHIFT = 56;

  /** What a descriptor describes: the high four bits of byte 15; an address is meant. */
  public enum Type {
    /** Data. */
    DATA_BLOCK(0x0),
    /** More descriptors, of which the last one leads on. */
    SEGMENT(0x2),
    /** More descriptors, all of them of data. */
    LAST_SEGMENT(0x3);

    private final int code;

    Type(int code) {
      this.code = code;
    }
  }

  /** The low eight bytes as a number. */
  public long low() {
    return address;
  }

  /** The high eight bytes as a number. */
  public long high() {
    return length & LENGTH | (long) type.code << (TYPE_SHIFT + 4);
  }

  /** The descriptor in two numbers; none for a type that is not used here. */
  static Option<SglDescriptor> parse(long low, long high) {
    int code = (int) (high >>> TYPE_SHIFT);
    for (Type type : Type.values()) {
      if (type.code << 4 == code) {
        return Option.some(new SglDescriptor(type, low, high & LENGTH));
      }
    }
    return Option.none();
  }
}
