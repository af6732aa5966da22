package io.uring.dmabuf.guards;

import java.nio.file.Path;

/**
 * A guard of a step of the implementation.
 *
 * @param component the component, by the name of its specification
 * @param name the constant, unique among all components
 * @param step the action of the specification that the step stands for
 * @param text the condition in one sentence
 * @param file where the step asks for it
 * @param line the line there; 0 when no step does
 */
public record JavaGuard(
    String component, String name, String step, String text, Path file, int line)
    implements Mutation {

  @Override
  public String id() {
    return "java:" + component + "." + name;
  }
}
