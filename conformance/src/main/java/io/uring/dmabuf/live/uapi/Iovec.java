package io.uring.dmabuf.live.uapi;

/**
 * A range of the caller's memory as it is told to the kernel ({@code struct iovec}).
 *
 * @param base its address, unsigned
 * @param len its length in bytes, unsigned
 */
public record Iovec(long base, long len) {}
