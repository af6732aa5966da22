package io.uring.dmabuf.audit.spec;

import io.uring.dmabuf.audit.event.ToldEvent;
import io.uring.dmabuf.dma.Event;
import io.uring.dmabuf.id.NodeId;
import io.vavr.collection.List;
import io.vavr.control.Option;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What steps told (a file of events), read as what it shows of rings: of requests, nodes and tags.
 * Numbers of objects are used again, so that each use gets a number of its own here.
 */
final class ToldSights {
  static final String OTHERS = "events of memory, mappings, references and devices";

  /** A node that is there. */
  private record Node(long number, Option<Long> tag) {}

  /** A ring, with the requests and nodes that it has. */
  private static final class Ring {
    private final RingSight sight;
    private final Map<Integer, Long> requests = new TreeMap<>();
    private final Map<Integer, Node> nodes = new LinkedHashMap<>();
    private long nodeCount;

    private Ring(RingSight sight) {
      this.sight = sight;
    }

    private long request(int number) {
      return requests.getOrDefault(number, 0L);
    }

    private List<Long> node(int number) {
      Node node = nodes.get(number);
      return node == null ? List.empty() : List.of(node.number());
    }

    private List<Long> tagged(long tag) {
      return List.ofAll(nodes.values()).filter(node -> node.tag().contains(tag)).map(Node::number);
    }
  }

  private final Followed followed;
  private final Sights.Sink sink;
  private final Map<Integer, Ring> rings = new TreeMap<>();
  private long requestCount;

  ToldSights(Followed followed, Sights.Sink sink) {
    this.followed = followed;
    this.sink = sink;
  }

  /** Nothing more can be said of its rings. */
  void stop(String why) {
    rings.values().forEach(ring -> sink.stopped(ring.sight, why));
    rings.clear();
  }

  void take(ToldEvent event) {
    if (event.ring() == 0 || !isOfRing(event.told())) {
      sink.leftOut(OTHERS);
      return;
    }
    Ring ring = rings.computeIfAbsent(event.ring(), number -> made(event));
    Shown shown = shown(ring, event);
    ring.sight.tell(shown == null ? new Shown.Stray(event) : shown);
    ring.sight.flush(sink);
  }

  private Ring made(ToldEvent event) {
    Ring ring = new Ring(followed.next());
    sink.created(ring.sight, event, 0);
    return ring;
  }

  private static boolean isOfRing(Event told) {
    return switch (told) {
      case Event.ReferenceTaken _, Event.ReferencePut _ -> false;
      case Event.Lifetime object -> object.of() instanceof NodeId;
      case Event.RingEvent _, Event.RequestState _ -> true;
      default -> false;
    };
  }

  /** What it shows; null if it is of nothing that is there. */
  private @Nullable Shown shown(Ring ring, ToldEvent event) {
    return switch (event.told()) {
      case Event.RequestBegun begun -> begun(ring, event, begun.req().number());
      case Event.RequestState state -> ofRequest(ring, event, state.req().number(), List.empty());
      case Event.RequestBound bound ->
          ofRequest(ring, event, bound.req().number(), ring.node(bound.node().number()));
      case Event.CqePosted posted -> ofRequest(ring, event, posted.req().number(), List.empty());
      case Event.CqeSeen seen -> {
        Shown shown = ofRequest(ring, event, seen.req().number(), List.empty());
        ring.requests.remove(seen.req().number());
        yield shown;
      }
      case Event.ObjectMade object -> made(ring, event, object.of().number());
      case Event.ObjectGone object -> {
        Node node = ring.nodes.remove(object.of().number());
        yield node == null ? null : new Shown.Told(event, 0, List.of(node.number()));
      }
      case Event.TagGiven given -> given(ring, event, given);
      case Event.TagPosted posted -> new Shown.Told(event, 0, ring.tagged(posted.tag()));
      case Event.TagTakenBack back -> new Shown.Told(event, 0, ring.tagged(back.tag()));
      default -> null;
    };
  }

  private @Nullable Shown begun(Ring ring, ToldEvent event, int number) {
    if (ring.requests.containsKey(number)) {
      return null;
    }
    ring.requests.put(number, ++requestCount);
    return new Shown.Told(event, requestCount, List.empty());
  }

  private static @Nullable Shown ofRequest(
      Ring ring, ToldEvent event, int number, List<Long> nodes) {
    long id = ring.request(number);
    return id == 0 ? null : new Shown.Told(event, id, nodes);
  }

  private static @Nullable Shown made(Ring ring, ToldEvent event, int number) {
    if (ring.nodes.containsKey(number)) {
      return null;
    }
    Node node = new Node(++ring.nodeCount, Option.none());
    ring.nodes.put(number, node);
    return new Shown.Told(event, 0, List.of(node.number()));
  }

  private static @Nullable Shown given(Ring ring, ToldEvent event, Event.TagGiven given) {
    Node node = ring.nodes.get(given.node().number());
    if (node == null || node.tag().isDefined()) {
      return null;
    }
    ring.nodes.put(given.node().number(), new Node(node.number(), Option.some(given.tag())));
    return new Shown.Told(event, 0, List.of(node.number()));
  }
}
