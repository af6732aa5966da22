package io.uring.dmabuf.nvme;

import static org.assertj.core.api.Assertions.assertThat;

import io.uring.dmabuf.block.Bio;
import io.uring.dmabuf.block.BlockRequest.Operation;
import io.uring.dmabuf.block.DmaIter;
import io.uring.dmabuf.design.Design;
import io.uring.dmabuf.dma.AddressingAlternative;
import io.uring.dmabuf.dma.AddressingDeviation;
import io.uring.dmabuf.dma.DmaDirection;
import io.uring.dmabuf.dma.DmaSegment;
import io.uring.dmabuf.dma.DmaVec;
import io.uring.dmabuf.dma.Longs;
import io.uring.dmabuf.dma.Memory;
import io.uring.dmabuf.uring.Errno;
import io.vavr.collection.List;
import io.vavr.collection.Vector;
import org.junit.jupiter.api.Test;

/** Each row of the tables: PRP or SGL, what is synced, and what a list must look like. */
class TransferChoiceTest {
  private static final int PAGE = 4096;
  private static final Design BASE = Design.intended();
  private static final Design NO_BOUNDARY = BASE.under(AddressingAlternative.NO_BOUNDARY_WITH_SGLS);
  private static final DmaIter PAGES =
      DmaIter.all(DmaVec.of(new DmaSegment(0x1200, PAGE - 512), new DmaSegment(0x9000, 512)));
  private static final DmaIter HOLES =
      DmaIter.all(DmaVec.of(new DmaSegment(0x1000, 512), new DmaSegment(0x9200, 1536)));

  private static TransferChoice choice(Design design, DmaIter iter, boolean sgls, int block) {
    return TransferChoice.of(design, iter, PAGE, sgls, block);
  }

  @Test
  void whatPrpEntriesCanSayGoesByPrpWithOrWithoutSgls() {
    for (Design kernel : List.of(BASE, NO_BOUNDARY)) {
      assertThat(choice(kernel, PAGES, true, 512)).isEqualTo(new TransferChoice.Prp());
      assertThat(choice(kernel, PAGES, false, 512)).isEqualTo(new TransferChoice.Prp());
    }
  }

  @Test
  void thePageIsTheBoundaryOfEveryController() {
    assertThat(TransferChoice.queueBoundary(BASE, true, PAGE)).isEqualTo(PAGE);
    assertThat(TransferChoice.queueBoundary(BASE, false, PAGE)).isEqualTo(PAGE);
  }

  @Test
  void someKernelsHaveNoneWithSglsAndTellBySglWhatPrpEntriesCannotSay() {
    assertThat(TransferChoice.queueBoundary(NO_BOUNDARY, true, PAGE)).isZero();
    assertThat(TransferChoice.queueBoundary(NO_BOUNDARY, false, PAGE)).isEqualTo(PAGE);
    assertThat(choice(NO_BOUNDARY, HOLES, true, 512)).isEqualTo(new TransferChoice.Sgl());
  }

  @Test
  void elseItIsSplitIntoPartsThatPrpEntriesCanSay() {
    for (boolean sgls : List.of(true, false)) {
      TransferChoice choice = choice(BASE, HOLES, sgls, 512);
      assertThat(choice).isInstanceOf(TransferChoice.Split.class);
      assertThat(choice(NO_BOUNDARY, HOLES, false, 512)).isEqualTo(choice);
      Vector<Bio> parts = ((TransferChoice.Split) choice).parts();
      assertThat(parts.map(Bio::size)).containsExactly(512L, 1536L);
      assertThat(parts.map(part -> choice(BASE, part.iter(), sgls, 512)))
          .containsOnly(new TransferChoice.Prp());
    }
  }

  @Test
  void elseItIsRefused() {
    assertThat(choice(BASE, HOLES, true, 1024)).isEqualTo(new TransferChoice.Refuse(Errno.EINVAL));
    assertThat(choice(BASE, HOLES, false, 1024)).isEqualTo(new TransferChoice.Refuse(Errno.EINVAL));
  }

  @Test
  void theFirstVersionTellsTheControllerMemoryThatIsNotInTheBuffer() {
    DmaIter subpage =
        DmaIter.all(DmaVec.of(new DmaSegment(0x10000, 512), new DmaSegment(0x50000, 7680)));
    Design wrong = Design.intended().with(AddressingDeviation.FIRST_SEGMENT_FILLS_PAGE);
    assertThat(new PrpBuilder(wrong, PAGE).entries(subpage).get())
        .isEqualTo(Longs.of(0x10000, 0x11000));
    assertThat(new PrpBuilder(wrong, PAGE).entries(subpage.front(PAGE)).get())
        .isEqualTo(Longs.of(0x10000));
    assertThat(new PrpBuilder(Design.intended(), PAGE).entries(subpage).isLeft()).isTrue();
  }

  @Test
  void bothWaysAreSyncedForEveryRequestThatTheMappingLetsThrough() {
    Vector<DmaSegment> all = HOLES.pieces();
    NvmeSync both = new NvmeSync(all, all);
    NvmeSync before = new NvmeSync(all, Vector.empty());
    assertThat(sync(DmaDirection.TO_DEVICE, Operation.WRITE)).isEqualTo(before);
    assertThat(sync(DmaDirection.FROM_DEVICE, Operation.READ)).isEqualTo(both);
    assertThat(sync(DmaDirection.BIDIRECTIONAL, Operation.WRITE)).isEqualTo(both);
    assertThat(sync(DmaDirection.BIDIRECTIONAL, Operation.READ)).isEqualTo(both);
    for (Operation refused : Operation.values()) {
      DmaDirection other =
          refused == Operation.READ ? DmaDirection.TO_DEVICE : DmaDirection.FROM_DEVICE;
      assertThat(NvmeSync.of(Design.intended(), HOLES, other, refused, true).getLeft())
          .isEqualTo(Errno.EFAULT);
    }
    assertThat(
            NvmeSync.of(Design.intended(), HOLES, DmaDirection.BIDIRECTIONAL, Operation.READ, false)
                .get())
        .isEqualTo(new NvmeSync(Vector.empty(), Vector.empty()));
  }

  @Test
  void theFirstVersionSyncsTheFirstPieceOverAndOverAndOneWayOnly() {
    DmaDirection both = DmaDirection.BIDIRECTIONAL;
    Design stays = Design.intended().with(AddressingDeviation.SYNC_STAYS_AT_FIRST);
    assertThat(NvmeSync.of(stays, HOLES, both, Operation.READ, true).get().forCpu())
        .containsExactlyElementsOf(Vector.fill(4, new DmaSegment(0x1000, 512)));
    Design oneWay = Design.intended().with(AddressingDeviation.SYNC_BY_REQUEST_DIRECTION);
    assertThat(NvmeSync.of(oneWay, HOLES, both, Operation.READ, true).get())
        .isEqualTo(new NvmeSync(Vector.empty(), HOLES.pieces()));
    assertThat(NvmeSync.of(oneWay, HOLES, both, Operation.WRITE, true).get())
        .isEqualTo(new NvmeSync(HOLES.pieces(), Vector.empty()));
  }

  @Test
  void aListThatStartsInsideAPageEndsWhereThePageEnds() {
    Memory memory = Memory.empty(64).withZeroPages(0x1000, 2);
    Memory list =
        memory
            .withU64s(0x1030, Longs.of(0x40040, 0x1040))
            .flatMap(m -> m.withU64s(0x1040, Longs.of(0x40080, 0x400c0)))
            .get();
    Sqe command = new Sqe(Sqe.READ, 0, 0x40000, 0x1030, 0, 15);
    assertThat(new PrpReader(64, 64, 16).targets(list, command).get().map(PrpTarget::address))
        .containsExactly(0x40000L, 0x40040L, 0x40080L, 0x400c0L);
  }

  @Test
  void aListThatIsNoListIsAFaultOfTheController() {
    long data = 16;
    long way = 0x2000_0000_0000_0010L;
    Memory memory =
        Memory.empty(64)
            .withZeroPages(0x1000, 1)
            .withU64s(0x1000, Longs.of(0x40000, data, 0x1000, way))
            .get();
    assertThat(fault(memory, 0x1000, 0x30, 16)).isEqualTo("16 bytes at 40000");
    assertThat(fault(memory, 0x1000, 0x30, 24)).isEqualTo("a segment of 24 bytes");
    assertThat(fault(memory, 0x1000, 0x30, 32)).isEqualTo("a way on where data must be");
    assertThat(fault(memory, 0x1000, 0x20, 16)).isEqualTo("data where the way on must be");
    assertThat(fault(memory, 0x1000, 0x40, 16)).isEqualTo("a descriptor of type 0x40");
    assertThat(fault(memory, 0x1000, 0x00, 48)).isEqualTo("48 bytes of data for 16");
    assertThat(fault(memory, 0x2000, 0x30, 16)).isEqualTo("no memory at 2000");
  }

  private static String fault(Memory memory, long address, int type, long length) {
    Sqe command = new Sqe(Sqe.READ, true, 0, address, length | (long) type << 56, 0, 0);
    return new SglReader(16)
        .targets(memory, command)
        .fold(
            problem ->
                switch (problem) {
                  case PrpFault.BadSgl bad -> bad.reason();
                  case PrpFault.NoList none -> "no memory at " + Long.toHexString(none.address());
                  case PrpFault.Misaligned misaligned -> "misaligned";
                },
            targets ->
                targets.head().length()
                    + " bytes at "
                    + Long.toHexString(targets.head().address()));
  }

  private static NvmeSync sync(DmaDirection mapping, Operation operation) {
    return NvmeSync.of(Design.intended(), HOLES, mapping, operation, true).get();
  }
}
