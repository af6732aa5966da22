package io.uring.dmabuf.audit.rule;

import io.uring.dmabuf.audit.event.DmaEvent;
import io.uring.dmabuf.audit.event.Event;
import io.vavr.collection.List;

/**
 * What is unmapped was mapped, to the last byte. One unmapping may end many mappings, and the line
 * does not say in which domain, so bytes are compared and not counts.
 */
final class IommuMatchesMappings extends Rule {
  IommuMatchesMappings() {
    super(
        new About(
            "IommuMatchesMappings",
            "DmabufMapping",
            "unmappings of the IOMMU",
            "as many bytes are unmapped as are asked for",
            List.of("iommu_unmap"),
            List.of("iommu: unmap"),
            "mappings that are never unmapped; whose domain it is"));
  }

  @Override
  public void take(Event event) {
    if (event instanceof DmaEvent.IommuUnmapped unmap) {
      if (unmap.unmapped() == unmap.size()) {
        isClean();
      } else {
        violates(
            new Life("iova 0x" + Long.toHexString(unmap.iova()), unmap),
            unmap,
            "of " + unmap.size() + " bytes " + unmap.unmapped() + " were mapped");
      }
    }
  }

  @Override
  public void forget(String why) {
    // Each event is judged by itself.
  }
}
