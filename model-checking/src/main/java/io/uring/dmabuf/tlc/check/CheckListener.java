package io.uring.dmabuf.tlc.check;

import io.uring.dmabuf.tlc.models.ModelEntry;
import io.uring.dmabuf.tlc.run.Progress;

/** Told how a check goes on. Called by several threads. */
public interface CheckListener {

  /** A model's run has started. */
  void started(ModelEntry model);

  /** A model's run goes on. */
  void working(ModelEntry model, Progress progress);

  /**
   * Something happened in a model's run.
   *
   * @param line what, in one line
   */
  default void told(ModelEntry model, String line) {}

  /** A model's run has ended and is judged. */
  void ended(ModelOutcome outcome);

  /**
   * A model could not be run.
   *
   * @param line why, in one line
   */
  default void unusable(ModelEntry model, String line) {}

  /** The check was interrupted; all its processes and folders are gone, and this JVM ends. */
  void interrupted();
}
