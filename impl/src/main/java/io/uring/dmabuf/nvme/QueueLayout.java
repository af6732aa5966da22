package io.uring.dmabuf.nvme;

import io.uring.dmabuf.id.TagId;

/**
 * The sizes of a queue and where its parts lie in coherent memory. All queues of a system are
 * alike.
 *
 * @param tags the number of tags, at most 4096
 * @param sqDepth entries of the submission ring, more than tags, so that it is never full
 * @param cqDepth entries of the completion ring; full with one left free
 * @param headAtOnce whether the driver rings the doorbell of the completion ring with each entry
 * @param generations how many values the generation of a command id takes, 1 to 16; 1 on a
 *     controller with that quirk
 * @param maxRetries how often a command is tried again after an error; nvme_max_retries
 * @param descriptorPages pages of the pool that PRP lists are made of
 * @param entriesPerPage PRP entries that one such page holds, a power of two, at least 2
 * @param smallDescriptors descriptors of the pool for short lists, 0 for no such pool
 * @param smallEntries PRP entries that one of those holds; a power of two that divides {@code
 *     entriesPerPage}, or 0 for no such pool
 * @param sgls whether the controller has SGLs
 * @param pageSize the controller's page size (CC.MPS) in bytes, a power of two
 * @param blockSize the size of a logical block in bytes; divides the page size
 */
public record QueueLayout(
    int tags,
    int sqDepth,
    int cqDepth,
    boolean headAtOnce,
    int generations,
    int maxRetries,
    int descriptorPages,
    int entriesPerPage,
    int smallDescriptors,
    int smallEntries,
    boolean sgls,
    int pageSize,
    int blockSize) {
  private static final int TAG_BITS = 12;
  private static final long SQ_BASE = 0x1000_0000L;

  /**
   * A layout without a pool for short lists, without SGLs and without retries, that rings at once.
   */
  public QueueLayout(
      int tags,
      int sqDepth,
      int cqDepth,
      int generations,
      int descriptorPages,
      int entriesPerPage,
      int pageSize,
      int blockSize) {
    this(
        tags,
        sqDepth,
        cqDepth,
        true,
        generations,
        0,
        descriptorPages,
        entriesPerPage,
        0,
        0,
        false,
        pageSize,
        blockSize);
  }

  /** Checks the ranges. */
  public QueueLayout {
    if (tags < 1 || tags > 1 << TAG_BITS || generations < 1 || generations > 16) {
      throw new IllegalArgumentException(tags + " tags, " + generations + " generations");
    }
    if (sqDepth <= tags || cqDepth < 2 || descriptorPages < 0 || maxRetries < 0) {
      throw new IllegalArgumentException(
          "rings of %d and %d for %d tags".formatted(sqDepth, cqDepth, tags));
    }
    if (entriesPerPage < 2 || Integer.bitCount(entriesPerPage) != 1) {
      throw new IllegalArgumentException(entriesPerPage + " entries in a page");
    }
    if (smallDescriptors < 0 || Integer.bitCount(smallEntries) > 1 || smallEntries == 1) {
      throw new IllegalArgumentException(smallEntries + " entries in a small descriptor");
    }
    if (Integer.bitCount(pageSize) != 1 || blockSize < 1 || pageSize % blockSize != 0) {
      throw new IllegalArgumentException("pages of " + pageSize + ", blocks of " + blockSize);
    }
  }

  /** This layout with another time for the doorbell of the completion ring. */
  public QueueLayout withHeadAtOnce(boolean atOnce) {
    return with(atOnce, maxRetries);
  }

  /** This layout with so many retries. */
  public QueueLayout withMaxRetries(int retries) {
    return with(headAtOnce, retries);
  }

  private QueueLayout with(boolean atOnce, int retries) {
    return new QueueLayout(
        tags,
        sqDepth,
        cqDepth,
        atOnce,
        generations,
        retries,
        descriptorPages,
        entriesPerPage,
        smallDescriptors,
        smallEntries,
        sgls,
        pageSize,
        blockSize);
  }

  /** The size of a descriptor page in bytes. */
  public int descriptorPageSize() {
    return entriesPerPage * Long.BYTES;
  }

  /** The size of a small descriptor in bytes. */
  public int smallDescriptorSize() {
    return smallEntries * Long.BYTES;
  }

  /** The bus address of the submission ring. */
  public long sqBase() {
    return SQ_BASE;
  }

  /** The bus address of the completion ring. */
  public long cqBase() {
    return sqBase() + pages(sqDepth * Sqe.BYTES) * (long) descriptorPageSize();
  }

  /** The bus address of the first descriptor page. */
  public long poolBase() {
    return cqBase() + pages(cqDepth * NvmeCompletion.BYTES) * (long) descriptorPageSize();
  }

  /** The bus address of the first small descriptor. */
  public long smallPoolBase() {
    return poolBase() + descriptorPages * (long) descriptorPageSize();
  }

  /** The pages, of the size of a descriptor page, that the bytes fill. */
  int pages(int bytes) {
    return (bytes + descriptorPageSize() - 1) / descriptorPageSize();
  }

  /** The command id: the generation above twelve bits of tag. Source: nvme_cid(). */
  static int cid(int generation, TagId tag) {
    return generation << TAG_BITS | tag.number();
  }

  /** The tag in a command id. Source: nvme_tag_from_cid(). */
  public static TagId tagOf(int cid) {
    return TagId.of(cid & (1 << TAG_BITS) - 1);
  }

  /** The generation in a command id. Source: nvme_genctr_from_cid(). */
  public static int generationOf(int cid) {
    return cid >> TAG_BITS;
  }
}
