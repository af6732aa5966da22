package io.uring.dmabuf.uring;

/**
 * A submission queue entry as the user hands it in: nothing of it is looked up yet.
 *
 * @param slot the slot of the buffer that it names, from 0
 * @param op the operation
 * @param file the target file's descriptor, from 1
 * @param range the byte range that it names
 */
public record RawSqe(int slot, Op op, int file, ByteRange range) {}
