package io.uring.dmabuf.block;

import io.uring.dmabuf.id.DeviceId;
import io.uring.dmabuf.id.TagId;
import io.uring.dmabuf.step.Domain;
import io.vavr.collection.List;

/**
 * A tag of a device's queue.
 *
 * @param device the device
 * @param tag the tag
 */
public record OfTag(DeviceId device, TagId tag) {
  /** Every tag of every device. */
  public static final Domain<OfTag> EVERY =
      new Domain<>(
          bounds ->
              bounds
                  .ids("Devs", DeviceId::of)
                  .flatMap(d -> bounds.ids("Tags", TagId::of).map(t -> new OfTag(d, t))),
          of -> of.tla(List.empty()));

  /** What TLC reports for it, with what else there is. */
  public List<Object> tla(List<Object> more) {
    return more.prepend(tag.number()).prepend(device.number());
  }
}
