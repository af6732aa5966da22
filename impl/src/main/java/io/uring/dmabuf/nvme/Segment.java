package io.uring.dmabuf.nvme;

/**
 * A range of device addresses, as mapped for a device.
 *
 * @param address the first address
 * @param length its length in bytes
 */
public record Segment(long address, long length) {}
