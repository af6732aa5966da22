package io.uring.dmabuf.design;

/** A decision taken wrongly on purpose. Each component has one enum of its deviations. */
public interface Deviation {

  /** The constant's name, unique among all components. */
  String name();

  /** The step that goes wrong, by the name of the specification's action. */
  String step();

  /** What the step does wrongly, in one sentence. */
  String sentence();
}
