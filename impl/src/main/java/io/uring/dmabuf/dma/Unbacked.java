package io.uring.dmabuf.dma;

/**
 * An access that no memory answers: what a bus reports for an address that nothing decodes.
 *
 * @param address the lowest address of the access, in bytes, that has no memory behind it
 */
public record Unbacked(long address) {}
