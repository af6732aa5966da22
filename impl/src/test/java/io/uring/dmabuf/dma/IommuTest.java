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
}
