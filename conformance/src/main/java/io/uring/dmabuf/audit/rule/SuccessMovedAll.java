package io.uring.dmabuf.audit.rule;

import io.uring.dmabuf.audit.event.Event;
import io.uring.dmabuf.audit.event.ToldEvent;
import io.uring.dmabuf.dma.Event.AddressTouched;
import io.uring.dmabuf.dma.Event.CommandTriedAgain;
import io.uring.dmabuf.dma.Event.CqePosted;
import io.uring.dmabuf.dma.Event.RequestEnded;
import io.uring.dmabuf.dma.Event.RequestInFlight;
import io.vavr.collection.List;
import java.util.HashSet;

/**
 * The result of a request is what moved. Whose access it is no event tells, so that a request is
 * judged which was alone with the devices; one that needed none of them moved its bytes otherwise.
 */
final class SuccessMovedAll extends Rule {
  private record Request(int ring, int req) {}

  /** How many requests in flight are looked at; more are not alone. */
  private static final int TOGETHER = 64;

  private static final class Moved {
    private final Life life;
    private long bytes;
    private boolean alone;

    /** Whether some of it may have moved twice. */
    private boolean triedAgain;

    private Moved(Life life, boolean alone) {
      this.life = life;
      this.alone = alone;
    }
  }

  private final Live<Request, Moved> live = new Live<>(moved -> letGo(moved.life));
  private final HashSet<Request> inFlight = new HashSet<>();

  SuccessMovedAll() {
    super(
        new About(
            "SuccessMovedAll",
            "NvmeQueue",
            "requests alone with the devices",
            "a request that succeeds has as its result the bytes that moved, or some more if a"
                + " command was tried again",
            List.of("nvme_complete_rq", "bio_endio"),
            List.of(
                "events of steps: RequestInFlight, AddressTouched, CommandTriedAgain,"
                    + " RequestEnded, CqePosted"),
            "bytes that moved to the wrong place of its own buffer; requests side by side"));
  }

  @Override
  public void take(Event event) {
    if (event instanceof ToldEvent told) {
      switch (told.told()) {
        case RequestInFlight begun -> begun(told, new Request(told.ring(), begun.req().number()));
        case AddressTouched touched -> {
          for (Request request : inFlight) {
            Moved moved = live.get(request);
            if (moved != null && moved.alone) {
              moved.bytes += touched.bytes();
            }
          }
        }
        case CommandTriedAgain _ -> {
          for (Request request : inFlight) {
            Moved moved = live.get(request);
            if (moved != null) {
              moved.triedAgain = true;
            }
          }
        }
        case RequestEnded ended -> inFlight.remove(new Request(told.ring(), ended.req().number()));
        case CqePosted posted -> {
          Moved moved = live.remove(new Request(told.ring(), posted.req().number()));
          if (moved != null && posted.res() > 0 && moved.bytes > 0) {
            judge(moved, posted.res(), told);
          }
        }
        default -> {}
      }
    }
  }

  private void begun(ToldEvent told, Request request) {
    boolean alone = inFlight.isEmpty();
    for (Request other : alone ? List.<Request>empty() : List.ofAll(inFlight)) {
      Moved moved = live.get(other);
      if (moved != null) {
        moved.alone = false;
      }
    }
    if (inFlight.size() < TOGETHER) {
      inFlight.add(request);
    }
    Life life = new Life("request " + request.req + " of ring " + request.ring, told);
    live.put(request, new Moved(life, alone));
  }

  private void judge(Moved moved, int res, ToldEvent told) {
    if (!moved.alone) {
      return;
    }
    if (moved.bytes == res || moved.triedAgain && moved.bytes > res) {
      isClean(moved.life);
    } else {
      violates(moved.life, told, "its devices touched " + moved.bytes + " bytes");
    }
  }

  @Override
  public void forget(String why) {
    live.clear();
    inFlight.clear();
  }
}
