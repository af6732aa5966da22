package io.uring.dmabuf.system;

import io.uring.dmabuf.design.Deviation;

/** Decisions of the composition, taken wrongly. */
public enum DmabufRwDeviation implements Deviation {
  /** A tag is lost with every request. */
  END_BIO_KEEPS_TAG("EndBio", "The bio ends, but the tag goes on serving it."),
  /** A tag is lost with every request that fails for want of a controller. */
  REFUSAL_KEEPS_TAG("DispatchFails", "The bio of a command that is refused ends, but not its tag."),
  /** Who waits for the queue of a dead disk waits for ever. */
  MARK_WAKES_NOBODY("MarkDead", "Those who wait at the door of a dead disk's queue are not woken."),
  /** A mapping stays when nobody is there any more who could say what it is worth. */
  BINDING_IGNORED(
      "ReleaseDriver",
      "The driver lets go of its device whatever is mapped for it, and ends none of it."),
  /** A failed command looks like a success. */
  END_BIO_REPORTS_SUCCESS("EndBio", "The result is success whatever the device said."),
  /** The mapping goes under the requests that use it. */
  RELEASE_WITHOUT_WAITING(
      "PutNode", "the mapping is undone with the slot's reference, though requests hold the node"),
  /** Addresses mapped for one device are given to another. */
  QUEUE_OF_ANOTHER_DEVICE("GetTag", "The command goes to the queue of another device."),
  /** The first part of a request is out when the next one is refused, and both are issued again. */
  SPLIT_GOES_ON("GetTag", "A nowait bio is split, and its parts are issued one by one."),
  /** A buffer of one file works for all. */
  SKIP_WRONG_FILE_CHECK("CheckImport", "The request's file is not compared with the buffer's."),
  /** What is behind an array that is not there is taken for pages. */
  DMABUF_HAS_PAGE_VECTORS(
      "CheckImport", "The ranges of a vector are cut out of a dma-buf as if it were pages."),
  /** What lies beyond the buffer is issued. */
  IMPORT_ANY_RANGE("CheckImport", "The range is not looked at."),
  /** Two mistakes in one request are told in the wrong order. */
  IMPORT_ERRNO_ORDER("CheckImport", "The file is checked before the range."),
  /** A huge page of which the user has mapped some pages, in an order of his own. */
  FOLIO_IS_ONE_RANGE("CheckImport", "Pages of one folio count as following each other."),
  /** The buffer begins inside its first page; what is in front of it is not the user's to give. */
  VECTOR_COUNTS_FROM_PAGE(
      "CheckImport", "The offsets of a vector count as if the buffer began at its page."),
  /** The file of every request leaks. */
  KEEP_REQUEST_FILE("FreeReq", "The request's reference of its file is never given back."),
  /** The user replaced the buffer meanwhile; the request uses the new one. */
  STALE_ADDRESSES("BuildPrps", "The addresses are those of the buffer that is in a slot now."),
  /** A failed registration is not undone. */
  UNWIND_KEEPS_DMABUF("PutDmabuf", "The regbuf lets go of the dma-buf without dropping it."),
  /** The completion is told while the memory is still the device's. */
  SKIP_SYNC_FOR_CPU("SyncForCpu", "The memory is not handed back to the CPU."),
  /** What the CPU wrote last stays in its caches. */
  SKIP_SYNC_FOR_DEVICE("SyncForDevice", "The memory is not handed to the device.");

  private final String step;
  private final String sentence;

  DmabufRwDeviation(String step, String sentence) {
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
