package io.uring.dmabuf.live;

/**
 * What a registration or an update asks for one slot. As text: {@code b2} is the buffer number 2,
 * any other kind is written by its name; {@code +} at the end gives a tag.
 *
 * @param kind what
 * @param buffer which of the buffers, from 0, where the kind is about one
 * @param tagged whether the user gives a tag
 */
public record Entry(Kind kind, int buffer, boolean tagged) {

  /** What can be asked for. */
  public enum Kind {
    /** A buffer. */
    BUFFER,
    /** An empty slot. */
    EMPTY,
    /** An address and no length. */
    ZERO_LENGTH,
    /** A length and no address. */
    NULL_BASE,
    /** More than a buffer may have. */
    TOO_LONG,
    /** A range around the end of the address space. */
    WRAPPING,
    /** Memory that is not there. */
    UNMAPPED
  }

  String text() {
    String what = kind == Kind.BUFFER ? "b" + buffer : ConstantName.of(kind);
    return tagged ? what + "+" : what;
  }
}
