package io.uring.dmabuf.design;

import io.vavr.control.Option;

/** A decision taken wrongly on purpose. Each component has one enum of its deviations. */
public interface Deviation {

  /** The constant's name, unique among all components. */
  String name();

  /** The step that goes wrong, by the name of the specification's action. */
  String step();

  /** What the step does wrongly, in one sentence. */
  String sentence();

  /** The mistake without which a whole machine never comes to make this one; none for most. */
  default Option<Deviation> after() {
    return Option.none();
  }
}
