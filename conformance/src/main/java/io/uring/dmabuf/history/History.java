package io.uring.dmabuf.history;

import io.uring.dmabuf.dma.Event;
import io.uring.dmabuf.id.Numbered;
import io.uring.dmabuf.id.RequestId;
import io.uring.dmabuf.uring.CompletionQueue;
import io.vavr.collection.List;

/**
 * What the steps of a ring have told, as far as laws remember it: a fold over events. What was not
 * told is not in it, whatever the state says.
 *
 * @param tags of the tags
 * @param requests of the request objects, by number; those of which nothing was told are left out
 */
public record History(TagsTold tags, Numbered<RequestId, RequestTold> requests) {

  /** Whether events of a kind are remembered. */
  static boolean remembers(Class<? extends Event> kind) {
    return Event.RingEvent.class.isAssignableFrom(kind);
  }

  /** Nothing was told. */
  public static History empty() {
    return new History(TagsTold.NOTHING, Numbered.empty());
  }

  /** What was told of a request object. */
  public RequestTold request(RequestId req) {
    RequestTold told = requests.getOrNull(req);
    return told == null ? RequestTold.NOTHING : told;
  }

  /** The tag that a user gives next who numbers them from 1. */
  public long nextTag() {
    return CompletionQueue.userDataOfTag(tags.given().size() + 1);
  }

  /** The same after more was told, the first first; the same object if that was nothing of it. */
  public History after(List<Event> told) {
    History now = this;
    for (Event event : told) {
      now = event instanceof Event.RingEvent remembered ? now.after(remembered) : now;
    }
    return now;
  }

  private History after(Event.RingEvent event) {
    return switch (event) {
      case Event.TagGiven given -> with(tags.giving(given.tag()));
      case Event.TagTakenBack back -> with(tags.takingBack(back.tag()));
      case Event.TagPosted posted -> with(tags.posting(posted.tag()));
      case Event.RequestBound bound -> with(bound.req(), request(bound.req()).withTag(bound.tag()));
      case Event.CqePosted posted -> {
        RequestTold before = request(posted.req());
        yield with(posted.req(), before.withCqes(before.cqes() + 1));
      }
      case Event.CqeSeen seen ->
          with(
              seen.req(),
              RequestTold.NOTHING.withCqes(Math.max(0, request(seen.req()).cqes() - 1)));
    };
  }

  private History with(TagsTold next) {
    return new History(next, requests);
  }

  private History with(RequestId req, RequestTold next) {
    return new History(
        tags, next.equals(RequestTold.NOTHING) ? requests.remove(req) : requests.put(req, next));
  }
}
