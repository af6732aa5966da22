package io.uring.dmabuf.audit.rule;

import io.uring.dmabuf.audit.event.ToldEvent;
import io.uring.dmabuf.dma.Event;
import io.uring.dmabuf.id.Id;
import io.uring.dmabuf.id.ImuId;
import io.uring.dmabuf.id.NodeId;
import io.vavr.collection.List;

/**
 * Nobody uses what is gone: an object that counts its references goes with the last one, and none
 * is taken or put after that.
 */
final class NoDanglingReference extends Rule {
  /**
   * An object by its id.
   *
   * @param ring the ring of a node; 0 for an imu or a mapped buffer, which are of all rings
   */
  private record Key(int ring, Id<?> of) {}

  private static final class Counted {
    private final Life life;
    private int refs = 1;

    private Counted(Life life) {
      this.life = life;
    }
  }

  private final Live<Key, Counted> live = new Live<>(object -> letGo(object.life));
  private final Live<Key, Counted> gone = Live.remembered();

  NoDanglingReference() {
    super(
        new About(
            "NoDanglingReference",
            "Rsrc",
            "nodes, imus and mapped buffers",
            "an object goes with its last reference, and is not used after that",
            List.of("io_put_rsrc_node", "io_free_rsrc_node", "io_buffer_unmap"),
            List.of("events of steps: ObjectMade, ReferenceTaken, ReferencePut, ObjectGone"),
            "who has a reference"));
  }

  @Override
  public void take(io.uring.dmabuf.audit.event.Event event) {
    if (event instanceof ToldEvent told && told.told() instanceof Event.Lifetime lifetime) {
      Key key = new Key(lifetime.of() instanceof NodeId ? told.ring() : 0, lifetime.of());
      if (lifetime instanceof Event.ObjectMade) {
        made(told, key);
      } else {
        used(told, key, lifetime);
      }
    }
  }

  /** Whether it goes with its last reference, also where it could not be finished. */
  private static boolean isCounted(Id<?> id) {
    return id instanceof NodeId || id instanceof ImuId;
  }

  private void made(ToldEvent told, Key key) {
    gone.remove(key);
    Counted before =
        live.put(key, new Counted(new Life(told.said().replace("ObjectMade of=", ""), told)));
    if (before != null) {
      violates(before.life, told, "it is made again, and was not gone");
    }
  }

  private void used(ToldEvent told, Key key, Event.Lifetime lifetime) {
    Counted object = live.get(key);
    Counted before = gone.get(key);
    if (object == null && before != null) {
      violates(before.life, told, "it is gone");
    } else if (object != null) {
      object.life.add(told);
      switch (lifetime) {
        case Event.ReferenceTaken taken -> object.refs++;
        case Event.ReferencePut put -> {
          if (--object.refs < 0) {
            violates(object.life, told, "more references are put than were taken");
          }
        }
        case Event.ObjectGone end -> gone(told, key, object);
        case Event.ObjectMade made -> {}
      }
    }
  }

  /** What could not be finished goes with the reference of its maker. */
  private void gone(ToldEvent told, Key key, Counted object) {
    live.remove(key);
    gone.put(key, object);
    if (isCounted(key.of) && object.refs > 1) {
      violates(object.life, told, "it is gone, and " + object.refs + " references are left");
    } else {
      isClean(object.life);
    }
  }

  @Override
  public void forget(String why) {
    for (Counted object : live.values()) {
      isUnknown(object.life, why);
    }
    live.clear();
    gone.clear();
  }
}
