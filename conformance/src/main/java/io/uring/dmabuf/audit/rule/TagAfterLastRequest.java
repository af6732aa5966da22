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
 * no event of the kernel tells: programs write it into the trace, and whose ring a mark is about
 * the task that writes it has told by its last call. A request whose worker or whose link looks the
 * slot up later uses what is there then, so it is left out, as is one whose success posts no CQE.
 */
final class TagAfterLastRequest extends Rule {
  /** How late a tag may be, in nanoseconds: in 6.1 they come after a second. */
  private static final long LONG = 10_000_000_000L;

  private static final int LINKS = 1 << 2 | 1 << 3;

  private static final int ASYNC = 1 << 4;

  private static final String WHOSE = "several rings, and no call tells whose buffer it is";

  /** Of marks before any call of their task: that of the one ring there is. */
  private static final long ANY = 0;

  /** A tag, or the user data of a request, of a ring. */
  private record Data(long ring, long data) {}

  private record Slot(long ring, int slot) {}

  /**
   * An SQE that the program has written.
   *
   * @param slot below 0 if two were written with the same user data, and nobody tells which is
   *     which
   * @param line of its mark: what begins behind it may change its buffer
   * @param binds whether it takes what is in its slot when it is submitted
   */
  private record Written(int slot, int task, long line, boolean binds) {}

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

  private final HashMap<Slot, Buffer> slots = new HashMap<>();
  private final Live<Data, Buffer> buffers = new Live<>(buffer -> letGo(buffer.life));
  private final Live<Data, Buffer> posted = Live.remembered();
  private final HashMap<Long, Written> written = new HashMap<>();
  private final HashMap<Data, Buffer> users = new HashMap<>();

  /** User data that two requests had at once: nobody tells which of them uses which buffer. */
  private final HashSet<Data> shared = new HashSet<>();

  /** The ring of the last call of each task. */
  private final HashMap<Integer, Long> ringOf = new HashMap<>();

  /** The line at which a task began to change its table last, and at which that of a ring began. */
  private final HashMap<Integer, Long> begunBy = new HashMap<>();

  private final HashMap<Long, Long> begunOn = new HashMap<>();

  /** The ring there is; {@link #ANY} if none is seen. */
  private long only = ANY;

  private boolean several;

  /** The tasks whose last SQE was linked to the next one, and the rings whose last request was. */
  private final HashSet<Integer> linking = new HashSet<>();

  private final HashSet<Long> linkingOn = new HashSet<>();

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
      case MarkEvent.UpdateBegun begun -> begins(begun);
      case MarkEvent.UnregisterBegun begun -> begins(begun);
      case UringEvent uring -> take(uring);
      case ToldEvent told -> told(told);
      default -> {}
    }
  }

  private void take(UringEvent event) {
    if (only != ANY && only != event.ring() && !several) {
      several = true;
      loseThoseOfAny();
    }
    only = event.ring();
    switch (event) {
      case UringEvent.RingCreated created -> calls(created);
      case UringEvent.Registered registered -> calls(registered);
      case UringEvent.Submitted submitted -> submitted(submitted);
      case UringEvent.Completed completed -> completed(completed);
      default -> {}
    }
  }

  /** With a second ring nobody knows whose the buffers are of which no call has told the ring. */
  private void loseThoseOfAny() {
    slots.keySet().removeIf(slot -> slot.ring() == ANY);
    List<Data> tags = List.ofAll(buffers.keys()).filter(tag -> tag.ring() == ANY);
    tags.flatMap(tag -> Option.of(buffers.remove(tag)))
        .forEach(buffer -> isUnknown(buffer.life, WHOSE));
  }

  private void calls(UringEvent event) {
    if (ringOf.size() < Live.MOST) {
      ringOf.put(event.at().pid(), event.ring());
    }
  }

  /** The ring of the task that writes a mark. */
  private long ring(MarkEvent mark) {
    return ringOf.getOrDefault(mark.at().pid(), ANY);
  }

  private void begins(MarkEvent event) {
    if (begunBy.size() < Live.MOST && begunOn.size() < Live.MOST) {
      begunBy.put(event.at().pid(), event.at().line());
      begunOn.put(ring(event), event.at().line());
    }
  }

  private void filled(MarkEvent.SlotFilled event) {
    boolean done = event.update() ? event.ret() > 0 : event.ret() == 0;
    if (!done || event.slot() < 0 || event.slot() >= Live.MOST) {
      return;
    }
    Slot slot = new Slot(ring(event), event.slot());
    Buffer before = slots.remove(slot);
    if (before != null && event.update()) {
      before.replaced = true;
      before.unused = event.at().nanos();
      before.life.add(event);
    }
    if (event.tag() != 0 && slots.size() < Live.MOST) {
      Buffer buffer =
          new Buffer(
              new Life(
                  "tag 0x" + Long.toHexString(event.tag()) + " of slot " + event.slot(), event));
      slots.put(slot, buffer);
      given(new Data(slot.ring(), event.tag()), buffer);
    }
  }

  private void given(Data tag, Buffer buffer) {
    buffers.put(tag, buffer);
    posted.remove(tag);
  }

  private void written(MarkEvent.Sqe sqe) {
    int task = sqe.at().pid();
    boolean follows = follows(linking, task, sqe.sqeFlags());
    if (sqe.buffer() < 0 || written.size() >= Live.MOST) {
      return;
    }
    Written now = new Written(sqe.buffer(), task, sqe.at().line(), !follows && !sqe.isAsync());
    Buffer buffer = slots.get(new Slot(ring(sqe), sqe.buffer()));
    if (buffer != null) {
      buffer.mayBeUsed |= !now.binds();
    }
    if (written.put(sqe.userData(), now) != null) {
      written.put(sqe.userData(), new Written(-1, task, now.line(), false));
    }
  }

  /** Whether it is behind one that was linked to it; it may be linked to the next one itself. */
  private static <K> boolean follows(HashSet<K> linking, K where, long flags) {
    boolean follows = linking.remove(where);
    if ((flags & LINKS) != 0 && linking.size() < Live.MOST) {
      linking.add(where);
    }
    return follows;
  }

  private void submitted(UringEvent.Submitted event) {
    boolean late =
        follows(linkingOn, event.ring(), event.flags())
            || (event.flags() & ASYNC) != 0
            || event.isSkipping();
    Written sqe = written.get(event.userData());
    if (sqe == null) {
      return;
    }
    if (sqe.slot() < 0) {
      slots.forEach((slot, buffer) -> buffer.mayBeUsed |= slot.ring() == event.ring());
      return;
    }
    written.remove(event.userData());
    Buffer buffer = slots.get(new Slot(event.ring(), sqe.slot()));
    if (buffer == null && !several) {
      buffer = slots.get(new Slot(ANY, sqe.slot()));
    }
    if (buffer == null) {
      return;
    }
    long begun =
        Math.max(
            begunBy.getOrDefault(sqe.task(), 0L),
            Math.max(begunOn.getOrDefault(event.ring(), 0L), begunOn.getOrDefault(ANY, 0L)));
    if (sqe.binds() && !late && sqe.line() > begun) {
      uses(buffer, new Data(event.ring(), event.userData()), event);
    } else {
      buffer.mayBeUsed = true;
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
    Data data = new Data(event.ring(), event.userData());
    if (event.req() != 0) {
      done(data, event);
    } else {
      Data any = new Data(ANY, event.userData());
      posted(several || buffers.get(any) == null && posted.get(any) == null ? data : any, event);
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
    ringOf.clear();
    begunBy.clear();
    begunOn.clear();
    linking.clear();
    linkingOn.clear();
    only = ANY;
    several = false;
  }
}
