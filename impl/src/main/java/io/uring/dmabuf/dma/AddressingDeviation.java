package io.uring.dmabuf.dma;

import io.uring.dmabuf.design.Deviation;

/**
 * The decisions of the specification Addressing, taken wrongly as the first posted version of the
 * series takes them. They are taken in several packages, of which this is the lowest.
 */
public enum AddressingDeviation implements Deviation {
  /** V1-DMAVEC-LEN-INT. */
  NARROW_SEGMENT_LENGTH("Import", "Of the length of a segment only the low 31 bits are kept."),
  /** V1-LEN-TRUNC-4G. */
  TRUNCATE_BUFFER_LENGTH("Import", "The length of a buffer is kept modulo 4 GiB."),
  /** V1-IMPORT-NRSEGS. */
  COUNT_SEGMENTS_FROM_START("Import", "The first segment counts whole, not from the offset on."),
  /** V1-SPLIT-REFUSED. */
  REFUSE_INSTEAD_OF_SPLIT("Cut", "What exceeds a limit is refused instead of being split."),
  /** V1-NO-GAP-CHECK. */
  IGNORE_VIRTUAL_BOUNDARY("Cut", "Holes between segments are not compared with the boundary."),
  /** V1-SPLIT-STALE-OFFSET, step B3. */
  STALE_OFFSET("Cut", "The offset in the first segment is taken off every segment."),
  /** V1-SPLIT-SHORT-WALK, step B3. */
  WALK_COUNTS_WHOLE_SEGMENTS(
      "Cut",
      "The walk over the segments ends when they are as long as the request, were they whole."),
  /** V1-PRP-SUBPAGE. */
  FIRST_SEGMENT_FILLS_PAGE("Tell", "The first segment counts as reaching to the end of its page."),
  /** V1-SYNC-NOADVANCE. */
  SYNC_STAYS_AT_FIRST("HandOver", "Every range that is synced begins where the first does."),
  /** V1-SYNC-DIRECTION. */
  SYNC_BY_REQUEST_DIRECTION(
      "HandOver", "Writes are synced for the device only, reads for the CPU only.");

  private final String step;
  private final String sentence;

  AddressingDeviation(String step, String sentence) {
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
