package io.uring.dmabuf.guards;

import java.nio.file.Path;

/**
 * A decision of the implementation that can be taken wrongly on purpose.
 *
 * @param component the component, by the name of its specification
 * @param name the constant, unique among all components
 * @param step the action of the specification that goes wrong
 * @param text what it does wrongly, in one sentence
 * @param file where the step takes the decision
 * @param line the line there; 0 when no step does
 */
public record JavaDeviation(
    String component, String name, String step, String text, Path file, int line)
    implements Mutation {

  @Override
  public String id() {
    return "java:" + component + "." + name;
  }

  @Override
  public String where(Path root) {
    return Mutation.where(root, file, line);
  }
}
