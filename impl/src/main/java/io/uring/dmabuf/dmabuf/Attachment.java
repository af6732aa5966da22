package io.uring.dmabuf.dmabuf;

import io.uring.dmabuf.id.DeviceId;
import io.uring.dmabuf.id.DmabufId;

/**
 * A device's static attachment to a dma-buf ({@code struct dma_buf_attachment}).
 *
 * @param device the device
 * @param dmabuf the dma-buf
 */
public record Attachment(DeviceId device, DmabufId dmabuf) {}
