package io.uring.dmabuf.audit.rule;

import io.uring.dmabuf.audit.event.ToldEvent;
import io.uring.dmabuf.dma.Event;
import io.vavr.collection.List;
import java.util.EnumSet;

/**
 * A request goes through its states in their order, each once: it is submitted, has a buffer, is
 * handed on, ends, has its CQE, is complete, and is seen. Of its CQE the rules {@link
 * CompletesOnce} and {@link NoResultBeforeTheEnd} say whether that is in its place.
 */
final class RequestsGoInOrder extends Rule {
  private record Request(int ring, int req) {}

  /** What can be told of a request. */
  private enum Told {
    BOUND,
    IN_FLIGHT,
    ENDED,
    POSTED,
    LEFT,
    UNHELD,
    COMPLETE
  }

  private static final class Going {
    private final Life life;
    private final EnumSet<Told> told = EnumSet.noneOf(Told.class);

    private Going(Life life) {
      this.life = life;
    }

    /** Whether this is what may be told next. */
    private boolean may(Told next) {
      return (!told.contains(next) || next == Told.POSTED)
          && switch (next) {
            case BOUND -> !told.contains(Told.ENDED) && !told.contains(Told.POSTED);
            case IN_FLIGHT ->
                told.contains(Told.BOUND)
                    && !told.contains(Told.ENDED)
                    && !told.contains(Told.POSTED);
            case ENDED -> !told.contains(Told.POSTED);
            case POSTED -> true;
            case LEFT -> told.contains(Told.POSTED) && !told.contains(Told.COMPLETE);
            case UNHELD -> told.contains(Told.LEFT) && !told.contains(Told.COMPLETE);
            case COMPLETE ->
                told.contains(Told.POSTED)
                    && (!told.contains(Told.LEFT) || told.contains(Told.UNHELD));
          };
    }
  }

  private final Live<Request, Going> live = new Live<>(going -> letGo(going.life));

  RequestsGoInOrder() {
    super(
        new About(
            "RequestsGoInOrder",
            "Requests",
            "requests",
            "a request goes from state to state in their order, none twice",
            List.of("io_submit_sqe", "io_find_buf_node", "io_complete_rw", "io_free_batch_list"),
            List.of(
                "events of steps: RequestBegun, RequestBound, RequestInFlight, RequestEnded,"
                    + " CqePosted, RequestLeft, RequestUnheld, RequestCompleted, CqeSeen"),
            "what an object does that was there before the recording began"));
  }

  @Override
  public void take(io.uring.dmabuf.audit.event.Event event) {
    if (event instanceof ToldEvent told) {
      switch (told.told()) {
        case Event.RequestBegun begun -> begun(told, request(told, begun.req().number()));
        case Event.RequestBound of -> goes(told, of.req().number(), Told.BOUND);
        case Event.RequestInFlight of -> goes(told, of.req().number(), Told.IN_FLIGHT);
        case Event.RequestEnded of -> goes(told, of.req().number(), Told.ENDED);
        case Event.CqePosted of -> goes(told, of.req().number(), Told.POSTED);
        case Event.RequestLeft of -> goes(told, of.req().number(), Told.LEFT);
        case Event.RequestUnheld of -> goes(told, of.req().number(), Told.UNHELD);
        case Event.RequestCompleted of -> goes(told, of.req().number(), Told.COMPLETE);
        case Event.CqeSeen of -> seen(told, request(told, of.req().number()));
        default -> {}
      }
    }
  }

  private static Request request(ToldEvent told, int req) {
    return new Request(told.ring(), req);
  }

  private static Life life(Request request, ToldEvent first) {
    return new Life("request " + request.req + " of ring " + request.ring, first);
  }

  private void begun(ToldEvent told, Request request) {
    Going before = live.put(request, new Going(life(request, told)));
    if (before != null && before.told.contains(Told.POSTED)) {
      violates(before.life, told, "it is submitted again, and its CQE was not seen");
    } else if (before != null) {
      isUnknown(before.life, "it had no CQE");
    }
  }

  private void goes(ToldEvent told, int req, Told next) {
    Going going = live.get(request(told, req));
    if (going == null) {
      neverSubmitted(told, request(told, req));
    } else if (going.may(next)) {
      going.told.add(next);
      going.life.add(told);
    } else {
      violates(going.life, told, "it is not its turn, or was before");
    }
  }

  private void seen(ToldEvent told, Request request) {
    Going going = live.remove(request);
    if (going == null) {
      neverSubmitted(told, request);
    } else if (going.told.contains(Told.COMPLETE)) {
      isClean(going.life);
    } else {
      violates(going.life, told, "its CQE is seen, and it is not complete");
    }
  }

  private void neverSubmitted(ToldEvent told, Request request) {
    if (isWhole()) {
      violates(life(request, told), told, "it is under way, and was never submitted");
    } else {
      isUnknown("submitted before the trace began");
    }
  }

  @Override
  public void forget(String why) {
    live.values().forEach(going -> isUnknown(going.life, why));
    live.clear();
  }
}
