package io.uring.dmabuf.nvme;

import io.uring.dmabuf.dma.Memory;

/**
 * The data pointer of a command, and what it needed.
 *
 * @param sgl whether it is a descriptor of an SGL; else two PRP entries
 * @param prp1 its low eight bytes
 * @param prp2 its high eight bytes
 * @param descriptors where the list lies
 * @param memory the memory with the list in it
 * @param pools the pools without the descriptors of the list
 */
public record BuiltPointers(
    boolean sgl,
    long prp1,
    long prp2,
    Descriptors descriptors,
    Memory memory,
    DescriptorPools pools) {}
