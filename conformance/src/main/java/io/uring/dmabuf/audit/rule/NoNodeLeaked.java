package io.uring.dmabuf.audit.rule;

import io.uring.dmabuf.audit.event.Event;
import io.uring.dmabuf.audit.event.ToldEvent;
import io.uring.dmabuf.dma.Event.ObjectGone;
import io.uring.dmabuf.dma.Event.ObjectMade;
import io.uring.dmabuf.dma.Event.ReferenceTaken;
import io.uring.dmabuf.dma.Event.RequestBegun;
import io.uring.dmabuf.id.ImuId;
import io.uring.dmabuf.id.NodeId;
import io.uring.dmabuf.id.RegbufId;
import io.vavr.collection.List;
import java.util.ArrayList;
import java.util.HashMap;
import org.jspecify.annotations.Nullable;

/**
 * What is made for one buffer goes together: its mapped buffer, its node and its imu. They are made
 * one after the other by one call; when the first of them is gone, the others are before the ring
 * does something else. What is shared with another table is left out.
 */
final class NoNodeLeaked extends Rule {
  private static final class Made {
    private final Life life;
    private @Nullable RegbufId regbuf;
    private @Nullable NodeId node;
    private @Nullable ImuId imu;
    private boolean shared;
    private boolean going;

    private Made(Life life) {
      this.life = life;
    }

    private boolean isGone() {
      return regbuf == null && node == null && imu == null;
    }
  }

  /**
   * An object by its id.
   *
   * @param ring the ring of a node; 0 for an imu or a mapped buffer, which are of all rings
   */
  private record Key(int ring, Object of) {
    static Key of(ToldEvent told, Object of) {
      return new Key(of instanceof NodeId ? told.ring() : 0, of);
    }
  }

  private final Live<Key, Made> live = new Live<>(made -> {});
  private final HashMap<Integer, Made> making = new HashMap<>();
  private final HashMap<Integer, ArrayList<Made>> going = new HashMap<>();

  NoNodeLeaked() {
    super(
        new About(
            "NoNodeLeaked",
            "Rsrc",
            "registered buffers that go",
            "the mapped buffer, the node and the imu of a buffer go together",
            List.of("io_free_rsrc_node", "io_buffer_unmap"),
            List.of("events of steps: ObjectMade, ObjectGone, ReferenceTaken, RequestBegun"),
            "a node that nobody names: which slot it is in no event tells"));
  }

  @Override
  public void take(Event event) {
    if (event instanceof ToldEvent told) {
      switch (told.told()) {
        case ObjectMade made -> made(told, made.of());
        case ObjectGone gone -> gone(told, gone.of());
        case ReferenceTaken taken when taken.of() instanceof ImuId -> {
          Made shared = live.get(Key.of(told, taken.of()));
          if (shared != null) {
            shared.shared = true;
          }
        }
        case RequestBegun begun -> goesOn(told);
        default -> {}
      }
    }
  }

  private void made(ToldEvent told, Object of) {
    goesOn(told);
    Made made = making.get(told.ring());
    if (of instanceof RegbufId || of instanceof NodeId && (made == null || made.node != null)) {
      made = new Made(new Life(told.said().replaceFirst(".* of=", ""), told));
      if (making.size() < Live.MOST) {
        making.put(told.ring(), made);
      }
    }
    if (made != null) {
      switch (of) {
        case RegbufId regbuf -> made.regbuf = regbuf;
        case NodeId node -> made.node = node;
        case ImuId imu -> made.imu = imu;
        default -> {}
      }
      live.put(Key.of(told, of), made);
    }
  }

  private void gone(ToldEvent told, Object of) {
    Made made = live.remove(Key.of(told, of));
    if (made == null) {
      return;
    }
    switch (of) {
      case RegbufId regbuf -> made.regbuf = null;
      case NodeId node -> made.node = null;
      case ImuId imu -> made.imu = null;
      default -> {}
    }
    making.remove(told.ring(), made);
    made.life.add(told);
    if (made.isGone()) {
      isClean(made.life);
    } else if (!made.going && !made.shared) {
      made.going = true;
      going.computeIfAbsent(told.ring(), ring -> new ArrayList<>(1)).add(made);
    }
  }

  private void goesOn(ToldEvent told) {
    ArrayList<Made> all = going.remove(told.ring());
    for (Made made : all == null ? List.<Made>empty() : all) {
      if (!made.isGone() && !made.shared) {
        violates(made.life, told, "a part of it is not gone, and the ring goes on");
      }
    }
  }

  @Override
  public void forget(String why) {
    live.clear();
    making.clear();
    going.clear();
  }
}
