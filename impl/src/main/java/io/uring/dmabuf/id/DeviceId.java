package io.uring.dmabuf.id;

/** A device that does DMA ({@code struct device}), with its queue and its disk: from 1. */
public final class DeviceId extends Id<DeviceId> {
  private static final Kind<DeviceId> KIND = new Kind<>(DeviceId::new);

  private DeviceId(int number) {
    super(number);
  }

  /** The device with a number. */
  public static DeviceId of(int number) {
    return KIND.of(number);
  }
}
