package io.uring.dmabuf.audit.rule;

import io.uring.dmabuf.audit.event.ToldEvent;
import io.uring.dmabuf.dma.Event;
import io.uring.dmabuf.id.DeviceId;
import io.uring.dmabuf.id.Id;
import io.uring.dmabuf.id.RegbufId;
import io.vavr.collection.List;
import java.util.HashSet;

/**
 * When no buffer is registered and no request is alive, files, dma-bufs and devices have the
 * references that they began with; of a file or a dma-buf whose descriptor is closed, one less.
 */
final class QuiescenceRestores extends Rule {
  private record Request(int ring, int req) {}

  private static final class Held {
    private final Life life;
    private int more;

    private Held(Life life) {
      this.life = life;
    }
  }

  private final Live<Id<?>, Held> held = new Live<>(object -> letGo(object.life));
  private final HashSet<Id<?>> regbufs = new HashSet<>();
  private final HashSet<Request> requests = new HashSet<>();

  QuiescenceRestores() {
    super(
        new About(
            "QuiescenceRestores",
            "DmabufRw",
            "files, dma-bufs and devices",
            "at rest a file, a dma-buf and a device have as many references as before",
            List.of("io_buffer_unmap", "dma_buf_put", "fput"),
            List.of("events of steps: ReferenceTaken, ReferencePut, ObjectMade, ObjectGone"),
            "references that are given back too early and missing to nobody"));
  }

  @Override
  public void take(io.uring.dmabuf.audit.event.Event event) {
    if (event instanceof ToldEvent told) {
      switch (told.told()) {
        case Event.ObjectMade made when made.of() instanceof RegbufId -> add(made.of());
        case Event.ObjectGone gone when gone.of() instanceof RegbufId -> regbufs.remove(gone.of());
        case Event.RequestBegun begun -> {
          if (requests.size() < Live.MOST) {
            requests.add(new Request(told.ring(), begun.req().number()));
          }
        }
        case Event.RequestCompleted done ->
            requests.remove(new Request(told.ring(), done.req().number()));
        case Event.ReferenceTaken taken -> count(told, taken.of(), 1);
        case Event.ReferencePut put -> count(told, put.of(), -1);
        default -> {}
      }
    }
  }

  private void add(Id<?> regbuf) {
    if (regbufs.size() < Live.MOST) {
      regbufs.add(regbuf);
    }
  }

  private void count(ToldEvent told, Id<?> of, int more) {
    if (isHeld(of) && isWhole()) {
      Held object = held.get(of);
      if (object == null) {
        object = new Held(new Life(told.said().replaceFirst(".* of=", ""), told));
        held.put(of, object);
      } else {
        object.life.add(told);
      }
      object.more += more;
      if (object.more < least(of)) {
        violates(object.life, told, "more references are put than were taken");
      }
    }
  }

  private static boolean isHeld(Id<?> of) {
    return of instanceof DeviceId
        || of instanceof io.uring.dmabuf.id.FileId
        || of instanceof io.uring.dmabuf.id.DmabufId;
  }

  /** A descriptor has a reference that was there before. */
  private static int least(Id<?> of) {
    return of instanceof DeviceId ? 0 : -1;
  }

  /** At the end nothing may be left if nobody is there who holds it. */
  @Override
  public void forget(String why) {
    for (Held object : held.values()) {
      if (!regbufs.isEmpty() || !requests.isEmpty()) {
        isUnknown(object.life, why);
      } else if (object.more > 0) {
        violates(
            object.life,
            object.life.last(),
            object.more + " references are left, and nobody has them");
      } else {
        isClean(object.life);
      }
    }
    held.clear();
    regbufs.clear();
    requests.clear();
  }
}
