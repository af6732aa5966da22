package io.uring.dmabuf.nvme;

/**
 * What one PRP entry lets the controller touch: a range inside one page.
 *
 * @param address the first device address
 * @param length its length in bytes, at least 1
 * @param offset how many bytes of the command come before it
 */
public record PrpTarget(long address, int length, long offset) {}
