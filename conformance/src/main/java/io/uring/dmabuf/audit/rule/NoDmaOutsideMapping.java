package io.uring.dmabuf.audit.rule;

import io.uring.dmabuf.audit.event.ToldEvent;
import io.uring.dmabuf.dma.DmaSegment;
import io.uring.dmabuf.dma.Event;
import io.uring.dmabuf.id.DeviceId;
import io.vavr.collection.List;
import io.vavr.collection.Vector;
import java.util.HashMap;

/**
 * A device touches only what is mapped for it: by a registration, or for a command. An access that
 * the machine itself calls a fault is one.
 */
final class NoDmaOutsideMapping extends Rule {
  private static final String PARTLY = "not all is told of what is mapped for its device";

  private record Mapping(DeviceId device, String of) {}

  /** What is mapped for a device, and whether that is all. */
  private static final class Reach {
    private final Ranges mapped = new Ranges();
    private boolean whole = true;
  }

  private final HashMap<Mapping, Vector<DmaSegment>> mappings = new HashMap<>();
  private final HashMap<DeviceId, Reach> reaches = new HashMap<>();

  NoDmaOutsideMapping() {
    super(
        new About(
            "NoDmaOutsideMapping",
            "DmabufRw",
            "accesses of devices",
            "a device touches only what is mapped for it at that time",
            List.of("io_buffer_unmap", "dma_buf_unmap_attachment_unlocked", "nvme_unmap_data"),
            List.of(
                "events of steps: MappingMade, MappingGone, PagesMapped, AddressTouched, Fault"),
            "an access to what is mapped for another request"));
  }

  @Override
  public void take(io.uring.dmabuf.audit.event.Event event) {
    if (event instanceof ToldEvent told) {
      switch (told.told()) {
        case Event.MappingMade made ->
            mapped(told, new Mapping(made.device(), "regbuf " + made.regbuf()), made.segments());
        case Event.PagesMapped pages ->
            mapped(told, new Mapping(pages.device(), "tag " + pages.tag()), pages.segments());
        case Event.MappingGone gone ->
            unmapped(new Mapping(gone.device(), "regbuf " + gone.regbuf()));
        case Event.PagesUnmapped pages ->
            unmapped(new Mapping(pages.device(), "tag " + pages.tag()));
        case Event.AddressTouched touched -> touched(told, touched);
        case Event.Fault fault when fault.kind() != Event.FaultKind.STALE_DATA ->
            violates(name(told, fault.device()), told, "an access that leads nowhere, or astray");
        default -> {}
      }
    }
  }

  private static Life name(ToldEvent told, DeviceId device) {
    return new Life("device " + device, told);
  }

  private void mapped(ToldEvent told, Mapping mapping, Vector<DmaSegment> segments) {
    unmapped(mapping);
    Reach reach = reaches.computeIfAbsent(mapping.device, device -> new Reach());
    reach.whole &= !told.isCut() && !reach.mapped.isFull() && mappings.size() < Live.MOST;
    if (reach.whole) {
      mappings.put(mapping, segments);
      segments.forEach(segment -> reach.mapped.add(segment.address(), segment.end()));
    }
  }

  private void unmapped(Mapping mapping) {
    Vector<DmaSegment> segments = mappings.remove(mapping);
    Reach reach = reaches.get(mapping.device);
    if (segments != null && reach != null) {
      segments.forEach(segment -> reach.mapped.remove(segment.address(), segment.end()));
    }
  }

  private void touched(ToldEvent told, Event.AddressTouched touched) {
    Reach reach = reaches.get(touched.device());
    if (reach != null && reach.mapped.has(touched.iova(), touched.iova() + touched.bytes())) {
      isClean();
    } else if (reach == null || !reach.whole || !isWhole()) {
      isUnknown(PARTLY);
    } else {
      violates(name(told, touched.device()), told, "it touches what is not mapped for it");
    }
  }

  @Override
  public void forget(String why) {
    mappings.clear();
    reaches.clear();
  }
}
