package io.uring.dmabuf.live;

import io.uring.dmabuf.live.uapi.SetupFlag;
import io.vavr.collection.List;

/** Which ring a run is on. As text: {@code ring deferred} in the first line of a scenario. */
public enum RingKind {
  /** The submitting task issues, and completes whenever it enters the kernel. */
  PLAIN,
  /** Completions wait for the task to ask for them. */
  DEFERRED(SetupFlag.SINGLE_ISSUER, SetupFlag.DEFER_TASKRUN),
  /** A thread of the kernel submits, issues and completes. */
  POLLED(SetupFlag.SQPOLL);

  private final SetupFlag[] flags;

  RingKind(SetupFlag... flags) {
    this.flags = flags;
  }

  /** The flags of its setup. */
  SetupFlag[] flags() {
    return flags.clone();
  }

  /** The first line of a scenario. */
  public String line() {
    return "ring " + Words.of(this);
  }

  /** The kinds by their lines. */
  public static List<RingKind> all() {
    return List.of(values());
  }
}
