package io.uring.dmabuf.tlc.known;

import tlc2.tool.impl.FastTool;

/** What each of TLC's workers knows; they do not wait for each other. */
final class Recalls {

  private ThreadLocal<Recall> mine = new ThreadLocal<>();

  /** Nothing yet, once all formulas of the model were read. */
  void of(FastTool tool, FormulaReader.Part[] parts) {
    mine = ThreadLocal.withInitial(() -> new Recall(tool, parts));
  }

  /** What the worker that asks knows. */
  Recall mine() {
    return mine.get();
  }
}
