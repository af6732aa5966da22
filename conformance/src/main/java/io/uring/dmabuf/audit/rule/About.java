package io.uring.dmabuf.audit.rule;

import io.vavr.collection.List;

/**
 * What a rule says.
 *
 * @param name the law that it samples, or the good state where the specification has no law
 * @param module where the law stands; empty if there is none
 * @param objects what it judges, in the plural
 * @param sentence what must hold
 * @param functions of the kernel that make it hold
 * @param events that a trace must have
 * @param blind what it cannot see
 */
public record About(
    String name,
    String module,
    String objects,
    String sentence,
    List<String> functions,
    List<String> events,
    String blind) {

  /** {@return where it stands in the specification, for a reader who looks for the file} */
  public String place() {
    return module.isEmpty() ? law() : "law " + name + " of spec/" + module + ".tla";
  }

  /** {@return where it stands in the specification} */
  public String law() {
    return module.isEmpty() ? "no law: the specification has none of this" : module + "!" + name;
  }
}
