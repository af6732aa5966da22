package io.uring.dmabuf.uring;

import io.uring.dmabuf.id.RequestId;

/**
 * An SQE that is consumed, and the request object that it gets ({@code io_alloc_req}).
 *
 * @param req the request object
 * @param sqe what the user hands in
 */
public record Submitted(RequestId req, RawSqe sqe) {}
