package io.uring.dmabuf.design;

/** A state that knows the design which its steps follow: a final part of its configuration. */
public interface Designed {

  /** The design. */
  Design design();
}
