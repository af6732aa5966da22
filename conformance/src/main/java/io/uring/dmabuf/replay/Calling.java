package io.uring.dmabuf.replay;

/** What one thread is calling in the implementation, for the report if it throws. */
final class Calling {

  /** What is called, such as {@code the abstraction}; empty for nothing of the implementation. */
  String what = "";

  /** The index of the step that it is called for, or -1. */
  int step = -1;
}
