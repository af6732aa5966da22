package io.uring.dmabuf.dma;

import io.uring.dmabuf.design.KernelAlternative;

/** The decisions of the specification Addressing that some kernels take otherwise. */
public enum AddressingAlternative implements KernelAlternative {
  /**
   * The queues of a controller with SGLs have no virtual boundary. Source:
   * nvme_pci_get_virt_boundary().
   */
  NO_BOUNDARY_WITH_SGLS
}
