/**
 * Memory and what devices see of it: pages of bytes, the IOMMU, and the events that a step causes.
 */
@NullMarked
package io.uring.dmabuf.dma;

import org.jspecify.annotations.NullMarked;
