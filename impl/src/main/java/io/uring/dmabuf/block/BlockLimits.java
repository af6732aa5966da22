package io.uring.dmabuf.block;

/**
 * The limits of a queue ({@code struct queue_limits}), all in bytes but the number of segments.
 *
 * @param bytes the longest transfer ({@code max_hw_sectors})
 * @param segments the most segments ({@code max_segments})
 * @param segmentSize the longest segment ({@code max_segment_size}); a longer one counts as several
 * @param boundary what inner borders of segments must be multiples of, 0 for nothing ({@code
 *     virt_boundary_mask} plus 1)
 * @param chunk what a transfer must not cross on the device, 0 for nothing ({@code chunk_sectors})
 * @param block the logical block, of which every transfer is a multiple
 */
public record BlockLimits(
    long bytes, int segments, long segmentSize, long boundary, long chunk, long block) {

  /** Checks the ranges. */
  public BlockLimits {
    if (bytes < 1 || segments < 1 || segmentSize < 1 || block < 1 || boundary < 0 || chunk < 0) {
      throw new IllegalArgumentException(
          "limits of %d bytes, %d segments of %d, boundary %d, chunk %d, block %d"
              .formatted(bytes, segments, segmentSize, boundary, chunk, block));
    }
  }

  /** No limit but whole blocks. */
  public static BlockLimits none(long block) {
    return new BlockLimits(Long.MAX_VALUE, Integer.MAX_VALUE, Long.MAX_VALUE, 0, 0, block);
  }

  /** These limits with another boundary. */
  public BlockLimits withBoundary(long changed) {
    return new BlockLimits(bytes, segments, segmentSize, changed, chunk, block);
  }

  /** How much one transfer may carry that starts at a position on the device, in bytes. */
  public long room(long position) {
    return chunk == 0 ? bytes : Math.min(bytes, chunk - position % chunk);
  }

  /**
   * Whether there is a hole where one segment ends and the next starts ({@code bvec_gap_to_prev}).
   */
  public boolean isGap(long end, long start) {
    return boundary > 0 && (end % boundary != 0 || start % boundary != 0);
  }
}
