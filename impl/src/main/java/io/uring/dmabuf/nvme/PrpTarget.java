package io.uring.dmabuf.nvme;

/**
 * What one PRP entry, or one data block of an SGL, lets the controller touch. Of an entry it is
 * inside one page.
 *
 * @param address the first device address
 * @param length its length in bytes, at least 1
 * @param offset how many bytes of the command come before it
 */
public record PrpTarget(long address, long length, long offset) {}
