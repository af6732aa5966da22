package io.uring.dmabuf.nvme;

import io.uring.dmabuf.dma.Longs;
import io.vavr.collection.Vector;

/**
 * The data pointers of a command with PRP entries, as addresses: nothing is written yet.
 *
 * @param prp1 the first data pointer
 * @param prp2 the second: 0 for nothing, a page, or the first descriptor of the list
 * @param need the descriptors of the list
 * @param lists what stands in each of them, the address of the next one included
 */
public record PrpLayout(long prp1, long prp2, DescriptorNeed need, Vector<Longs> lists) {}
