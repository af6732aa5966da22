package io.uring.dmabuf.guards;

import io.vavr.control.Option;
import java.nio.file.Path;

/** One change for the worse: a guard that is left out, or a decision that is taken wrongly. */
public sealed interface Mutation permits SpecGuard, JavaGuard, JavaDeviation {

  /** The name by which the command line knows it, such as {@code java:Requests.StartUpdate.3}. */
  String id();

  /** The component that it belongs to, such as {@code Requests}: the target of models. */
  String component();

  /** The action that it belongs to, by its name in the specification. */
  String step();

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

  /** Where it stands, such as {@code spec/Rsrc.tla:182}. */
  String where(Path root);

  /** File and line as they are shown. */
  static String where(Path root, Path file, int line) {
    Path shown = file.startsWith(root) ? root.relativize(file) : file;
    return shown + ":" + line;
  }
}
