package io.uring.dmabuf.dmabuf;

/**
 * What the exporter of a dma-buf counts in its callbacks ({@code struct dma_buf_ops}). It has one
 * that pins, so that a static attachment is pinned while it is mapped. Source:
 * dma_buf_pin_on_map(), dma_buf_map_attachment().
 *
 * @param attachments attachments made and not given back
 * @param pins pins taken and not given back
 * @param mappings mappings made and not ended
 */
public record ExporterCounts(int attachments, int pins, int mappings) {
  static final ExporterCounts NONE = new ExporterCounts(0, 0, 0);

  ExporterCounts attached() {
    return new ExporterCounts(attachments + 1, pins, mappings);
  }

  ExporterCounts detached() {
    return new ExporterCounts(attachments - 1, pins, mappings);
  }

  ExporterCounts mapped() {
    return new ExporterCounts(attachments, pins + 1, mappings + 1);
  }

  /**
   * After a mapping ended.
   *
   * @param unpinned the pins that are given back with it
   */
  ExporterCounts unmapped(int unpinned) {
    return new ExporterCounts(attachments, pins - unpinned, mappings - 1);
  }
}
