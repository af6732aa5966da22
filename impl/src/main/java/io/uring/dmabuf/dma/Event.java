package io.uring.dmabuf.dma;

import io.vavr.collection.List;
import io.vavr.control.Option;

/**
 * Something that a step caused, for traces and audits. Events are told beside the state: two states
 * that differ in their events only count as the same.
 */
public sealed interface Event {

  /**
   * A mapping of a dma-buf became visible to a device.
   *
   * @param device the device, from 1
   * @param regbuf the registered buffer that owns the mapping, from 1
   * @param iovas the device addresses of its pages in the order of the buffer, in bytes
   */
  record MappingMade(int device, int regbuf, List<Long> iovas) implements Event {}

  /**
   * A mapping of a dma-buf is gone.
   *
   * @param device the device, from 1
   * @param regbuf the registered buffer that owned the mapping, from 1
   */
  record MappingGone(int device, int regbuf) implements Event {}

  /**
   * A device touched memory through its IOMMU.
   *
   * @param device the device, from 1
   * @param iova the first device address, in bytes
   * @param bytes how many bytes
   * @param written whether the device wrote to memory
   */
  record AddressTouched(int device, long iova, int bytes, boolean written) implements Event {}

  /**
   * Memory was synced between the CPU's view and that of a device that is not coherent.
   *
   * @param device the device, from 1
   * @param iova the first device address, in bytes
   * @param bytes how many bytes
   * @param forDevice true for the device, false for the CPU
   */
  record PageSynced(int device, long iova, int bytes, boolean forDevice) implements Event {}

  /**
   * A registration has come to its end, and its tag belongs to the ring.
   *
   * @param tag the user data of the CQE that will tell of the release
   * @param node the node that carries it, from 1
   */
  record TagGiven(long tag, int node) implements Event {}

  /**
   * The tag of a released buffer was posted as a CQE.
   *
   * @param tag the user data of the CQE
   */
  record TagPosted(long tag) implements Event {}

  /**
   * A request has borrowed the buffer that it will work in.
   *
   * @param req the request object, from 1
   * @param node the node, from 1
   * @param tag the tag of the node, as user data; none for a node without one
   */
  record RequestBound(int req, int node, Option<Long> tag) implements Event {}

  /**
   * A request completed with a CQE.
   *
   * @param req the request object, from 1
   * @param res bytes, or a negative errno
   */
  record CqePosted(int req, int res) implements Event {}

  /**
   * The user has consumed the CQE of a request, whose object may be used again.
   *
   * @param req the request object, from 1
   */
  record CqeSeen(int req) implements Event {}

  /**
   * An access that should not have happened.
   *
   * @param kind what it would be on a machine
   * @param device the device, from 1
   * @param address the device address, in bytes
   */
  record Fault(FaultKind kind, int device, long address) implements Event {}

  /** What an access that should not have happened would be on a machine. */
  enum FaultKind {
    /** The IOMMU has no translation for the address. */
    IOMMU_FAULT,
    /** The address reaches memory that is not part of the request's buffer. */
    WILD_ACCESS,
    /** The device, or the CPU, sees bytes from before the last sync. */
    STALE_DATA
  }
}
