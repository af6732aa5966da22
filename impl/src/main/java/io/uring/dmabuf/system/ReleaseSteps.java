package io.uring.dmabuf.system;

import static io.uring.dmabuf.system.DmabufRwDeviation.RELEASE_WITHOUT_WAITING;
import static io.uring.dmabuf.system.DmabufRwDeviation.UNWIND_KEEPS_DMABUF;
import static io.uring.dmabuf.system.DmabufRwGuard.NOTHING_TO_UNWIND;
import static io.uring.dmabuf.system.DmabufRwGuard.PAGES_HAVE_NO_REGBUF;
import static io.uring.dmabuf.system.DmabufRwGuard.UNMAP_WHAT_IS_MAPPED;

import io.uring.dmabuf.dmabuf.DmabufMapping;
import io.uring.dmabuf.uring.UpdateStage;
import io.vavr.control.Option;

/**
 * Dropping a node, and taking apart what a registration held: by whoever drops the last reference
 * of the node, or by a registration that failed (patches 08 and 10, U1 to U10).
 */
public sealed interface ReleaseSteps permits DmabufRw {

  /** The system that the steps start from. */
  DmabufRw self();

  /** U1: one reference of the node less ({@code io_put_rsrc_node}). */
  default Option<DmabufRw> putNode() {
    DmabufRw before = self();
    Option<DmabufRw> after = before.table().putNode().map(before::with);
    return before.design().deviates(RELEASE_WITHOUT_WAITING)
        ? after.map(s -> s.with(before.withoutMappingOfDropped()))
        : after;
  }

  /** U2: the tag is posted ({@code io_free_rsrc_node}). */
  default Option<DmabufRw> postTag() {
    return self().table().postTag().map(self()::with);
  }

  /** U3, U10: ordinary pages are unpinned ({@code io_buffer_unmap}). */
  default Option<DmabufRw> unpinPages() {
    return self()
        .table()
        .released()
        .filter(t -> self().design().holds(PAGES_HAVE_NO_REGBUF, self().releasing().isEmpty()))
        .map(self()::with);
  }

  /** A failed registration without a regbuf has nothing but its node to give back. */
  default Option<DmabufRw> unwindNothing() {
    return self()
        .table()
        .unwound()
        .filter(t -> self().design().holds(NOTHING_TO_UNWIND, self().callRegbuf() == 0))
        .map(self()::with);
  }

  /** U4: the array of DMA segments ({@code io_release_reg_dmabuf}). */
  default Option<DmabufRw> freeVec() {
    return self().release(DmabufMapping::freeVec);
  }

  /** U5: waits for the reservation lock ({@code dma_buf_unmap_attachment_unlocked}). */
  default Option<DmabufRw> lockForUnmap() {
    boolean mapped = self().releasing().exists(self().mapping()::isMapped);
    return self()
        .release(DmabufMapping::lockResv)
        .filter(s -> self().design().holds(UNMAP_WHAT_IS_MAPPED, mapped));
  }

  /** U5: no address of the mapping is valid any more ({@code dma_buf_unmap_attachment}). */
  default Option<DmabufRw> unmap() {
    return self().release(DmabufMapping::unmap);
  }

  /** U6: the attachment ({@code dma_buf_detach}). */
  default Option<DmabufRw> detach() {
    return self().release(DmabufMapping::detach);
  }

  /** U7: the reference of the dma-buf ({@code dma_buf_put}). */
  default Option<DmabufRw> putDmabuf() {
    Option<DmabufRw> after = self().release(DmabufMapping::putDmabuf);
    boolean kept =
        self().design().deviates(UNWIND_KEEPS_DMABUF) && self().table().isAt(UpdateStage.UNWIND);
    return kept ? after.map(s -> s.withDmabufsOf(self())) : after;
  }

  /** U8: the reference of the device ({@code io_dmabuf_release}). */
  default Option<DmabufRw> putDevice() {
    return self().release(DmabufMapping::putDevice);
  }

  /** U9: the reference of the file, last. */
  default Option<DmabufRw> putFile() {
    return self().release(DmabufMapping::putFile);
  }

  /** U10: the regbuf, then imu and node, or the node of a registration that failed. */
  default Option<DmabufRw> freeRegbuf() {
    return self()
        .release(DmabufMapping::freeRegbuf)
        .flatMap(s -> s.table().released().orElse(s.table()::unwound).map(s::with));
  }
}
