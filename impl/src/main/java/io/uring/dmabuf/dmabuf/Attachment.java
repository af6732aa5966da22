package io.uring.dmabuf.dmabuf;

/**
 * A device's static attachment to a dma-buf ({@code struct dma_buf_attachment}).
 *
 * @param device the device, from 1
 * @param dmabuf the dma-buf, from 1
 */
public record Attachment(int device, int dmabuf) {}
