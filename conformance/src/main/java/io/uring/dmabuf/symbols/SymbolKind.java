package io.uring.dmabuf.symbols;

import io.vavr.collection.List;
import io.vavr.control.Option;

/** What a name of the kernel is. */
public enum SymbolKind {
  /** A function that other files may call. */
  FUNCTION(Family.CODE),
  /** A function of one file. */
  STATIC_FUNCTION(Family.CODE),
  /** A function that each user compiles anew, mostly of a header. */
  STATIC_INLINE(Family.CODE),
  /** The entry of a system call. */
  SYSTEM_CALL(Family.CODE),
  /** A macro with parameters. */
  MACRO(Family.CODE),
  /** A macro without parameters, or an enumerator. */
  CONSTANT(Family.VALUE),
  /** A variable outside of functions. */
  VARIABLE(Family.VALUE),
  /** A structure or union. */
  STRUCT(Family.TYPE),
  /** An enumeration. */
  ENUM(Family.TYPE),
  /** A name for a type. */
  TYPEDEF(Family.TYPE),
  /** A field of a structure. */
  FIELD(Family.FIELD),
  /** A pointer to a function in a structure. */
  CALLBACK(Family.FIELD);

  /** Kinds that a change may turn into each other. */
  private enum Family {
    CODE,
    VALUE,
    TYPE,
    FIELD
  }

  private final Family family;

  SymbolKind(Family family) {
    this.family = family;
  }

  /** The kind of that text, such as {@code static inline}. */
  public static Option<SymbolKind> of(String text) {
    return List.of(values()).find(kind -> kind.text().equals(text));
  }

  /** As the list writes it, such as {@code static inline}. */
  public String text() {
    return name().toLowerCase(java.util.Locale.ROOT).replace('_', ' ');
  }

  /** Whether it is something that one calls. */
  public boolean isCode() {
    return family == Family.CODE;
  }

  /** Whether a name of the one kind may become one of the other and still be the same. */
  boolean isLike(SymbolKind other) {
    return family == other.family;
  }
}
