package io.uring.dmabuf.design;

/**
 * A decision as only some kernels take it: none is wrong, and the base of the first version of the
 * series takes another. Each component has one enum of its alternatives; those of the specification
 * have the same names.
 */
public interface KernelAlternative {

  /** The constant's name, unique among all components. */
  String name();
}
