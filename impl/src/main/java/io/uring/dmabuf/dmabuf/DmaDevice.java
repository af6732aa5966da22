package io.uring.dmabuf.dmabuf;

import io.uring.dmabuf.dma.Iommu;
import io.uring.dmabuf.id.Numbered;
import io.uring.dmabuf.id.TagId;
import io.vavr.control.Option;

/**
 * A device that does DMA ({@code struct device}).
 *
 * @param refs references taken by registrations
 * @param iommu what the device reaches
 * @param commands what commands have mapped for themselves, by their tags
 */
public record DmaDevice(int refs, Iommu iommu, Numbered<TagId, StreamingMapping> commands) {

  /** A device without references for which nothing is mapped. */
  static DmaDevice idle(Iommu domain) {
    return new DmaDevice(0, domain, Numbered.empty());
  }

  /** One more reference ({@code get_device}). */
  DmaDevice get() {
    return new DmaDevice(refs + 1, iommu, commands);
  }

  /** One reference less ({@code put_device}). */
  DmaDevice put() {
    return new DmaDevice(refs - 1, iommu, commands);
  }

  /** The same device with other translations. */
  DmaDevice iommu(Iommu changed) {
    return new DmaDevice(refs, changed, commands);
  }

  /** The same device with another mapping of a tag's command, or without one. */
  DmaDevice command(TagId tag, Option<StreamingMapping> mapping) {
    return new DmaDevice(
        refs, iommu, mapping.fold(() -> commands.remove(tag), made -> commands.put(tag, made)));
  }
}
