package io.uring.dmabuf.audit.rule;

import io.uring.dmabuf.audit.event.Event;
import io.uring.dmabuf.audit.event.ToldEvent;
import io.uring.dmabuf.dma.Event.ObjectGone;
import io.uring.dmabuf.dma.Event.ObjectMade;
import io.uring.dmabuf.dma.Event.RequestBegun;
import io.uring.dmabuf.dma.Event.TagGiven;
import io.uring.dmabuf.dma.Event.TagPosted;
import io.uring.dmabuf.dma.Event.TagTakenBack;
import io.uring.dmabuf.id.NodeId;
import io.vavr.collection.List;
import java.util.ArrayList;
import java.util.HashMap;
import org.jspecify.annotations.Nullable;

/** A buffer is not gone before its tag is posted. */
final class TagNotLost extends Rule {
  private record Node(int ring, NodeId node) {}

  private record Tag(int ring, long tag) {}

  private final Live<Node, Life> live = live();

  private record Gone(Life life, ToldEvent by) {}

  private final HashMap<Integer, ArrayList<Gone>> gone = new HashMap<>();
  private final HashMap<Tag, Node> nodes = new HashMap<>();

  TagNotLost() {
    super(
        new About(
            "TagNotLost",
            "Rsrc",
            "tags of nodes",
            "a node is not gone before its tag is posted",
            List.of("io_free_rsrc_node", "io_post_aux_cqe"),
            List.of("events of steps: TagGiven, TagPosted, ObjectGone"),
            "tags that are still to be posted at the end"));
  }

  @Override
  public void take(Event event) {
    if (event instanceof ToldEvent told) {
      switch (told.told()) {
        case TagGiven given -> {
          goesOn(told.ring());
          Node node = new Node(told.ring(), given.node());
          if (nodes.size() < Live.MOST) {
            nodes.put(new Tag(told.ring(), given.tag()), node);
          }
          Life before =
              live.put(node, new Life("tag " + given.tag() + " of ring " + told.ring(), told));
          if (before != null) {
            violates(before, told, "its node has another tag now, and it was not posted");
          }
        }
        case TagTakenBack back -> posted(nodes.remove(new Tag(told.ring(), back.tag())), told);
        case TagPosted posted -> posted(nodes.remove(new Tag(told.ring(), posted.tag())), told);
        case ObjectGone end when end.of() instanceof NodeId node -> {
          Life life = live.remove(new Node(told.ring(), node));
          if (life != null && gone.size() < Live.MOST) {
            gone.computeIfAbsent(told.ring(), ring -> new ArrayList<>(1)).add(new Gone(life, told));
          }
        }
        case RequestBegun begun -> goesOn(told.ring());
        case ObjectMade made -> goesOn(told.ring());
        default -> {}
      }
    }
  }

  /** A ring that is closed posts no tags before Linux 6.13, and does nothing more: it was not. */
  private void goesOn(int ring) {
    ArrayList<Gone> all = gone.remove(ring);
    if (all != null) {
      all.forEach(each -> violates(each.life, each.by, "its node is gone, and it was not posted"));
    }
  }

  private void posted(@Nullable Node node, ToldEvent told) {
    Life life = node == null ? null : live.remove(node);
    if (life != null) {
      isClean(life);
      life.add(told);
    }
  }

  @Override
  public void forget(String why) {
    forget(live, why);
    gone.values()
        .forEach(all -> all.forEach(each -> isUnknown(each.life, "its ring may be closed")));
    gone.clear();
    nodes.clear();
  }
}
