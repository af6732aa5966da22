package io.uring.dmabuf.audit.spec;

import io.uring.dmabuf.dma.Event;
import io.vavr.control.Option;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;

/**
 * What is read ahead of what steps tell: of the requests and nodes that lie between who asks and
 * how far it is read. A tag is given, and taken back, within the call that registers its buffer,
 * under uring_lock: whatever else of its ring needs that lock is later.
 */
final class ToldAhead {
  /** As many things that need uring_lock may stand before a tag that is told too late. */
  private static final int LATER = 32;

  /** A request, as far as it is read. */
  private static final class Request {
    private final RingSight ring;
    private ToldFate fate = ToldFate.BEGUN;
    private boolean decided;

    private Request(RingSight ring) {
      this.ring = ring;
    }
  }

  /** A node, as far as it is read. */
  private static final class Node {
    private final Ring ring;
    private final long locked;
    private Option<Long> tag = Option.none();
    private boolean decided;

    private Node(Ring ring) {
      this.ring = ring;
      this.locked = ring.locked;
    }

    /** Its tag is certain. */
    private void decide() {
      decided = true;
      ring.open.remove(this);
    }
  }

  private final Map<Long, Request> requests = new HashMap<>();
  private final Map<Long, Node> nodes = new HashMap<>();

  /** What is known of a ring. */
  private static final class Ring {
    /** The nodes whose tags are not certain yet, in their order. */
    private final LinkedHashSet<Node> open = new LinkedHashSet<>();

    /** How often uring_lock was needed for requests. */
    private long locked;

    /** The request that was the last thing that happened; 0 if it was another. */
    private long last;
  }

  private final Map<RingSight, Ring> rings = new HashMap<>();

  /** The last ones that were asked for: they are asked for in their order. */
  private long askedRequest;

  private long askedNode;

  /** How many are kept. */
  int size() {
    return requests.size() + nodes.size();
  }

  boolean isRequestDecided(long id) {
    Request of = requests.get(id);
    return of != null && of.decided;
  }

  boolean isNodeDecided(long node) {
    Node of = nodes.get(node);
    return of != null && of.decided;
  }

  /**
   * What is found of a request, of which nothing is kept any more.
   *
   * @param isAll whether there is nothing more to be read
   */
  ToldFate request(long id, boolean isAll) {
    askedRequest = id;
    Request of = requests.remove(id);
    if (of == null) {
      return isAll ? ToldFate.BEGUN : ToldFate.BEGUN.notFound();
    }
    return of.decided || isAll || of.fate.over() ? of.fate : of.fate.notFound();
  }

  /** The tag of a node, of which nothing is kept any more. */
  Option<Long> tag(long node) {
    askedNode = node;
    Node of = nodes.remove(node);
    if (of == null) {
      return Option.none();
    }
    of.decide();
    return of.tag;
  }

  void take(RingSight sight, Shown.Told shown) {
    Ring ring = rings.computeIfAbsent(sight, key -> new Ring());
    Request of = request(sight, shown.id());
    switch (shown.event().told()) {
      case Event.RequestBegun _ -> settle(ring);
      case Event.RequestBound _ -> {
        settle(ring);
        bound(of, shown, ring.last != shown.id());
      }
      case Event.RequestInFlight _ -> of.fate = of.fate.flying();
      case Event.RequestLeft _, Event.RequestUnheld _ -> of.fate = of.fate.heldByWorker();
      case Event.CqePosted posted -> of.fate = of.fate.completed(posted.res());
      case Event.RequestCompleted _ -> of.decided = of.fate.over();
      case Event.CqeSeen _ -> of.decided = true;
      case Event.ObjectMade _ -> made(ring, shown.nodes().head());
      case Event.ObjectGone _ -> kept(shown).forEach(Node::decide);
      case Event.TagGiven given -> kept(shown).forEach(node -> node.tag = Option.some(given.tag()));
      // The registration has failed: what follows is as if the tag had never been given.
      case Event.TagTakenBack _ -> kept(shown).forEach(node -> node.tag = Option.none());
      default -> {}
    }
    ring.last = shown.id();
  }

  /** Nothing more is shown of a ring. */
  void over(RingSight sight) {
    Ring ring = rings.remove(sight);
    if (ring != null) {
      List.copyOf(ring.open).forEach(Node::decide);
    }
    requests.values().forEach(of -> of.decided |= of.ring == sight);
  }

  /** A request that is not asked for yet, which is kept, or another. */
  private Request request(RingSight ring, long id) {
    return id > askedRequest
        ? requests.computeIfAbsent(id, key -> new Request(ring))
        : new Request(ring);
  }

  /** Those nodes that are not asked for yet. */
  private List<Node> kept(Shown.Told shown) {
    return shown.nodes().flatMap(node -> Option.of(nodes.get(node.number()))).toJavaList();
  }

  private static void bound(Request of, Shown.Told shown, boolean late) {
    if (of.fate.node() == 0 && shown.nodes().nonEmpty()) {
      of.fate = of.fate.bound(shown.nodes().head(), late);
    }
  }

  private void made(Ring ring, Shown.ToldNode node) {
    if (node.number() > askedNode) {
      Node of = new Node(ring);
      nodes.put(node.number(), of);
      ring.open.add(of);
    }
  }

  /** Something else needs uring_lock: the calls that have given tags before are over. */
  private static void settle(Ring ring) {
    ring.locked++;
    while (!ring.open.isEmpty() && ring.open.getFirst().locked + LATER <= ring.locked) {
      ring.open.getFirst().decide();
    }
  }
}
