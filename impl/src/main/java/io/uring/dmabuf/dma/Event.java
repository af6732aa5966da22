package io.uring.dmabuf.dma;

import io.uring.dmabuf.id.DeviceId;
import io.uring.dmabuf.id.Id;
import io.uring.dmabuf.id.NodeId;
import io.uring.dmabuf.id.Numbered;
import io.uring.dmabuf.id.RegbufId;
import io.uring.dmabuf.id.RequestId;
import io.uring.dmabuf.id.TagId;
import io.vavr.collection.List;
import io.vavr.collection.Vector;
import io.vavr.control.Option;
import java.util.function.ToIntFunction;

/**
 * Something that a step caused, for traces and audits. Events are told beside the state: two states
 * that differ in their events only count as the same.
 */
public sealed interface Event {

  /**
   * A mapping of a dma-buf became visible to a device.
   *
   * @param device the device
   * @param regbuf the registered buffer that owns the mapping
   * @param segments the device addresses in the order of the buffer
   */
  record MappingMade(DeviceId device, RegbufId regbuf, Vector<DmaSegment> segments)
      implements Event {}

  /**
   * A mapping of a dma-buf is gone.
   *
   * @param device the device
   * @param regbuf the registered buffer that owned the mapping
   */
  record MappingGone(DeviceId device, RegbufId regbuf) implements Event {}

  /**
   * The memory of a command became visible to its device.
   *
   * @param device the device
   * @param tag the command's tag
   * @param segments the device addresses in the order of the memory
   */
  record PagesMapped(DeviceId device, TagId tag, Vector<DmaSegment> segments) implements Event {}

  /**
   * The memory of a command is out of its device's reach.
   *
   * @param device the device
   * @param tag the command's tag
   */
  record PagesUnmapped(DeviceId device, TagId tag) implements Event {}

  /**
   * A device touched memory through its IOMMU.
   *
   * @param device the device
   * @param iova the first device address, in bytes
   * @param bytes how many bytes
   * @param written whether the device wrote to memory
   */
  record AddressTouched(DeviceId device, long iova, int bytes, boolean written) implements Event {}

  /**
   * Memory was synced between the CPU's view and that of a device that is not coherent.
   *
   * @param device the device
   * @param iova the first device address, in bytes
   * @param bytes how many bytes
   * @param forDevice true for the device, false for the CPU
   */
  record PageSynced(DeviceId device, long iova, int bytes, boolean forDevice) implements Event {}

  /**
   * An error of a command is tried again, by the same tag: what its device has touched for it will
   * be touched once more.
   *
   * @param device the device
   * @param tag the command's tag
   */
  record CommandTriedAgain(DeviceId device, TagId tag) implements Event {}

  /** Something of the tags and CQEs of a ring, and of what they speak of. */
  sealed interface RingEvent extends Event {}

  /**
   * A registration has come to its end, and its tag belongs to the ring.
   *
   * @param tag the user data of the CQE that will tell of the release
   * @param node the node that carries it
   */
  record TagGiven(long tag, NodeId node) implements RingEvent {}

  /**
   * A registration has failed and leaves no table: the tag that it has given is the user's again,
   * and will not be posted.
   *
   * @param tag the user data of the CQE that there will not be
   */
  record TagTakenBack(long tag) implements RingEvent {}

  /**
   * The tag of a released buffer was posted as a CQE.
   *
   * @param tag the user data of the CQE
   */
  record TagPosted(long tag) implements RingEvent {}

  /**
   * A request has borrowed the buffer that it will work in.
   *
   * @param req the request object
   * @param node the node
   * @param tag the tag of the node, as user data; none for a node without one
   */
  record RequestBound(RequestId req, NodeId node, Option<Long> tag) implements RingEvent {}

  /**
   * A request completed with a CQE.
   *
   * @param req the request object
   * @param res bytes, or a negative errno
   */
  record CqePosted(RequestId req, int res) implements RingEvent {}

  /**
   * The user has consumed the CQE of a request, whose object may be used again.
   *
   * @param req the request object
   */
  record CqeSeen(RequestId req) implements RingEvent {}

  /** Something of the lifetime of an object that is counted. */
  sealed interface Lifetime extends Event {

    /** The object. */
    Id<?> of();
  }

  /**
   * An object was made, with its first reference if it counts them.
   *
   * @param of a node, an imu or a regbuf
   */
  record ObjectMade(Id<?> of) implements Lifetime {}

  /**
   * An object is gone.
   *
   * @param of a node, an imu or a regbuf
   */
  record ObjectGone(Id<?> of) implements Lifetime {}

  /**
   * A reference of an object was taken.
   *
   * @param of a node, an imu, a file, a dma-buf or a device
   */
  record ReferenceTaken(Id<?> of) implements Lifetime {}

  /**
   * A reference of an object was given back.
   *
   * @param of a node, an imu, a file, a dma-buf or a device
   */
  record ReferencePut(Id<?> of) implements Lifetime {}

  /**
   * What a step did to one object: made, gone, or its references taken or put, each once.
   *
   * @param before the objects of its kind before the step
   * @param after the objects of its kind after the step
   * @param refs how many references an object has
   */
  static <K extends Id<K>, V> List<Event> lifetime(
      K of, Numbered<K, V> before, Numbered<K, V> after, ToIntFunction<V> refs) {
    Option<V> was = before.get(of);
    Option<V> is = after.get(of);
    if (was.isEmpty() || is.isEmpty()) {
      return was.isDefined() == is.isDefined()
          ? List.empty()
          : List.of(is.isDefined() ? new ObjectMade(of) : new ObjectGone(of));
    }
    int more = refs.applyAsInt(is.get()) - refs.applyAsInt(was.get());
    return List.fill(
        Math.abs(more), () -> more > 0 ? new ReferenceTaken(of) : new ReferencePut(of));
  }

  /** A request has come to another state. */
  sealed interface RequestState extends Event {

    /** The request object, from 1. */
    RequestId req();
  }

  /**
   * A request was submitted.
   *
   * @param req the request object, from 1
   */
  record RequestBegun(RequestId req) implements RequestState {}

  /**
   * A request is with the block layer or the device.
   *
   * @param req the request object, from 1
   */
  record RequestInFlight(RequestId req) implements RequestState {}

  /**
   * A request has ended, and task work will complete it.
   *
   * @param req the request object, from 1
   */
  record RequestEnded(RequestId req) implements RequestState {}

  /**
   * The CQE of a request is posted, and a worker thread still has a reference of it.
   *
   * @param req the request object, from 1
   */
  record RequestLeft(RequestId req) implements RequestState {}

  /**
   * The last reference of a request is dropped, by a worker thread: task work will free it.
   *
   * @param req the request object, from 1
   */
  record RequestUnheld(RequestId req) implements RequestState {}

  /**
   * A request holds nothing any more.
   *
   * @param req the request object, from 1
   */
  record RequestCompleted(RequestId req) implements RequestState {}

  /**
   * An access that should not have happened.
   *
   * @param kind what it would be on a machine
   * @param device the device
   * @param address the device address, in bytes
   */
  record Fault(FaultKind kind, DeviceId device, long address) implements Event {}

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
