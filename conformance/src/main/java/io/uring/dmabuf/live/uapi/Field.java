package io.uring.dmabuf.live.uapi;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/**
 * A member of a struct: where it is, taken from the declared layout by its name, and how wide.
 *
 * @param offset from the start of the struct, in bytes
 * @param size 1, 2, 4 or 8 bytes
 */
record Field(long offset, int size) {

  /** The member at the end of a path of names. */
  static Field of(StructLayout layout, String... path) {
    PathElement[] elements =
        Arrays.stream(path).map(PathElement::groupElement).toArray(PathElement[]::new);
    return new Field(
        layout.byteOffset(elements), Math.toIntExact(layout.select(elements).byteSize()));
  }

  /** Members of the C type {@code __u8}; so for the others. */
  static MemoryLayout u8(String name) {
    return ValueLayout.JAVA_BYTE.withName(name);
  }

  static MemoryLayout u16(String name) {
    return ValueLayout.JAVA_SHORT.withName(name);
  }

  static MemoryLayout u32(String name) {
    return ValueLayout.JAVA_INT.withName(name);
  }

  static MemoryLayout u64(String name) {
    return ValueLayout.JAVA_LONG.withName(name);
  }

  /** Its value in a struct, zero-extended if it is narrower than 64 bits. */
  long get(MemorySegment struct) {
    return switch (size) {
      case Byte.BYTES -> Byte.toUnsignedLong(struct.get(JAVA_BYTE, offset));
      case Short.BYTES -> Short.toUnsignedLong(struct.get(JAVA_SHORT_UNALIGNED, offset));
      case Integer.BYTES -> Integer.toUnsignedLong(struct.get(JAVA_INT_UNALIGNED, offset));
      default -> struct.get(JAVA_LONG_UNALIGNED, offset);
    };
  }

  /** Stores the low bits of a value. */
  void set(MemorySegment struct, long value) {
    switch (size) {
      case Byte.BYTES -> struct.set(JAVA_BYTE, offset, (byte) value);
      case Short.BYTES -> struct.set(JAVA_SHORT_UNALIGNED, offset, (short) value);
      case Integer.BYTES -> struct.set(JAVA_INT_UNALIGNED, offset, (int) value);
      default -> struct.set(JAVA_LONG_UNALIGNED, offset, value);
    }
  }
}
