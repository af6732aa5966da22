package io.uring.dmabuf.live.uapi;

/**
 * A completion as the kernel posted it ({@code struct io_uring_cqe}).
 *
 * @param userData what the submitter or the registration gave
 * @param res bytes, or a negative errno
 * @param flags the uapi's flags
 */
public record UringCqe(long userData, int res, int flags) {}
