package io.uring.dmabuf.audit.read;

import io.uring.dmabuf.audit.event.At;
import io.uring.dmabuf.audit.event.DmaEvent;
import io.uring.dmabuf.audit.event.Event;
import org.jspecify.annotations.Nullable;

/** The texts of DMA mappings and of the IOMMU. Lists of addresses are counted, not kept. */
final class DmaLines {
  private DmaLines() {}

  private static String device(Cursor text) {
    String device = text.word();
    text.skipBlanks();
    return device;
  }

  static Event sgMapped(At at, Cursor text) {
    String device = device(text);
    String dir = text.word("dir");
    boolean counted = text.find("nents");
    if (counted) {
      text.upTo('/');
    }
    int whole = counted ? (int) text.number() : DmaEvent.PIECES_UNKNOWN;
    boolean truncated = text.seek("[TRUNCATED]");
    if (!text.seek("phys_addrs={")) {
      text.fail();
    }
    long phys = text.pointer();
    int shown = text.restOfList();
    return new DmaEvent.SgMapped(at, device, dir, phys, counted || truncated ? whole : shown);
  }

  static Event sgUnmapped(At at, Cursor text) {
    String device = device(text);
    String dir = text.word("dir");
    if (!text.seek("phys_addrs={")) {
      text.fail();
    }
    long phys = text.pointer();
    return new DmaEvent.SgUnmapped(at, device, dir, phys, text.restOfList());
  }

  static Event mapped(At at, Cursor text) {
    return new DmaEvent.Mapped(
        at, device(text), text.word("dir"), text.pointer("dma_addr"), text.number("size"));
  }

  static Event unmapped(At at, Cursor text) {
    return new DmaEvent.Unmapped(
        at, device(text), text.word("dir"), text.pointer("dma_addr"), text.number("size"));
  }

  /** Others name an event so, too: only what begins as the IOMMU's does is one. */
  static @Nullable Event iommuUnmapped(At at, Cursor text) {
    if (!text.skip("IOMMU: ")) {
      return null;
    }
    long iova = text.pointer("iova");
    return new DmaEvent.IommuUnmapped(at, iova, text.number("size"), text.number("unmapped_size"));
  }
}
