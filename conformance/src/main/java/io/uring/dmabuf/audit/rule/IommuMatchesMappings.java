package io.uring.dmabuf.audit.rule;

import io.uring.dmabuf.audit.event.DmaEvent;
import io.uring.dmabuf.audit.event.Event;
import io.uring.dmabuf.audit.event.ToldEvent;
import io.uring.dmabuf.dma.Event.MappingGone;
import io.uring.dmabuf.dma.Event.MappingMade;
import io.uring.dmabuf.dma.Event.ObjectGone;
import io.uring.dmabuf.id.RegbufId;
import io.vavr.collection.List;

/**
 * What is unmapped was mapped, to the last byte. One unmapping may end many mappings, and the line
 * does not say in which domain, so bytes are compared and not counts.
 */
final class IommuMatchesMappings extends Rule {
  private final Live<RegbufId, Life> live = live();
  private final Live<RegbufId, Life> gone = Live.remembered();

  IommuMatchesMappings() {
    super(
        new About(
            "IommuMatchesMappings",
            "DmabufMapping",
            "unmappings",
            "what is mapped is unmapped once, whole, and before its buffer is gone",
            List.of("iommu_unmap", "dma_buf_unmap_attachment_unlocked"),
            List.of("iommu: unmap; events of steps: MappingMade, MappingGone, ObjectGone"),
            "mappings of the IOMMU that are never unmapped; whose domain it is"));
  }

  @Override
  public void take(Event event) {
    if (event instanceof ToldEvent told) {
      told(told);
    } else if (event instanceof DmaEvent.IommuUnmapped unmap) {
      if (unmap.unmapped() == unmap.size()) {
        isClean();
      } else {
        violates(
            new Life("iova 0x" + Long.toHexString(unmap.iova()), unmap),
            unmap,
            "of " + unmap.size() + " bytes " + unmap.unmapped() + " were mapped");
      }
    }
  }

  private void told(ToldEvent told) {
    switch (told.told()) {
      case MappingMade made -> {
        RegbufId mapping = made.regbuf();
        gone.remove(mapping);
        Life before = live.put(mapping, new Life("mapping of regbuf " + made.regbuf(), told));
        if (before != null) {
          violates(before, told, "it is mapped again, and was not unmapped");
        }
      }
      case MappingGone end -> unmapped(told, end.regbuf());
      case ObjectGone end when end.of() instanceof RegbufId regbuf -> left(regbuf, told);
      default -> {}
    }
  }

  private void unmapped(ToldEvent told, RegbufId mapping) {
    Life life = live.remove(mapping);
    Life before = gone.get(mapping);
    if (life != null) {
      isClean(life);
      life.add(told);
      gone.put(mapping, life);
    } else if (before != null) {
      violates(before, told, "it is unmapped again");
    } else {
      isUnknown("mapped before the trace began");
    }
  }

  /** The buffer is gone for which this is mapped. */
  private void left(RegbufId mapping, ToldEvent told) {
    Life life = live.remove(mapping);
    if (life != null) {
      violates(life, told, "its buffer is gone, and it is not unmapped");
    }
  }

  @Override
  public void forget(String why) {
    forget(live, why);
    gone.clear();
  }
}
