package io.uring.dmabuf.audit.rule;

import io.uring.dmabuf.audit.event.At;
import io.uring.dmabuf.audit.event.Event;
import io.uring.dmabuf.audit.event.LogEvent;
import io.uring.dmabuf.audit.event.MarkEvent;
import io.uring.dmabuf.audit.event.ToldEvent;
import io.uring.dmabuf.audit.event.UringEvent;
import io.vavr.collection.List;
import io.vavr.control.Option;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The tag of a buffer comes once, after the last request that uses it. Which buffer a request uses
 * no event of the kernel tells: programs write it into the trace. A request whose worker or whose
 * link looks the slot up later uses what is there then, so it is left out.
 */
final class TagAfterLastRequest extends Rule {
  /** How late a tag may be, in nanoseconds: in 6.1 they come after a second. */
  private static final long LONG = 10_000_000_000L;

  private static final int LINKS = 1 << 2 | 1 << 3;

  /** A tag, or the user data of a request; kernels are not asked of which ring, 0. */
  private record Data(int ring, long data) {}

  private static final class Buffer {
    private final Life life;
    private final LinkedHashMap<Data, Event> users = new LinkedHashMap<>();

    /** Whether a request may use it of which that is not known. */
    private boolean mayBeUsed;

    /** Since when nobody holds it: it was replaced, and the last request has its CQE. */
    private long unused = At.UNTIMED;

    private boolean replaced;

    private Buffer(Life life) {
      this.life = life;
    }
  }

  private final HashMap<Integer, Buffer> slots = new HashMap<>();
  private final Live<Data, Buffer> buffers = new Live<>(buffer -> letGo(buffer.life));
  private final Live<Data, Buffer> posted = Live.remembered();
  private final HashMap<Long, Buffer> written = new HashMap<>();
  private final HashMap<Data, Buffer> users = new HashMap<>();

  /** User data that two requests had at once: nobody tells which of them uses which buffer. */
  private final HashSet<Data> shared = new HashSet<>();

  private boolean linked;
  private long now = At.UNTIMED;

  TagAfterLastRequest() {
    super(
        new About(
            "TagAfterLastRequest",
            "Rsrc",
            "tags of buffers",
            "the tag of a buffer is posted once, after the CQE of its last request",
            List.of("io_free_rsrc_node", "io_post_aux_cqe"),
            List.of("io_uring_submit_req", "io_uring_complete", "ul: register, update, sqe"),
            "requests of workers and links; tags that come less than 10 s late"));
  }

  @Override
  public void take(Event event) {
    if (event.at().isTimed() && !(event instanceof LogEvent)) {
      now = event.at().nanos();
    }
    switch (event) {
      case MarkEvent.SlotFilled filled -> filled(filled);
      case MarkEvent.Sqe sqe -> written(sqe);
      case MarkEvent.UpdateBegun begun -> written.clear();
      case MarkEvent.UnregisterBegun begun -> written.clear();
      case UringEvent.Submitted submitted -> submitted(submitted);
      case UringEvent.Completed completed -> completed(completed);
      case ToldEvent told -> told(told);
      default -> {}
    }
  }

  private void filled(MarkEvent.SlotFilled event) {
    boolean done = event.update() ? event.ret() > 0 : event.ret() == 0;
    if (!done || event.slot() < 0 || event.slot() >= Live.MOST) {
      return;
    }
    Buffer before = slots.remove(event.slot());
    if (before != null && event.update()) {
      before.replaced = true;
      before.unused = event.at().nanos();
      before.life.add(event);
    }
    if (event.tag() != 0) {
      Buffer buffer =
          new Buffer(
              new Life(
                  "tag 0x" + Long.toHexString(event.tag()) + " of slot " + event.slot(), event));
      slots.put(event.slot(), buffer);
      given(new Data(0, event.tag()), buffer);
    }
  }

  private void given(Data tag, Buffer buffer) {
    buffers.put(tag, buffer);
    posted.remove(tag);
  }

  private void written(MarkEvent.Sqe sqe) {
    boolean follows = linked;
    linked = (sqe.sqeFlags() & LINKS) != 0;
    Buffer buffer = slots.get(sqe.buffer());
    if (buffer != null && !follows && !sqe.isAsync() && written.size() < Live.MOST) {
      isShared(new Data(0, sqe.userData()), written.put(sqe.userData(), buffer), buffer);
    } else if (buffer != null) {
      buffer.mayBeUsed = true;
    }
  }

  private void submitted(UringEvent.Submitted event) {
    Buffer buffer = written.remove(event.userData());
    if (buffer != null) {
      uses(buffer, new Data(0, event.userData()), event);
    }
  }

  private void uses(Buffer buffer, Data user, Event event) {
    Buffer before = users.get(user);
    if (before != null) {
      isShared(user, before, buffer);
      before.users.remove(user);
      users.remove(user);
    }
    if (shared.contains(user)) {
      buffer.mayBeUsed = true;
    } else if (users.size() < Live.MOST) {
      buffer.users.put(user, event);
      users.put(user, buffer);
    }
  }

  private void isShared(Data user, @Nullable Buffer before, Buffer buffer) {
    if (before != null) {
      before.mayBeUsed = true;
      buffer.mayBeUsed = true;
      if (shared.size() < Live.MOST) {
        shared.add(user);
      }
    }
  }

  private void completed(UringEvent.Completed event) {
    if (event.req() != 0) {
      done(new Data(0, event.userData()), event);
    } else {
      posted(new Data(0, event.userData()), event);
    }
  }

  private void told(ToldEvent event) {
    switch (event.told()) {
      case io.uring.dmabuf.dma.Event.TagGiven given ->
          given(
              new Data(event.ring(), given.tag()),
              new Buffer(new Life("tag " + given.tag() + " of ring " + event.ring(), event)));
      case io.uring.dmabuf.dma.Event.RequestBound bound ->
          bound
              .tag()
              .flatMap(tag -> Option.of(buffers.get(new Data(event.ring(), tag))))
              .forEach(buffer -> uses(buffer, new Data(event.ring(), bound.req().number()), event));
      case io.uring.dmabuf.dma.Event.CqePosted posted ->
          done(new Data(event.ring(), posted.req().number()), event);
      case io.uring.dmabuf.dma.Event.TagTakenBack back ->
          takenBack(new Data(event.ring(), back.tag()));
      case io.uring.dmabuf.dma.Event.TagPosted posted ->
          posted(new Data(event.ring(), posted.tag()), event);
      default -> {}
    }
  }

  private void takenBack(Data tag) {
    buffers.remove(tag);
    posted.remove(tag);
  }

  private void done(Data user, Event event) {
    Buffer used = users.remove(user);
    if (used != null) {
      used.users.remove(user);
      used.unused = event.at().nanos();
    }
  }

  private void posted(Data tag, Event event) {
    Buffer buffer = buffers.remove(tag);
    if (buffer == null) {
      again(posted.get(tag), event);
      return;
    }
    if (!buffer.users.isEmpty()) {
      Event user = buffer.users.values().iterator().next();
      buffer.life.add(user);
      String what = "a request that uses the buffer has no CQE yet";
      if (user instanceof UringEvent.Submitted submitted) {
        violates(buffer.life, event, what, CompletesOnce.name(submitted.userData()));
      } else {
        violates(buffer.life, event, what);
      }
    } else {
      isClean(buffer.life);
    }
    buffer.life.add(event);
    posted.put(tag, buffer);
  }

  private void again(@Nullable Buffer before, Event event) {
    if (before != null) {
      violates(before.life, event, "it is posted again");
      before.life.add(event);
    }
  }

  /** Long after it was replaced and its last request had its CQE a tag must have come. */
  private void lost(Buffer buffer) {
    boolean isDue =
        buffer.replaced
            && !buffer.mayBeUsed
            && buffer.users.isEmpty()
            && buffer.unused != At.UNTIMED
            && now != At.UNTIMED
            && now - buffer.unused > LONG;
    if (isDue) {
      violates(buffer.life, buffer.life.last(), "it was replaced long ago, and no tag was posted");
    }
  }

  @Override
  public void forget(String why) {
    buffers.values().forEach(this::lost);
    now = At.UNTIMED;
    slots.clear();
    buffers.clear();
    posted.clear();
    written.clear();
    users.clear();
    shared.clear();
    linked = false;
  }
}
