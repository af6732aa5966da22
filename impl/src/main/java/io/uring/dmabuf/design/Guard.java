package io.uring.dmabuf.design;

/**
 * A condition under which a step may be taken. Each component has one enum of its guards; each
 * constant is used at exactly one place, so that a variant of the design without it differs in this
 * one condition.
 */
public interface Guard {

  /** The constant's name, unique among all components. */
  String name();

  /** The step that the guard belongs to, by the name of the specification's action. */
  String step();

  /** The condition in one sentence. */
  String sentence();
}
