package io.uring.dmabuf.system;

import static io.uring.dmabuf.system.DmabufRwGuard.STEP_FAILS_WITH_A_REASON;

import io.uring.dmabuf.uring.Errno;
import io.uring.dmabuf.uring.UpdateArgs;
import io.uring.dmabuf.uring.UpdateStage;
import io.vavr.control.Option;

/**
 * Registering, replacing and unregistering buffers: a call of the user, under {@code uring_lock}
 * from its first step to its last (patches 07 to 10, R1 to R25, U1). Every step is none where it
 * cannot be taken now.
 */
public sealed interface RegistrationSteps permits DmabufRw {

  /** The system that the steps start from. */
  DmabufRw self();

  /** A sparse table appears ({@code io_register_rsrc}). */
  default Option<DmabufRw> registerSparse() {
    return self().table().registerSparse().map(self()::with);
  }

  /**
   * A call that R1 to R7 refuse with an errno; nothing changes ({@code io_register_rsrc_update},
   * {@code __io_register_rsrc_update}, {@code __io_sqe_buffers_update}, {@code
   * io_register_dmabuf}).
   */
  default Option<DmabufRw> updateRefused(Errno errno) {
    return self().table().updateRefused(errno).map(self()::with);
  }

  /** An update of one slot begins ({@code __io_sqe_buffers_update}, R1 to R7). */
  default Option<DmabufRw> startUpdate(UpdateArgs args) {
    return self().table().startUpdate(args).map(self()::with);
  }

  /** R8: an empty regbuf. */
  default Option<DmabufRw> allocRegbuf() {
    int regbuf = self().mapping().nextRegbuf();
    return self()
        .table()
        .setRegbuf(regbuf)
        .flatMap(table -> self().mapping().allocRegbuf().map(m -> self().with(table, m)));
  }

  /** R9: a reference of the target file. */
  default Option<DmabufRw> getFile() {
    return self()
        .advance(UpdateStage.GET_FILE, m -> m.getFile(self().callRegbuf(), self().callFile()));
  }

  /** R10: the file can name its DMA device. */
  default Option<DmabufRw> checkDmaDevice() {
    return self().table().advance(UpdateStage.CHECK_DMA_DEVICE).map(self()::with);
  }

  /** R11: the device behind the file ({@code block_get_dma_device}). */
  default Option<DmabufRw> getDmaDevice() {
    return self().advance(UpdateStage.GET_DMA_DEVICE, m -> m.getDmaDevice(self().callRegbuf()));
  }

  /** R12: a reference of the dma-buf ({@code io_dmabuf_import}). */
  default Option<DmabufRw> getDmabuf() {
    return self()
        .advance(UpdateStage.GET_DMABUF, m -> m.getDmabuf(self().callRegbuf(), self().callBuf()));
  }

  /** R13: the attachment ({@code dma_buf_attach}). */
  default Option<DmabufRw> attach() {
    return self().advance(UpdateStage.ATTACH, m -> m.attach(self().callRegbuf()));
  }

  /** R14: waits for the reservation lock and takes it ({@code dma_buf_map_attachment_unlocked}). */
  default Option<DmabufRw> lockForMap() {
    return self().advance(UpdateStage.LOCK_FOR_MAP, m -> m.lockResv(self().callRegbuf()));
  }

  /** R14: the mapping ({@code dma_buf_map_attachment}). */
  default Option<DmabufRw> map() {
    return self().advance(UpdateStage.MAP, m -> m.map(self().callRegbuf()));
  }

  /** R14: the IOMMU has too few addresses left; the call will return ENOMEM. */
  default Option<DmabufRw> mapFails() {
    return self()
        .mapping()
        .mapFails(self().callRegbuf())
        .flatMap(mapping -> self().table().fail().map(table -> self().with(table, mapping)));
  }

  /** R16: a reference of the device. */
  default Option<DmabufRw> getDevice() {
    return self().advance(UpdateStage.GET_DEVICE, m -> m.getDevice(self().callRegbuf()));
  }

  /** R17, R18: the array of DMA segments. */
  default Option<DmabufRw> allocVec() {
    return self().advance(UpdateStage.ALLOC_VEC, m -> m.allocVec(self().callRegbuf()));
  }

  /** R19: the node ({@code io_rsrc_node_alloc}). */
  default Option<DmabufRw> allocNode() {
    return self().table().allocNode().map(self()::with);
  }

  /** R20 to R22: the imu, which owns the regbuf from here. */
  default Option<DmabufRw> allocImu() {
    return self().table().allocImu().map(self()::with);
  }

  /** A step of R8 to R20 fails, by injection or because the descriptor it names is closed. */
  default Option<DmabufRw> stepFails() {
    return self()
        .table()
        .fail()
        .filter(t -> self().design().holds(STEP_FAILS_WITH_A_REASON, self().stepMustFail()))
        .map(self()::with);
  }

  /** R23, R24: the tag is installed and the old node leaves the slot. */
  default Option<DmabufRw> takeSlot() {
    return self().table().takeSlot().map(self()::with);
  }

  /** R24, R25: the slot holds the new node. */
  default Option<DmabufRw> storeNode() {
    return self().table().storeNode().map(self()::with);
  }

  /** U1: unregistering the table begins ({@code io_sqe_buffers_unregister}). */
  default Option<DmabufRw> startUnregister() {
    return self().table().startUnregister().map(self()::with);
  }

  /** The ring is closed with no request in flight ({@code io_ring_exit_work}). */
  default Option<DmabufRw> closeRing() {
    return self().table().closeRing().map(self()::with);
  }

  /** U1: the highest occupied slot is emptied, or the table goes ({@code io_rsrc_data_free}). */
  default Option<DmabufRw> clearSlot() {
    return self().table().clearSlot().map(self()::with);
  }

  /** The call returns and {@code uring_lock} is free. */
  default Option<DmabufRw> returns() {
    return self().table().returns().map(self()::with);
  }
}
