package io.uring.dmabuf.dma;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.vavr.api.VavrAssertions.assertThat;

import net.jqwik.api.Example;
import net.jqwik.api.Label;

@Label("An IOMMU domain")
class IommuTest {
  private static final Iommu EMPTY = Iommu.empty(4096);

  @Example
  @Label("translates to the byte what is mapped, and nothing beside it")
  void translatesWhatIsMapped() {
    Iommu mapped = EMPTY.map(0x10000, 0x7000).get();

    assertThat(mapped.translate(0x10123)).containsOnRight(0x7123L);
    assertThat(mapped.translate(0x11000)).containsOnLeft(new IommuFault(0x11000));
    assertThat(mapped.translate(0xFFFF)).containsOnLeft(new IommuFault(0xFFFF));
  }

  @Example
  @Label("never maps a page twice and never unmaps what is not mapped")
  void refusesSecondMapping() {
    Iommu mapped = EMPTY.map(0x10000, 0x7000).get();

    assertThat(mapped.map(0x10000, 0x8000)).isEmpty();
    assertThat(mapped.unmap(0x11000)).isEmpty();
    assertThat(mapped.unmap(0x10000)).contains(EMPTY);
    assertThat(mapped.isMapped(0x10FFF)).isTrue();
  }

  @Example
  @Label("that defers invalidation lets a stale access work until the flush, and no iova be reused")
  void defersInvalidation() {
    Iommu unmapped =
        Iommu.deferred(4096).map(0x10000, 0x7000, 8192).flatMap(i -> i.unmap(0x10000)).get();

    assertThat(unmapped.translate(0x10123)).containsOnLeft(new IommuFault(0x10123));
    assertThat(unmapped.stale(0x11123)).contains(0x8123L);
    assertThat(unmapped.stale(0x12000)).isEmpty();
    assertThat(unmapped.map(0x11000, 0x7000)).isEmpty();
    assertThat(unmapped.map(0x12000, 0x7000).get().taken()).hasSize(2);
    assertThat(unmapped.flush()).isEqualTo(Iommu.deferred(4096));
    assertThat(unmapped.flush().map(0x11000, 0x7000)).isDefined();
    assertThat(EMPTY.map(0x10000, 0x7000).flatMap(i -> i.unmap(0x10000)).get().stale(0x10000))
        .isEmpty();
  }
}
