/**
 * NVMe queues: the driver's side of them (tags to command ids, PRP lists, rings), the controller's
 * side, and the coherent memory that is all they share.
 */
@NullMarked
package io.uring.dmabuf.nvme;

import org.jspecify.annotations.NullMarked;
