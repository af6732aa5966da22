package io.uring.dmabuf.block;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.uring.dmabuf.design.Design;
import io.uring.dmabuf.dma.AddressingDeviation;
import io.uring.dmabuf.dma.DmaSegment;
import io.uring.dmabuf.dma.DmaVec;
import io.uring.dmabuf.uring.Errno;
import io.vavr.collection.Vector;
import io.vavr.control.Either;
import org.junit.jupiter.api.Test;

/** The window of a request, and what moves in it. */
class DmaIterTest {
  private static final long GIB = 1L << 30;
  private static final DmaVec THREE =
      DmaVec.of(
          new DmaSegment(0x9000, 8192), new DmaSegment(0x5000, 8192), new DmaSegment(0x1000, 8192));

  @Test
  void aWindowCountsTheFirstSegmentFromItsOffsetOn() {
    assertThat(window(Design.intended(), 4096, 8192))
        .isEqualTo(new DmaIter(THREE, 0, 4096, 8192, 2));
    Design wrong = Design.intended().with(AddressingDeviation.COUNT_SEGMENTS_FROM_START);
    assertThat(window(wrong, 4096, 8192).segs()).isEqualTo(1);
  }

  @Test
  void aRangeThatIsNotInTheBufferIsRefused() {
    assertThat(refused(0, 0)).isEqualTo(Errno.EFAULT);
    assertThat(refused(1, 3 * 8192)).isEqualTo(Errno.EFAULT);
    assertThat(refused(-1, 2)).isEqualTo(Errno.EFAULT);
    assertThat(refused(Long.MAX_VALUE, 2)).isEqualTo(Errno.EFAULT);
    assertThat(DmaIter.imported(Design.intended(), THREE, 0, 8193, 8192).getLeft())
        .isEqualTo(Errno.EFAULT);
    assertThat(window(Design.intended(), 0, 3 * 8192).segs()).isEqualTo(3);
  }

  @Test
  void aBufferBeyondFourGibibytesIsServedToItsEnd() {
    DmaVec large = DmaVec.of(new DmaSegment(GIB, 3 * GIB), new DmaSegment(8 * GIB, GIB + 4096));
    var end = DmaIter.imported(Design.intended(), large, 4 * GIB, 4096, GIB).get();
    assertThat(end.pieces()).containsExactly(new DmaSegment(9 * GIB, 4096));

    Design truncated = Design.intended().with(AddressingDeviation.TRUNCATE_BUFFER_LENGTH);
    assertThat(DmaIter.imported(truncated, large, 8192, 4096, GIB).getLeft())
        .isEqualTo(Errno.EFAULT);
    Design narrow = Design.intended().with(AddressingDeviation.NARROW_SEGMENT_LENGTH);
    assertThat(DmaVec.copied(narrow, large.segments()).length()).isEqualTo(2 * GIB + 4096);
    assertThat(DmaVec.copied(Design.intended(), large.segments())).isEqualTo(large);
  }

  @Test
  void advancingToTheVeryEndLeavesNoSegment() {
    DmaIter iter = window(Design.intended(), 4096, 5 * 4096);
    assertThat(iter.advance(Long.MAX_VALUE)).isEqualTo(new DmaIter(THREE, 3, 0, 0, 0));
    assertThat(iter.advance(4096)).isEqualTo(new DmaIter(THREE, 1, 0, 4 * 4096, 2));
    assertThat(iter.advance(4096).revert(4096)).isEqualTo(iter);
    assertThat(iter.advance(5 * 4096).restore(iter.save())).isEqualTo(iter);
  }

  @Test
  void everyPieceMustBeAligned() {
    DmaVec odd = DmaVec.of(new DmaSegment(0x1000, 512), new DmaSegment(0x2100, 512));
    assertThat(DmaIter.all(odd).isAligned(256, 512)).isTrue();
    assertThat(DmaIter.all(odd).isAligned(512, 512)).isFalse();
    assertThat(DmaIter.all(odd).isAligned(256, 1024)).isFalse();
    assertThat(DmaIter.all(odd).front(512).isAligned(512, 512)).isTrue();
  }

  @Test
  void aVectorHasNoEmptySegment() {
    assertThatThrownBy(() -> DmaVec.of(new DmaSegment(0, 1), new DmaSegment(8, 0)))
        .hasMessage("segment 1 is empty");
  }

  @Test
  void aBioIsSplitWhereTheFirstLimitIsReached() {
    DmaIter iter = window(Design.intended(), 4096, 5 * 4096);
    assertThat(sizes(new BlockLimits(8192, 9, 9999, 0, 0, 512), iter, 0))
        .containsExactly(8192L, 8192L, 4096L);
    assertThat(sizes(new BlockLimits(99999, 1, 9999, 0, 0, 512), iter, 0))
        .containsExactly(4096L, 8192L, 8192L);
    assertThat(sizes(new BlockLimits(99999, 3, 2048, 0, 0, 4096), iter, 0))
        .containsExactly(4096L, 4096L, 4096L, 4096L, 4096L);
    assertThat(sizes(new BlockLimits(99999, 9, 9999, 0, 16384, 512), iter, 8192))
        .containsExactly(8192L, 12288L);
  }

  @Test
  void aHoleInsideAPageEndsAPartAndAHoleInsideABlockRefusesTheWhole() {
    DmaIter holes =
        DmaIter.all(DmaVec.of(new DmaSegment(0x1000, 512), new DmaSegment(0x3200, 3584)));
    assertThat(sizes(BlockLimits.none(512).withBoundary(4096), holes, 0))
        .containsExactly(512L, 3584L);
    assertThat(
            new BioSplitter(Design.intended(), BlockLimits.none(1024).withBoundary(4096))
                .split(Bio.of(holes, 0))
                .getLeft())
        .isEqualTo(Errno.EINVAL);
  }

  @Test
  void theFirstVersionRefusesOrLooksAway() {
    DmaIter holes =
        DmaIter.all(DmaVec.of(new DmaSegment(0x1000, 512), new DmaSegment(0x3200, 3584)));
    BlockLimits limits = BlockLimits.none(512).withBoundary(4096);
    assertThat(split(AddressingDeviation.REFUSE_INSTEAD_OF_SPLIT, limits, holes).getLeft())
        .isEqualTo(Errno.EINVAL);
    assertThat(split(AddressingDeviation.IGNORE_VIRTUAL_BOUNDARY, limits, holes).get()).hasSize(1);

    DmaVec lines = DmaVec.of(new DmaSegment(0x1000, 8192), new DmaSegment(0x9000, 4096));
    DmaIter late = DmaIter.imported(Design.intended(), lines, 4096, 8192, 8192).get();
    assertThat(split(AddressingDeviation.STALE_OFFSET, limits, late).getLeft())
        .isEqualTo(Errno.EINVAL);
    assertThat(sizes(limits, late, 0)).containsExactly(8192L);
  }

  private static Either<Errno, Vector<Bio>> split(
      AddressingDeviation wrong, BlockLimits limits, DmaIter iter) {
    return new BioSplitter(Design.intended().with(wrong), limits).split(Bio.of(iter, 0));
  }

  private static Vector<Long> sizes(BlockLimits limits, DmaIter iter, long position) {
    return new BioSplitter(Design.intended(), limits)
        .split(Bio.of(iter, position))
        .get()
        .map(Bio::size);
  }

  private static DmaIter window(Design design, long offset, long length) {
    return DmaIter.imported(design, THREE, offset, length, Long.MAX_VALUE).get();
  }

  private static Errno refused(long offset, long length) {
    return DmaIter.imported(Design.intended(), THREE, offset, length, Long.MAX_VALUE).getLeft();
  }
}
