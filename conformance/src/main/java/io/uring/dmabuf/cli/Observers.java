package io.uring.dmabuf.cli;

import io.uring.dmabuf.tlc.ObserverFactory;

/** The observers of the models' transitions: the replay on the implementation. */
final class Observers {

  private Observers() {}

  /** The maker of the observer of one run. */
  static ObserverFactory factory() {
    return ObserverFactory.plain();
  }
}
