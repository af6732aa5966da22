package io.uring.dmabuf.mutants;

import io.uring.dmabuf.guards.SpecGuard.Region;
import java.nio.file.Path;

/**
 * A definition of the specification with one small change.
 *
 * @param module the module that has the definition
 * @param definition its name
 * @param kind what is done to it
 * @param number which place of this kind in the definition, from 1
 * @param file the module's file
 * @param region what is replaced
 * @param replacement what stands there then
 * @param text what is changed into what, on one line
 */
public record Mutant(
    String module,
    String definition,
    MutantKind kind,
    int number,
    Path file,
    Region region,
    String replacement,
    String text) {

  /** The name by which the command line knows it, such as {@code Rsrc.PutNode.update.2}. */
  public String id() {
    return place() + "." + kind.word() + "." + number;
  }

  /** The definition, such as {@code Rsrc.PutNode}. */
  public String place() {
    return module + "." + definition;
  }

  /** Where it stands, such as {@code spec/Rsrc.tla:182}. */
  public String where(Path root) {
    return (file.startsWith(root) ? root.relativize(file) : file) + ":" + region.line();
  }

  /** The text of the module with the change. */
  public String in(String source) {
    return region.replaced(source, replacement);
  }
}
