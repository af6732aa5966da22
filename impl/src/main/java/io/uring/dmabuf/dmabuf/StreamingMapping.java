package io.uring.dmabuf.dmabuf;

import io.uring.dmabuf.dma.DmaSegment;
import io.vavr.collection.Vector;

/**
 * What one command has mapped for itself, from its making to its completion: ordinary memory
 * ({@code struct nvme_iod}; a streaming DMA mapping).
 *
 * @param table the device addresses, in the order of the memory
 * @param memory the memory
 */
public record StreamingMapping(ScatterTable table, Vector<DmaSegment> memory) {}
