package io.uring.dmabuf.audit.rule;

import io.uring.dmabuf.audit.event.At;
import io.uring.dmabuf.audit.event.Event;
import io.uring.dmabuf.audit.event.FenceEvent;
import io.uring.dmabuf.audit.event.FenceEvent.Fence;
import io.vavr.collection.List;
import java.util.HashMap;

/**
 * A fence is signalled once, and who waits for it goes on then. One that is destroyed and was not
 * signalled leaves those who wait for it waiting; one that nobody asked for may go unused. Fences
 * of context 0 have no name of their own: all those that are made signalled share it.
 */
final class FenceSignalledOnce extends Rule {
  /** How long after the signal, in nanoseconds, a wait must have ended. */
  private static final long SOON = 1_000_000_000L;

  private static final class Known {
    private final Life life;
    private final HashMap<Integer, Event> waits = new HashMap<>();
    private boolean signalled;
    private boolean begun;

    /** Whether somebody asked to be told of it, or waited. */
    private boolean awaited;

    private At since;

    private Known(Life life) {
      this.life = life;
      this.since = life.first().at();
    }
  }

  private final Live<Fence, Known> live = new Live<>(fence -> letGo(fence.life));
  private long now = At.UNTIMED;

  FenceSignalledOnce() {
    super(
        new About(
            "FenceSignalledOnce",
            "",
            "fences",
            "a fence is signalled once, before it is destroyed, and its waits end then",
            List.of("dma_fence_signal", "dma_fence_wait_timeout", "dma_fence_release"),
            List.of(
                "dma_fence_init",
                "dma_fence_signaled",
                "dma_fence_destroy",
                "dma_fence_wait_start",
                "dma_fence_wait_end"),
            "who waits for the reservation lock of a buffer; fences of context 0"));
  }

  @Override
  public void take(Event event) {
    if (!(event instanceof FenceEvent of) || of.fence().context() == 0) {
      return;
    }
    now = event.at().nanos();
    Known fence = live.get(of.fence());
    if (fence == null) {
      if (of instanceof FenceEvent.Destroyed) {
        isUnknown("it began before the trace");
        return;
      }
      fence = new Known(new Life("fence " + of.fence().text(), event));
      fence.begun = of instanceof FenceEvent.Initialised;
      live.put(of.fence(), fence);
    } else if (of instanceof FenceEvent.Initialised) {
      violates(fence.life, event, "it is initialised again");
    }
    follow(fence, of);
    if (fence.life.first() != event) {
      fence.life.add(event);
    }
  }

  private void follow(Known fence, FenceEvent event) {
    switch (event) {
      case FenceEvent.Signalled signalled -> {
        if (fence.signalled) {
          violates(fence.life, event, "it is signalled again");
        }
        fence.signalled = true;
        fence.since = event.at();
      }
      case FenceEvent.Destroyed destroyed -> {
        live.remove(event.fence());
        if (fence.signalled || fence.begun && !fence.awaited) {
          isClean(fence.life);
        } else if (fence.begun) {
          violates(fence.life, event, "it is destroyed, and was not signalled");
        } else {
          isUnknown(fence.life, "it began before the trace");
        }
      }
      case FenceEvent.WaitStarted wait -> {
        fence.awaited = true;
        fence.waits.put(wait.at().pid(), wait);
      }
      case FenceEvent.WaitEnded wait -> fence.waits.remove(wait.at().pid());
      case FenceEvent.Initialised begun -> {}
      case FenceEvent.Emitted emitted -> fence.awaited |= emitted.isAsked();
    }
  }

  /** At the end: a wait for what was signalled long ago has not ended. */
  @Override
  public void forget(String why) {
    for (Known fence : live.values()) {
      if (!fence.signalled) {
        isUnknown(
            fence.life, fence.waits.isEmpty() ? why : "waited for, and not signalled: " + why);
      } else if (!fence.waits.isEmpty() && now - fence.since.nanos() > SOON) {
        Event wait = fence.waits.values().iterator().next();
        violates(fence.life, wait, "it was signalled, and this wait has not ended");
      } else {
        isClean(fence.life);
      }
    }
    live.clear();
  }
}
