package io.uring.dmabuf.audit.rule;

import io.uring.dmabuf.audit.event.ToldEvent;
import io.uring.dmabuf.dma.Event;
import io.uring.dmabuf.id.NodeId;
import io.uring.dmabuf.id.RegbufId;
import io.vavr.collection.List;
import java.util.HashMap;
import org.jspecify.annotations.Nullable;

/**
 * What a request works in is there until it is complete: its node is not gone, and what is mapped
 * for that node is not unmapped. Which mapped buffer a node has is told by the order: it is made,
 * and then the node.
 */
final class InFlightHoldsNode extends Rule {
  private record Node(int ring, int node) {}

  private record Request(int ring, int req) {}

  private static final class Use {
    private final Life life;
    private @Nullable Node node;
    private boolean inFlight;

    private Use(Life life) {
      this.life = life;
    }
  }

  private final Live<Request, Use> live = new Live<>(use -> letGo(use.life));
  private final HashMap<Node, HashMap<Request, Use>> users = new HashMap<>();
  private final HashMap<Integer, Integer> made = new HashMap<>();
  private final HashMap<Integer, Node> nodes = new HashMap<>();

  InFlightHoldsNode() {
    super(
        new About(
            "InFlightHoldsNode",
            "Requests",
            "requests that are bound",
            "what a request works in is neither gone nor unmapped before it is complete",
            List.of("io_find_buf_node", "io_put_rsrc_node", "io_buffer_unmap"),
            List.of("events of steps: RequestBound, MappingGone, ObjectGone, RequestCompleted"),
            "nodes that were cloned: no event says what they share"));
  }

  @Override
  public void take(io.uring.dmabuf.audit.event.Event event) {
    if (event instanceof ToldEvent told) {
      switch (told.told()) {
        case Event.RequestBound bound -> bound(told, bound);
        case Event.RequestInFlight begun -> {
          Use use = live.get(new Request(told.ring(), begun.req().number()));
          if (use != null) {
            use.inFlight = true;
            use.life.add(told);
          }
        }
        case Event.RequestCompleted done -> complete(told, done.req().number());
        case Event.RequestLeft left -> complete(told, left.req().number());
        case Event.ObjectMade object -> made(told, object);
        case Event.ObjectGone object when object.of() instanceof NodeId node ->
            gone(told, new Node(told.ring(), node.number()), "its node is gone");
        case Event.MappingGone gone -> {
          Node node = nodes.get(gone.regbuf().number());
          if (node != null) {
            gone(told, node, "what it works in is unmapped");
          }
        }
        default -> {}
      }
    }
  }

  private void made(ToldEvent told, Event.ObjectMade object) {
    if (object.of() instanceof RegbufId regbuf && made.size() < Live.MOST) {
      made.put(told.ring(), regbuf.number());
    } else if (object.of() instanceof NodeId node) {
      Integer regbuf = made.remove(told.ring());
      if (regbuf != null && nodes.size() < Live.MOST) {
        nodes.put(regbuf, new Node(told.ring(), node.number()));
      }
    }
  }

  private void bound(ToldEvent told, Event.RequestBound bound) {
    Request request = new Request(told.ring(), bound.req().number());
    Use use = new Use(new Life("request " + request.req + " of ring " + request.ring, told));
    use.node = new Node(told.ring(), bound.node().number());
    live.put(request, use);
    users.computeIfAbsent(use.node, node -> new HashMap<>()).put(request, use);
  }

  private void complete(ToldEvent told, int req) {
    Request request = new Request(told.ring(), req);
    Use use = live.remove(request);
    if (use != null) {
      isClean(use.life);
      users.computeIfPresent(
          use.node,
          (node, all) -> {
            all.remove(request);
            return all.isEmpty() ? null : all;
          });
    }
  }

  private void gone(ToldEvent told, Node node, String what) {
    for (Use use : users.getOrDefault(node, new HashMap<>()).values()) {
      violates(use.life, told, what + (use.inFlight ? ", and it is in flight" : ""));
    }
  }

  @Override
  public void forget(String why) {
    for (Use use : live.values()) {
      isUnknown(use.life, why);
    }
    live.clear();
    users.clear();
    made.clear();
    nodes.clear();
  }
}
