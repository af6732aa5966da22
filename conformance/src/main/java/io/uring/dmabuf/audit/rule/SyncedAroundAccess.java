package io.uring.dmabuf.audit.rule;

import io.uring.dmabuf.audit.event.Event;
import io.uring.dmabuf.audit.event.ToldEvent;
import io.uring.dmabuf.dma.Event.AddressTouched;
import io.uring.dmabuf.dma.Event.PageSynced;
import io.uring.dmabuf.dma.Event.RequestEnded;
import io.uring.dmabuf.dma.Event.RequestInFlight;
import io.uring.dmabuf.id.DeviceId;
import io.vavr.collection.List;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;

/**
 * A device that is not coherent touches what was handed to it before the doorbell, and what it
 * wrote is handed back to the CPU before the request ends. A device of which no sync is told is
 * coherent, for all that one can see.
 */
final class SyncedAroundAccess extends Rule {
  private record Request(int ring, int req) {}

  /** What was synced for whom. */
  private static final class Handed {
    private final Ranges toDevice = new Ranges();
    private final Ranges toCpu = new Ranges();
  }

  private record Written(Life life, DeviceId device, long from, long to) {}

  private final HashMap<DeviceId, Handed> handed = new HashMap<>();
  private final ArrayList<Written> written = new ArrayList<>();
  private final HashSet<Request> inFlight = new HashSet<>();

  SyncedAroundAccess() {
    super(
        new About(
            "SyncedAroundAccess",
            "",
            "accesses of devices that are synced",
            "memory is synced for a device before it touches it, and for the CPU after that",
            List.of("nvme_sync_dma", "nvme_map_data", "nvme_unmap_data"),
            List.of("events of steps: PageSynced, AddressTouched, RequestInFlight, RequestEnded"),
            "devices of which no sync is told; a sync too early or too late within a request"));
  }

  @Override
  public void take(Event event) {
    if (event instanceof ToldEvent told) {
      switch (told.told()) {
        case PageSynced sync -> synced(sync);
        case AddressTouched touched when handed.containsKey(touched.device()) ->
            touched(told, touched);
        case RequestInFlight begun -> {
          if (inFlight.size() < Live.MOST) {
            inFlight.add(new Request(told.ring(), begun.req().number()));
          }
        }
        case RequestEnded ended -> {
          inFlight.remove(new Request(told.ring(), ended.req().number()));
          if (inFlight.isEmpty()) {
            atRest(told);
          }
        }
        default -> {}
      }
    }
  }

  private void synced(PageSynced sync) {
    Handed of = handed.computeIfAbsent(sync.device(), device -> new Handed());
    Ranges ranges = sync.forDevice() ? of.toDevice : of.toCpu;
    if (!ranges.isFull()) {
      ranges.add(sync.iova(), sync.iova() + sync.bytes());
    }
  }

  private void touched(ToldEvent told, AddressTouched touched) {
    long end = touched.iova() + touched.bytes();
    Life life = new Life("access of device " + touched.device(), told);
    Handed of = handed.get(touched.device());
    if (of == null || !of.toDevice.has(touched.iova(), end)) {
      judge(life, told, "what it touches was not synced for it");
    } else if (touched.written() && written.size() < Live.MOST) {
      written.add(new Written(life, touched.device(), touched.iova(), end));
    } else {
      isClean(life);
    }
  }

  private void judge(Life life, ToldEvent by, String what) {
    if (isWhole()) {
      violates(life, by, what);
    } else {
      isUnknown(life, "not all is told of what was synced");
    }
  }

  /** With the last request in flight all that was handed over is handed back. */
  private void atRest(ToldEvent told) {
    for (Written access : written) {
      Handed of = handed.get(access.device);
      if (of != null && of.toCpu.has(access.from, access.to)) {
        isClean(access.life);
      } else {
        judge(access.life, told, "what it wrote was not synced for the CPU");
      }
    }
    written.clear();
    handed.replaceAll((device, of) -> new Handed());
  }

  @Override
  public void forget(String why) {
    written.forEach(access -> isUnknown(access.life, why));
    written.clear();
    handed.clear();
    inFlight.clear();
  }
}
