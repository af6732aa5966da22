package io.uring.dmabuf.dmabuf;

import io.uring.dmabuf.design.Deviation;

/** Decisions of {@link DmabufMapping} that can be taken wrongly on purpose. */
public enum DmabufMappingDeviation implements Deviation {
  BUFFERED_NAMES_DEVICE("GetDmaDevice", "A file names its device though it is not O_DIRECT."),
  MAP_FAILURE_KEEPS_RESV("MapFails", "A mapping that fails leaves the reservation lock taken."),
  UNMAP_LEAVES_TRANSLATION("Unmap", "The IOMMU still translates the addresses of the mapping."),
  UNPIN_TWICE("Unmap", "The end of a mapping gives the exporter two pins back."),
  PUT_DMABUF_TWICE("PutDmabuf", "The release gives back two references of the dma-buf."),
  PUT_DEVICE_FORGOTTEN("PutDevice", "The release does not give the device's reference back."),
  PUT_FILE_EARLY(
      "FreeVec", "The file's reference is given back first of all, while the mapping still lives.");

  private final String step;
  private final String sentence;

  DmabufMappingDeviation(String step, String sentence) {
    this.step = step;
    this.sentence = sentence;
  }

  @Override
  public String step() {
    return step;
  }

  @Override
  public String sentence() {
    return sentence;
  }
}
