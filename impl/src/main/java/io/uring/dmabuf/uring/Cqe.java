package io.uring.dmabuf.uring;

/**
 * A completion queue entry.
 *
 * @param userData the request's number, or a tag
 * @param res bytes, or a negative errno; 0 for a tag
 */
public record Cqe(long userData, int res) {}
