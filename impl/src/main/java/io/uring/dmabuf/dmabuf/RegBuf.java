package io.uring.dmabuf.dmabuf;

import io.uring.dmabuf.dma.DmaVec;
import io.uring.dmabuf.id.DeviceId;
import io.uring.dmabuf.id.DmabufId;
import io.uring.dmabuf.id.FileId;
import io.vavr.control.Option;

/**
 * A registered dma-buf ({@code struct io_regbuf_dma} with its {@code struct io_dmabuf}): the holder
 * of everything that a registration takes.
 *
 * @param targetFile the file that it holds a reference of
 * @param device the device behind the file, borrowed from it
 * @param dmabuf the dma-buf that it holds a reference of
 * @param attachment the device's attachment to the dma-buf
 * @param sgt the mapping
 * @param deviceHeld whether it holds a reference of the device as well
 * @param vec the DMA segments for requests
 */
public record RegBuf(
    Option<FileId> targetFile,
    Option<DeviceId> device,
    Option<DmabufId> dmabuf,
    Option<Attachment> attachment,
    Option<ScatterTable> sgt,
    boolean deviceHeld,
    Option<DmaVec> vec) {

  /** A regbuf that holds nothing. */
  static final RegBuf EMPTY =
      new RegBuf(
          Option.none(),
          Option.none(),
          Option.none(),
          Option.none(),
          Option.none(),
          false,
          Option.none());

  /** Whether it holds nothing at all. */
  public boolean isEmpty() {
    return equals(EMPTY);
  }

  RegBuf targetFile(FileId file) {
    return new RegBuf(Option.some(file), device, dmabuf, attachment, sgt, deviceHeld, vec);
  }

  RegBuf device(DeviceId found) {
    return new RegBuf(targetFile, Option.some(found), dmabuf, attachment, sgt, deviceHeld, vec);
  }

  RegBuf dmabuf(Option<DmabufId> buffer) {
    return new RegBuf(targetFile, device, buffer, attachment, sgt, deviceHeld, vec);
  }

  RegBuf attachment(Option<Attachment> made) {
    return new RegBuf(targetFile, device, dmabuf, made, sgt, deviceHeld, vec);
  }

  /** The same when its mapping was ended for it: as long as before, and at no address. */
  public RegBuf revoked() {
    return sgt(Option.none()).vec(vec.map(DmaVec::ended));
  }

  RegBuf sgt(Option<ScatterTable> mapping) {
    return new RegBuf(targetFile, device, dmabuf, attachment, mapping, deviceHeld, vec);
  }

  RegBuf deviceHeld(boolean held) {
    return new RegBuf(targetFile, device, dmabuf, attachment, sgt, held, vec);
  }

  RegBuf vec(Option<DmaVec> segments) {
    return new RegBuf(targetFile, device, dmabuf, attachment, sgt, deviceHeld, segments);
  }
}
