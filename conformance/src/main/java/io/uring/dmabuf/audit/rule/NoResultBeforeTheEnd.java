package io.uring.dmabuf.audit.rule;

import io.uring.dmabuf.audit.event.ToldEvent;
import io.uring.dmabuf.dma.Event;
import io.vavr.collection.List;

/** A request that is with the block layer or its device has no CQE before it has ended there. */
final class NoResultBeforeTheEnd extends Rule {
  private record Request(int ring, int req) {}

  private final Live<Request, Life> live = live();

  NoResultBeforeTheEnd() {
    super(
        new About(
            "NoResultBeforeTheEnd",
            "Requests",
            "requests in flight",
            "a request has its CQE after it has ended with the block layer",
            List.of("io_complete_rw", "io_req_rw_complete", "__io_submit_flush_completions"),
            List.of("events of steps: RequestInFlight, RequestEnded, CqePosted"),
            "parts of a request: only its end is told"));
  }

  @Override
  public void take(io.uring.dmabuf.audit.event.Event event) {
    if (event instanceof ToldEvent told) {
      switch (told.told()) {
        case Event.RequestInFlight begun -> {
          Request request = new Request(told.ring(), begun.req().number());
          Life again =
              live.put(
                  request, new Life("request " + request.req + " of ring " + request.ring, told));
          if (again != null) {
            isUnknown(again, "it is issued again");
          }
        }
        case Event.RequestEnded ended -> {
          Life life = live.remove(new Request(told.ring(), ended.req().number()));
          if (life != null) {
            isClean(life);
          }
        }
        case Event.CqePosted posted -> {
          Life life = live.remove(new Request(told.ring(), posted.req().number()));
          if (life != null) {
            violates(life, told, "it has its CQE, and has not ended");
          }
        }
        default -> {}
      }
    }
  }

  @Override
  public void forget(String why) {
    forget(live, why);
  }
}
