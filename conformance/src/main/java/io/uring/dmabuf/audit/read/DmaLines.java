package io.uring.dmabuf.audit.read;

import io.uring.dmabuf.audit.event.At;
import io.uring.dmabuf.audit.event.DmaEvent;
import io.uring.dmabuf.audit.event.Event;
import io.vavr.collection.List;
import org.jspecify.annotations.Nullable;

/**
 * The texts of DMA mappings and of the IOMMU. Lists of addresses are counted, not kept. The option
 * {@code fields}, and programs that cannot take a list apart, print its bytes, and the number of a
 * direction.
 */
final class DmaLines {
  private static final List<String> DIRECTIONS =
      List.of("BIDIRECTIONAL", "TO_DEVICE", "FROM_DEVICE", "NONE");

  private static final String DEVICE = "device=";
  private static final String ARRAY = "ARRAY[";

  private DmaLines() {}

  private static String device(Cursor text) {
    String device = text.word();
    text.skipBlanks();
    return device;
  }

  private static String dir(Cursor text) {
    String dir = text.word("dir");
    boolean isNumber = dir.length() == 1 || dir.length() == 3 && dir.startsWith("0x");
    int number = isNumber ? Character.digit(dir.charAt(dir.length() - 1), 10) : -1;
    return number < 0 || number >= DIRECTIONS.size() ? dir : DIRECTIONS.get(number);
  }

  static Event sgMapped(At at, Cursor text) {
    boolean fields = text.skip(DEVICE);
    String device = device(text);
    String dir = dir(text);
    if (fields && text.find("phys_addrs")) {
      text.skip(ARRAY);
      long phys = text.littleEndian(Long.BYTES);
      int pieces = 1 + text.restOfOctets() / Long.BYTES;
      boolean counted = text.find("full_nents");
      return new DmaEvent.SgMapped(at, device, dir, phys, counted ? (int) text.number() : pieces);
    }
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
    boolean fields = text.skip(DEVICE);
    String device = device(text);
    String dir = dir(text);
    if (fields && text.find("addrs")) {
      text.skip(ARRAY);
      long phys = text.littleEndian(Long.BYTES);
      return new DmaEvent.SgUnmapped(at, device, dir, phys, 1 + text.restOfOctets() / Long.BYTES);
    }
    if (!text.seek("phys_addrs={")) {
      text.fail();
    }
    long phys = text.pointer();
    return new DmaEvent.SgUnmapped(at, device, dir, phys, text.restOfList());
  }

  static Event mapped(At at, Cursor text) {
    text.skip(DEVICE);
    return new DmaEvent.Mapped(
        at, device(text), dir(text), text.pointer("dma_addr"), text.number("size"));
  }

  /** Its field is named {@code addr}. */
  static Event unmapped(At at, Cursor text) {
    text.skip(DEVICE);
    return new DmaEvent.Unmapped(
        at, device(text), dir(text), text.pointer("dma_addr", "addr"), text.number("size"));
  }

  /** Others name an event so, too: only what begins as the IOMMU's does is one. */
  static @Nullable Event iommuUnmapped(At at, Cursor text) {
    if (!text.skip("IOMMU: ") && !text.find("unmapped_size")) {
      return null;
    }
    long iova = text.pointer("iova");
    return new DmaEvent.IommuUnmapped(at, iova, text.number("size"), text.number("unmapped_size"));
  }
}
