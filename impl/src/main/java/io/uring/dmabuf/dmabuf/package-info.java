/**
 * Dma-buf mappings and what a registration holds while it lives: file, dma-buf, attachment,
 * mapping, device, DMA segments.
 */
@NullMarked
package io.uring.dmabuf.dmabuf;

import org.jspecify.annotations.NullMarked;
