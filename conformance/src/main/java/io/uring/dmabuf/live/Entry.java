package io.uring.dmabuf.live;

import io.vavr.control.Either;

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
    String what = kind == Kind.BUFFER ? "b" + buffer : Words.of(kind);
    return tagged ? what + "+" : what;
  }

  static Either<String, Entry> parse(String text) {
    boolean tagged = text.endsWith("+");
    String what = tagged ? text.substring(0, text.length() - 1) : text;
    if (what.matches("b\\d")) {
      int buffer = what.charAt(1) - '0';
      return buffer < Memory.BUFFERS
          ? Either.right(new Entry(Kind.BUFFER, buffer, tagged))
          : Either.left(text + ": there are buffers b0 to b" + (Memory.BUFFERS - 1));
    }
    return Words.parse(Kind.class, what)
        .filterOrElse(kind -> kind != Kind.BUFFER, kind -> text + ": name a buffer, such as b0")
        .map(kind -> new Entry(kind, 0, tagged));
  }
}
