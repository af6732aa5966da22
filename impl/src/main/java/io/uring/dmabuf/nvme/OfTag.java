package io.uring.dmabuf.nvme;

import io.uring.dmabuf.step.Domain;
import io.vavr.collection.List;

/**
 * A tag of a device's queue.
 *
 * @param device the device, from 1
 * @param tag the tag, from 0
 */
public record OfTag(int device, int tag) {
  /** Every tag of every device. */
  public static final Domain<OfTag> EVERY =
      new Domain<>(
          bounds ->
              bounds
                  .integers("Devs")
                  .flatMap(d -> bounds.integers("Tags").map(t -> new OfTag(d, t))),
          of -> List.of(of.device(), of.tag()));
}
