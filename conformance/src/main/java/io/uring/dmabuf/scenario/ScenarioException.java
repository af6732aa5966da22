package io.uring.dmabuf.scenario;

/** Why a scenario cannot go on, in one line; whoever knows the place puts it in front. */
final class ScenarioException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final boolean broken;

  private ScenarioException(boolean broken, String message) {
    super(message);
    this.broken = broken;
  }

  /** What is written cannot be understood: says what was expected. */
  static ScenarioException unusable(String expected) {
    return new ScenarioException(false, expected);
  }

  /** What happened must not happen. */
  static ScenarioException broken(String what) {
    return new ScenarioException(true, what);
  }

  /** Whether the machine is at fault and not the text. */
  boolean isBroken() {
    return broken;
  }
}
