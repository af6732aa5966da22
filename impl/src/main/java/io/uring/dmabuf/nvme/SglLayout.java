package io.uring.dmabuf.nvme;

import io.vavr.collection.Vector;

/**
 * The data pointer of a command with an SGL: nothing is written yet.
 *
 * @param sgl1 the descriptor in the command: all of the data, or the way to the list
 * @param need the pool's descriptors that the list lies in
 * @param lists what stands in each of them, the way to the next one included
 */
public record SglLayout(
    SglDescriptor sgl1, DescriptorNeed need, Vector<Vector<SglDescriptor>> lists) {}
