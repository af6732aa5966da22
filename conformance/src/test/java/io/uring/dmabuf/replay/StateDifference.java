package io.uring.dmabuf.replay;

import io.uring.dmabuf.dma.Event;
import io.uring.dmabuf.dmabuf.DmaBuf;
import io.uring.dmabuf.dmabuf.DmaDevice;
import io.uring.dmabuf.dmabuf.DmabufMapping;
import io.uring.dmabuf.dmabuf.RegBuf;
import io.uring.dmabuf.dmabuf.StreamingMapping;
import io.uring.dmabuf.dmabuf.TargetFile;
import io.uring.dmabuf.history.ToldRings;
import io.uring.dmabuf.id.Id;
import io.uring.dmabuf.id.NodeId;
import io.uring.dmabuf.id.Numbered;
import io.uring.dmabuf.id.RegbufId;
import io.uring.dmabuf.id.RequestId;
import io.uring.dmabuf.id.TagId;
import io.uring.dmabuf.nvme.NvmeQueue;
import io.uring.dmabuf.system.State;
import io.uring.dmabuf.uring.CompletionQueue;
import io.uring.dmabuf.uring.Cqe;
import io.uring.dmabuf.uring.Imu;
import io.uring.dmabuf.uring.Node;
import io.uring.dmabuf.uring.Request;
import io.uring.dmabuf.uring.RingContext;
import io.uring.dmabuf.uring.Rings;
import io.vavr.collection.List;
import io.vavr.control.Option;

/**
 * What a step must have told, found out by looking at the whole of both states and not at the step.
 */
final class StateDifference {
  private StateDifference() {}

  /** The events, in any order. */
  static List<Event> between(Object before, Object after) {
    return switch (before) {
      case ToldRings<?> told -> between(told.state(), ((ToldRings<?>) after).state());
      case Rings rings -> ofRings(rings, (Rings) after);
      case DmabufMapping mapping -> ofMappings(mapping, (DmabufMapping) after);
      case State state ->
          ofRings(state.rings(), ((State) after).rings())
              .appendAll(ofMappings(state.mapping(), ((State) after).mapping()))
              .appendAll(ofQueues(state.queue(), ((State) after).queue()));
      default -> throw new IllegalArgumentException("no difference of " + before.getClass());
    };
  }

  /** The imus are one variable of all rings. */
  private static List<Event> ofRings(Rings before, Rings after) {
    return before
        .all()
        .ids()
        .toList()
        .flatMap(ctx -> ofRing(before.get(ctx), after.get(ctx)))
        .appendAll(counted(before.imus().map(Imu::refs), after.imus().map(Imu::refs)));
  }

  private static List<Event> ofRing(RingContext before, RingContext after) {
    return given(before, after)
        .appendAll(takenBack(before, after))
        .appendAll(bound(before, after))
        .appendAll(queued(before, after))
        .appendAll(counted(before.nodes().map(Node::refs), after.nodes().map(Node::refs)))
        .appendAll(states(before, after));
  }

  /** What was made, went, or has more or fewer references. */
  private static <K extends Id<K>> List<Event> counted(
      Numbered<K, Integer> before, Numbered<K, Integer> after) {
    List<Event> events = List.empty();
    for (K id : before.ids().concat(after.ids()).toList().distinct()) {
      if (!before.has(id)) {
        events = events.prepend(new Event.ObjectMade(id));
      } else if (!after.has(id)) {
        events = events.prepend(new Event.ObjectGone(id));
      } else {
        for (int i = before.get(id).get(); i < after.get(id).get(); i++) {
          events = events.prepend(new Event.ReferenceTaken(id));
        }
        for (int i = after.get(id).get(); i < before.get(id).get(); i++) {
          events = events.prepend(new Event.ReferencePut(id));
        }
      }
    }
    return events;
  }

  private static List<Event> states(RingContext before, RingContext after) {
    return after
        .requests()
        .iterator()
        .toList()
        .filter(req ->
            !before.requests().get(req.id()).map(Request::state).contains(req.value().state()))
        .map(req -> come(req.id(), req.value().state()));
  }

  private static Event come(RequestId req, Request.State state) {
    return switch (state) {
      case ISSUING -> new Event.RequestBegun(req);
      case IN_FLIGHT -> new Event.RequestInFlight(req);
      case DONE -> new Event.RequestEnded(req);
      case POSTED -> new Event.RequestLeft(req);
      case UNHELD -> new Event.RequestUnheld(req);
      case COMPLETE -> new Event.RequestCompleted(req);
    };
  }

  private static List<Event> given(RingContext before, RingContext after) {
    return after
        .nodes()
        .iterator()
        .toList()
        .filter(
            node -> !before.nodes().get(node.id()).flatMap(Node::tag).equals(node.value().tag()))
        .flatMap(node -> node.value().tag().map(tag -> new Event.TagGiven(tag, node.id())));
  }

  /** The tags of nodes that are still there, and have none any more. */
  private static List<Event> takenBack(RingContext before, RingContext after) {
    return before
        .nodes()
        .iterator()
        .toList()
        .filter(node -> after.nodes().get(node.id()).exists(now -> now.tag().isEmpty()))
        .flatMap(node -> node.value().tag())
        .map(Event.TagTakenBack::new);
  }

  private static List<Event> bound(RingContext before, RingContext after) {
    return after
        .requests()
        .iterator()
        .toList()
        .filter(req ->
            !before.requests().get(req.id()).flatMap(Request::node).equals(req.value().node()))
        .flatMap(req -> req.value().node().map(node -> bound(after, req.id(), node)));
  }

  private static Event bound(RingContext after, RequestId req, NodeId node) {
    return new Event.RequestBound(req, node, after.nodes().get(node).flatMap(Node::tag));
  }

  private static List<Event> queued(RingContext before, RingContext after) {
    List<Cqe> old = before.completions().entries().toList();
    List<Cqe> now = after.completions().entries().toList();
    return old.foldLeft(now, List::remove)
        .map(StateDifference::posted)
        .appendAll(
            now.foldLeft(old, List::remove)
                .map(cqe -> new Event.CqeSeen(RequestId.of((int) cqe.userData()))));
  }

  private static Event posted(Cqe cqe) {
    return cqe.userData() >= CompletionQueue.TAG_BASE
        ? new Event.TagPosted(cqe.userData())
        : new Event.CqePosted(RequestId.of((int) cqe.userData()), cqe.res());
  }

  private static List<Event> ofMappings(DmabufMapping before, DmabufMapping after) {
    return mappings(before, after)
        .appendAll(commands(before, after))
        .appendAll(
            counted(before.files().map(TargetFile::refs), after.files().map(TargetFile::refs)))
        .appendAll(counted(before.dmabufs().map(DmaBuf::refs), after.dmabufs().map(DmaBuf::refs)))
        .appendAll(
            counted(before.devices().map(DmaDevice::refs), after.devices().map(DmaDevice::refs)))
        .appendAll(counted(before.regbufs().map(r -> 1), after.regbufs().map(r -> 1)));
  }

  private static List<Event> mappings(DmabufMapping before, DmabufMapping after) {
    List<RegbufId> all = before.regbufs().ids().concat(after.regbufs().ids()).toList().distinct();
    return all.flatMap(regbuf -> {
      Option<RegBuf> old = mapped(before, regbuf);
      Option<RegBuf> now = mapped(after, regbuf);
      return old.isDefined() == now.isDefined()
          ? Option.<Event>none()
          : Option.some(
              now.isDefined()
                  ? new Event.MappingMade(now.get().device().get(), regbuf, after.segments(regbuf))
                  : new Event.MappingGone(old.get().device().get(), regbuf));
    });
  }

  private static List<Event> commands(DmabufMapping before, DmabufMapping after) {
    return before
        .devices()
        .ids()
        .toList()
        .flatMap(device -> {
          Numbered<TagId, StreamingMapping> old = before.devices().get(device).get().commands();
          Numbered<TagId, StreamingMapping> now = after.devices().get(device).get().commands();
          List<Event> made =
              now.iterator()
                  .filter(command -> !old.has(command.id()))
                  .<Event>map(command ->
                      new Event.PagesMapped(
                          device, command.id(), command.value().table().segments()))
                  .toList();
          return made.appendAll(
              old.ids()
                  .filter(tag -> !now.has(tag))
                  .map(tag -> new Event.PagesUnmapped(device, tag)));
        });
  }

  /** The tags whose request is tried once more than before. */
  private static List<Event> ofQueues(NvmeQueue before, NvmeQueue after) {
    return before
        .devices()
        .flatMap(device ->
            List.range(0, before.layout(device).tags())
                .map(TagId::of)
                .filter(tag ->
                    after.pair(device).iod(tag).retries() > before.pair(device).iod(tag).retries())
                .map(tag -> new Event.CommandTriedAgain(device, tag)));
  }

  private static Option<RegBuf> mapped(DmabufMapping mapping, RegbufId regbuf) {
    return mapping.regbufs().get(regbuf).filter(each -> each.sgt().isDefined());
  }
}
