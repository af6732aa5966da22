/**
 * The whole system: buffer table, dma-buf mappings and NVMe queues joined step by step, and the
 * bytes that move between disks and memory.
 */
@NullMarked
package io.uring.dmabuf.system;

import org.jspecify.annotations.NullMarked;
