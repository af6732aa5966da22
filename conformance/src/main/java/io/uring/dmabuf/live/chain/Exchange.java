package io.uring.dmabuf.live.chain;

import io.uring.dmabuf.live.Answer;
import io.uring.dmabuf.live.Operation;
import io.vavr.collection.List;

/**
 * An operation with the answers of both sides.
 *
 * @param operation what was done on both
 * @param model what the model answers
 * @param kernel what the running kernel answers
 * @param isBatch whether several requests were completed in one go: the model completes one after
 *     the other, so their completions are compared as a set
 */
public record Exchange(Operation operation, Answer model, Answer kernel, boolean isBatch) {

  /** Whether both answer the same. */
  public boolean agrees() {
    return isBatch ? model.isPermutationOf(kernel) : model.equals(kernel);
  }

  /** The lines that tell it: one answer if both agree. */
  public List<String> lines() {
    return agrees()
        ? List.of(operation.text(), "  " + kernel.text())
        : List.of(operation.text(), "  model:  " + model.text(), "  kernel: " + kernel.text());
  }
}
