package io.uring.dmabuf.audit.rule;

import io.uring.dmabuf.audit.event.Event;
import io.uring.dmabuf.audit.event.ProbeEvent;
import io.uring.dmabuf.audit.event.UringEvent;
import io.vavr.collection.List;
import java.util.HashSet;

/**
 * When a ring is freed no request of it is alive. The probe has an address, and the tracepoints
 * hash theirs unless they are told not to: a ring that is not known by its address is left out.
 */
final class NothingLeft extends Rule {
  private static final class Ring {
    private final Life life;
    private final HashSet<Long> requests = new HashSet<>();

    private Ring(Life life) {
      this.life = life;
    }
  }

  private final Live<Long, Ring> live = new Live<>(ring -> letGo(ring.life));

  NothingLeft() {
    super(
        new About(
            "NothingLeft",
            "Rsrc",
            "rings that are freed",
            "a ring is freed when no request of it is alive",
            List.of("io_ring_exit_work", "io_ring_ctx_free", "io_destroy_buffers"),
            List.of(
                "io_uring_create",
                "io_uring_submit_req",
                "io_uring_complete",
                "probe: io_destroy_buffers, with hash-ptr off"),
            "requests whose success posts no CQE; CQEs without room"));
  }

  @Override
  public void take(Event event) {
    switch (event) {
      case UringEvent.RingCreated created ->
          live.put(
              created.ring(),
              new Ring(new Life("ring 0x" + Long.toHexString(created.ring()), created)));
      case UringEvent.Submitted submitted when !submitted.isSkipping() -> {
        Ring ring = live.get(submitted.ring());
        if (ring != null && ring.requests.size() < Live.MOST) {
          ring.requests.add(submitted.req());
          ring.life.add(submitted);
        }
      }
      case UringEvent.Completed completed -> {
        Ring ring = live.get(completed.ring());
        if (ring != null && !completed.isPartial()) {
          ring.requests.remove(completed.req());
        }
      }
      case UringEvent.LinkFailed failed -> {
        Ring ring = live.get(failed.ring());
        if (ring != null) {
          ring.requests.remove(failed.link());
        }
      }
      case UringEvent.Overflowed overflowed -> live.remove(overflowed.ring());
      case ProbeEvent.RingFreed freed -> freed(freed);
      default -> {}
    }
  }

  private void freed(ProbeEvent.RingFreed freed) {
    Ring ring = live.remove(freed.ring());
    if (ring == null) {
      isUnknown("its address is hashed, or it is older than the trace");
    } else if (ring.requests.isEmpty()) {
      isClean(ring.life);
    } else {
      violates(ring.life, freed, ring.requests.size() + " of its requests have no CQE");
    }
  }

  @Override
  public void forget(String why) {
    live.clear();
  }
}
