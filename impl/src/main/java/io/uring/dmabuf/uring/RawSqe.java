package io.uring.dmabuf.uring;

import io.uring.dmabuf.id.FileId;
import io.uring.dmabuf.id.SlotId;

/**
 * A submission queue entry as the user hands it in: nothing of it is looked up yet.
 *
 * @param slot the slot of the buffer that it names
 * @param op the operation
 * @param file the target file's descriptor
 * @param window what it asks for in the buffer
 */
public record RawSqe(SlotId slot, Op op, FileId file, Window window) {}
