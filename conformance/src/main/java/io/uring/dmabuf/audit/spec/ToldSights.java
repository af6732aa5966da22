package io.uring.dmabuf.audit.spec;

import io.uring.dmabuf.audit.event.ToldEvent;
import io.uring.dmabuf.dma.Event;
import io.uring.dmabuf.id.NodeId;
import io.vavr.collection.List;
import io.vavr.control.Option;
import java.util.BitSet;
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

  /**
   * A node that is there.
   *
   * @param given the tag that it was given so far
   */
  private record Node(Shown.ToldNode told, Option<Long> given) {}

  /** A ring, with the requests and nodes that it has. */
  private static final class Ring {
    private final RingSight sight;
    private final Map<Integer, Long> requests = new TreeMap<>();
    private final Map<Integer, Node> nodes = new LinkedHashMap<>();
    private final BitSet taken = new BitSet();

    private Ring(RingSight sight) {
      this.sight = sight;
    }

    private long request(int number) {
      return requests.getOrDefault(number, 0L);
    }

    private List<Shown.ToldNode> node(int number) {
      Node node = nodes.get(number);
      return node == null ? List.empty() : List.of(node.told());
    }

    private List<Shown.ToldNode> tagged(long tag) {
      return List.ofAll(nodes.values()).filter(node -> node.given().contains(tag)).map(Node::told);
    }

    private int takenSlot() {
      int slot = taken.nextClearBit(0);
      taken.set(slot);
      return slot;
    }

    /** Whether nothing is there of which something could still be told. */
    private boolean isIdle() {
      return requests.isEmpty() && nodes.isEmpty();
    }
  }

  private final Followed followed;
  private final Sights.Sink sink;
  private final Becoming later;

  /** Those that were told of last are the last. */
  private final LinkedHashMap<Integer, Ring> rings = new LinkedHashMap<>(16, .75f, true);

  private long requestCount;
  private long nodeCount;

  ToldSights(Followed followed, Sights.Sink sink, Becoming later) {
    this.followed = followed;
    this.sink = sink;
    this.later = later;
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
    Ring ring = rings.get(event.ring());
    if (ring == null) {
      makeRoom();
      ring = made(event);
      rings.put(event.ring(), ring);
    }
    Shown shown = shown(ring, event);
    ring.sight.tell(shown == null ? new Shown.Stray(event) : shown);
    ring.sight.flush(sink);
  }

  private Ring made(ToldEvent event) {
    Ring ring = new Ring(followed.next());
    sink.created(ring.sight, event, 0);
    return ring;
  }

  /**
   * No event tells that a ring is closed. The one of which nothing was told for the longest is over
   * if it has nothing: were it told of again, it would be as good as new.
   */
  private void makeRoom() {
    if (rings.size() < Followed.MOST_RINGS) {
      return;
    }
    Map.Entry<Integer, Ring> oldest =
        rings.entrySet().stream()
            .filter(ring -> ring.getValue().isIdle())
            .findFirst()
            .orElseGet(() -> rings.entrySet().iterator().next());
    rings.remove(oldest.getKey());
    if (oldest.getValue().isIdle()) {
      sink.over(oldest.getValue().sight);
    } else {
      sink.stopped(oldest.getValue().sight, Followed.MORE_RINGS);
    }
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
        if (node == null) {
          yield null;
        }
        ring.taken.clear(node.told().slot());
        yield new Shown.Told(event, 0, List.of(node.told()));
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
    return new Shown.Told(event, requestCount, List.empty(), later.told(requestCount));
  }

  private static @Nullable Shown ofRequest(
      Ring ring, ToldEvent event, int number, List<Shown.ToldNode> nodes) {
    long id = ring.request(number);
    return id == 0 ? null : new Shown.Told(event, id, nodes);
  }

  private @Nullable Shown made(Ring ring, ToldEvent event, int number) {
    if (ring.nodes.containsKey(number)) {
      return null;
    }
    nodeCount++;
    Shown.ToldNode node = new Shown.ToldNode(nodeCount, ring.takenSlot(), later.tag(nodeCount));
    ring.nodes.put(number, new Node(node, Option.none()));
    return new Shown.Told(event, 0, List.of(node));
  }

  private static @Nullable Shown given(Ring ring, ToldEvent event, Event.TagGiven given) {
    Node node = ring.nodes.get(given.node().number());
    if (node == null || node.given().isDefined()) {
      return null;
    }
    ring.nodes.put(given.node().number(), new Node(node.told(), Option.some(given.tag())));
    return new Shown.Told(event, 0, List.of(node.told()));
  }
}
