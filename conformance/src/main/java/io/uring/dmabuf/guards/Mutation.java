package io.uring.dmabuf.guards;

import io.vavr.control.Option;
import java.nio.file.Path;

/** One change for the worse: a guard that is left out, or a decision that is taken wrongly. */
public sealed interface Mutation permits SpecGuard, JavaGuard, JavaDeviation {

  /**
   * The name by which the command line knows it, such as {@code java:BufferTable.UPDATE_HAS_TABLE}.
   */
  String id();

  /** The component that it belongs to, such as {@code BufferTable}: the target of models. */
  String component();

  /** The action that it belongs to, by its name in the specification. */
  String step();

  /** The source file. */
  Path file();

  /** The line in it, from 1. */
  int line();

  /** A formula or a sentence. */
  String text();

  /** Why the walk leaves it out, in one sentence; none when it is walked. */
  default Option<String> bound() {
    return Option.none();
  }

  /** Whether it changes a specification; otherwise it changes the implementation. */
  default boolean inSpecification() {
    return this instanceof SpecGuard;
  }

  /** File and line, such as {@code spec/BufferTable.tla:182}. */
  default String where(Path root) {
    Path shown = file().startsWith(root) ? root.relativize(file()) : file();
    return shown + ":" + line();
  }
}
