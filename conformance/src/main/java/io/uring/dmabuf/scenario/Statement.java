package io.uring.dmabuf.scenario;

/**
 * One statement of a scenario, understood but not carried out. All there are is listed, with syntax
 * and help, in {@link Grammar}.
 */
public sealed interface Statement permits Making, Calling, Driving, Looking {

  /** Carries the statement out: what it returns, as it is printed and expected. */
  String run(Session session);
}
