/**
 * The kernel's io_uring interface as it is, through the foreign function API of the JDK: the
 * structs under their uapi names, the opcodes and flags, the system calls. It knows nothing of the
 * model, allocates nothing that it does not free, and returns errors as negative numbers the way
 * the kernel does.
 */
@NullMarked
package io.uring.dmabuf.live.uapi;

import org.jspecify.annotations.NullMarked;
