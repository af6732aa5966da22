package io.uring.dmabuf.dmabuf;

import io.uring.dmabuf.design.Guard;

/** The guards of {@link DmabufMapping}. */
public enum DmabufMappingGuard implements Guard {
  CLOSE_FILE_OPEN("CloseFile", "The file's descriptor is open."),
  CLOSE_BUF_OPEN("CloseBuf", "The dma-buf's descriptor is open."),
  EXPORTER_LOCK_SHARED("ExporterLock", "The exporter uses this buffer's lock."),
  EXPORTER_LOCK_FREE("ExporterLock", "Nobody holds the lock."),
  EXPORTER_LOCK_ALIVE("ExporterLock", "The dma-buf is alive."),
  EXPORTER_UNLOCK_HELD("ExporterUnlock", "The exporter holds the lock."),
  REQ_GET_FILE_OPEN("ReqGetFile", "The file's descriptor is open."),
  REQ_PUT_FILE_HELD(
      "ReqPutFile", "The file has references beside those of its descriptor and registrations."),
  GET_FILE_EMPTY("GetFile", "The regbuf holds nothing yet."),
  GET_FILE_OPEN("GetFile", "The file's descriptor is open."),
  GET_DMA_DEVICE_FILE("GetDmaDevice", "The regbuf holds a file."),
  GET_DMA_DEVICE_ONCE("GetDmaDevice", "The device is not known yet."),
  GET_DMABUF_DEVICE("GetDmabuf", "The device is known."),
  GET_DMABUF_ONCE("GetDmabuf", "The regbuf holds no dma-buf yet."),
  GET_DMABUF_OPEN("GetDmabuf", "The dma-buf's descriptor is open."),
  ATTACH_DMABUF("Attach", "The regbuf holds a dma-buf."),
  ATTACH_ONCE("Attach", "The regbuf is not attached yet."),
  ATTACH_BEFORE_DEVICE("Attach", "The regbuf is not one under release that still has its device."),
  ATTACH_RESV_FREE("Attach", "Nobody holds the buffer's lock."),
  LOCK_RESV_ATTACHED("LockResv", "The regbuf is attached."),
  LOCK_RESV_NO_VEC("LockResv", "The segments of the mapping are not in use."),
  LOCK_RESV_PURPOSE(
      "LockResv", "There is a mapping to end, or one to make because there was none before."),
  LOCK_RESV_FREE("LockResv", "Nobody holds the buffer's lock."),
  MAP_RESV_HELD("Map", "The regbuf holds the buffer's lock."),
  MAP_ONCE("Map", "The regbuf is not mapped yet."),
  MAP_ROOM("Map", "The device has enough free addresses."),
  MAP_FAILS_RESV_HELD("MapFails", "The regbuf holds the buffer's lock."),
  MAP_FAILS_ONCE("MapFails", "The regbuf is not mapped yet."),
  MAP_FAILS_NO_ROOM("MapFails", "The device has too few free addresses."),
  GET_DEVICE_MAPPED("GetDevice", "The regbuf is mapped."),
  GET_DEVICE_ONCE("GetDevice", "The regbuf holds no device reference yet."),
  GET_DEVICE_RESV_DROPPED("GetDevice", "The regbuf does not hold the buffer's lock."),
  ALLOC_VEC_MAPPED("AllocVec", "The regbuf is mapped."),
  ALLOC_VEC_DEVICE("AllocVec", "The regbuf holds a device reference."),
  ALLOC_VEC_ONCE("AllocVec", "The regbuf has no segments yet."),
  ALLOC_VEC_RESV_DROPPED("AllocVec", "The regbuf does not hold the buffer's lock."),
  FREE_VEC_THERE("FreeVec", "The regbuf has segments."),
  UNMAP_MAPPED("Unmap", "The regbuf is mapped."),
  UNMAP_RESV_HELD("Unmap", "The regbuf holds the buffer's lock."),
  DETACH_ATTACHED("Detach", "The regbuf is attached."),
  DETACH_UNMAPPED("Detach", "The regbuf is not mapped."),
  DETACH_RESV_FREE("Detach", "Nobody holds the buffer's lock."),
  PUT_DMABUF_HELD("PutDmabuf", "The regbuf holds a dma-buf."),
  PUT_DMABUF_DETACHED("PutDmabuf", "The regbuf is not attached."),
  PUT_DEVICE_HELD("PutDevice", "The regbuf holds a device reference."),
  PUT_DEVICE_AFTER_DMABUF("PutDevice", "The regbuf holds no dma-buf."),
  PUT_FILE_HELD("PutFile", "The regbuf holds a file."),
  PUT_FILE_AFTER_DMABUF("PutFile", "The regbuf holds no dma-buf."),
  PUT_FILE_AFTER_DEVICE("PutFile", "The regbuf holds no device reference."),
  FREE_REGBUF_EMPTY("FreeRegbuf", "The regbuf holds nothing.");

  private final String step;
  private final String sentence;

  DmabufMappingGuard(String step, String sentence) {
    this.step = step;
    this.sentence = sentence;
  }

  @Override
  public String step() {
    return step;
  }

  @Override
  public String sentence() {
    return sentence;
  }
}
