package io.uring.dmabuf.uring;

import static io.uring.dmabuf.uring.Errno.EBADF;
import static io.uring.dmabuf.uring.Errno.EBUSY;
import static io.uring.dmabuf.uring.Errno.EINVAL;
import static io.uring.dmabuf.uring.Errno.ENOMEM;
import static io.uring.dmabuf.uring.Errno.EOPNOTSUPP;

import io.vavr.collection.List;
import io.vavr.control.Option;
import org.jspecify.annotations.Nullable;

/**
 * How far a call that puts buffers into slots has come with one of its entries: the step that it
 * takes next. Most carry the label of the series' step list. Source: {@code io_uring/rsrc.c:
 * io_register_dmabuf}, patch 10.
 */
public enum UpdateStage {
  /** Allocates the regbuf. */
  ALLOC_REGBUF("R8", ENOMEM),
  /** Takes a reference of the target file. */
  GET_FILE("R9", EBADF),
  /** Asks whether the file can name its DMA device. */
  CHECK_DMA_DEVICE("R10", EOPNOTSUPP),
  /** Takes a reference of the DMA device. */
  GET_DMA_DEVICE("R11", EINVAL),
  /** Takes a reference of the dma-buf. */
  GET_DMABUF("R12", EBADF),
  /** Attaches the device to the dma-buf; the errno is the exporter's. */
  ATTACH("R13", EBUSY),
  /** Takes the reservation lock of the dma-buf; the errno is the exporter's. */
  LOCK_FOR_MAP("R14", EBUSY),
  /** Maps the dma-buf for the device; fails when the IOMMU has no address left. */
  MAP("R14m", ENOMEM),
  /** Keeps the device for as long as the mapping. Cannot fail. */
  GET_DEVICE("R16", null),
  /** Allocates the array of DMA segments. */
  ALLOC_VEC("R17", ENOMEM),
  /** Allocates the node. */
  ALLOC_NODE("R19", ENOMEM),
  /** Allocates the imu and ties everything together. */
  ALLOC_IMU("R20", ENOMEM),
  /** Takes the slot, and the old node out of it. */
  TAKE_SLOT("R23", null),
  /** Stores the new node in the slot. */
  STORE_NODE("store", null),
  /** Copies the next entry from the user. */
  NEXT_ENTRY("entry", null),
  /** Gives back what a failed registration holds. */
  UNWIND("unwind", null),
  /** Takes back the tags that a registration has given whose later entry failed. */
  CLEAR_TAGS("clear", null),
  /** Empties the table of such a registration, slot after slot. */
  EMPTY_TABLE("next", null),
  /** Returns to the user. */
  RETURN("return", null);

  private final String label;
  private final @Nullable Errno errno;

  UpdateStage(String label, @Nullable Errno errno) {
    this.label = label;
    this.errno = errno;
  }

  /** The label in the series' step list and in the specification. */
  public String label() {
    return label;
  }

  /** What the call returns when this step fails; none for a step that cannot fail. */
  public Option<Errno> errno() {
    return Option.of(errno);
  }

  /** Whether a fault may be injected here; running out of addresses happens by itself. */
  public boolean isInjectable() {
    return errno != null && this != MAP;
  }

  /** The stage after a successful step of a registration, {@link #ALLOC_IMU} at most. */
  UpdateStage next() {
    return values()[ordinal() + 1];
  }

  /** The stage with a label; none for an unknown one. */
  public static Option<UpdateStage> ofLabel(String label) {
    return List.of(values()).find(stage -> stage.label.equals(label));
  }
}
