package io.uring.dmabuf.live.edges;

import io.uring.dmabuf.uring.UpdateStage;
import io.vavr.collection.SortedMap;
import io.vavr.control.Option;

/**
 * What an edge cover came to.
 *
 * @param edges of the graph at the granularity of calls
 * @param driven on the kernel, each at least once
 * @param consumed among the driven ones: the user takes a completion, there is no call
 * @param dmabufs among the driven ones: an ordinary buffer stands for a dma-buf
 * @param deviceErrors among the driven ones: a cancellation stands for an error of the device
 * @param closings among the driven ones: the ring is closed, and nobody can see what it posts
 * @param excluded how many edges fail at a step where no caller can make the kernel fail, by step
 * @param behindWorker how many edges would let the only worker thread take or end a request before
 *     one that came first
 * @param undecided how many edges depend on what the kernel could not be asked
 * @param tours each on fresh rings
 * @param calls compared in all
 * @param tags that the kernel posted
 * @param mismatch where specification and kernel differ, if they do
 */
public record EdgeReport(
    int edges,
    int driven,
    int consumed,
    int dmabufs,
    int deviceErrors,
    int closings,
    SortedMap<UpdateStage, Integer> excluded,
    int behindWorker,
    int undecided,
    int tours,
    long calls,
    long tags,
    Option<String> mismatch) {

  /** The edges that were to be driven. */
  public int remaining() {
    return edges - excluded.values().sum().intValue() - behindWorker - undecided;
  }
}
