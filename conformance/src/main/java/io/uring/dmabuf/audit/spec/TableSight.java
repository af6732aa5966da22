package io.uring.dmabuf.audit.spec;

import io.uring.dmabuf.audit.event.Event;
import io.uring.dmabuf.audit.event.MarkEvent;
import io.uring.dmabuf.audit.event.UringEvent;
import io.uring.dmabuf.audit.spec.Shown.Content;
import io.vavr.collection.List;
import io.vavr.control.Option;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The table of buffers of a ring as a trace shows it. A call is told when it returns, and marks
 * tell after it what is in the slots; but the CQEs of buffers may come within it. So the call is
 * told at the first line that shows it, and what comes after that waits.
 */
final class TableSight {
  private static final int REGISTER_BUFFERS = 0;
  private static final int UNREGISTER_BUFFERS = 1;
  private static final int REGISTER_BUFFERS2 = 15;
  private static final int REGISTER_BUFFERS_UPDATE = 16;

  private static final int CLONE_BUFFERS = 30;

  /** {@code IORING_MAX_REG_BUFFERS}. */
  static final int MOST_SLOTS = 1 << 14;

  /** So many tags that were posted are known again. */
  private static final int KEPT = 1 << 8;

  /** As much as may wait for a call to return. */
  private static final int MOST = 20_000;

  /**
   * What is in a slot.
   *
   * @param addr of the memory, -1 if nobody says so
   */
  private record Filled(long addr, long length, long tag) {}

  private final RingSight ring;
  private final Map<Integer, Filled> slots = new HashMap<>();

  /** The tags of buffers that are in a slot, or were in one; and whether they were posted. */
  private final Map<Long, Boolean> tags = new Latest<>(KEPT, posted -> posted);

  /** Where a call is told that has not returned, and the line that showed it. */
  private RingSight.@Nullable Entry open;

  private @Nullable Event first;

  /** A call that has returned, and whose marks are still to come. */
  private UringEvent.@Nullable Registered returned;

  private List<Content> contents = List.empty();

  /** Whether there is a table. */
  private boolean there;

  /** Whether the table went since the program told that it would. */
  private boolean unregistered = true;

  TableSight(RingSight ring) {
    this.ring = ring;
  }

  /** Whether the memory of an SQE lies in the buffer of its slot; none if nobody knows. */
  Option<Boolean> holds(MarkEvent.Sqe sqe) {
    Filled in = slots.get(sqe.buffer());
    return in == null || in.addr < 0 || sqe.addr() < 0 || sqe.length() < 0
        ? Option.none()
        : Option.some(
            Long.compareUnsigned(sqe.addr(), in.addr) >= 0
                && sqe.length() <= in.length
                && sqe.addr() - in.addr <= in.length - sqe.length());
  }

  /** The CQE of a buffer. */
  void tag(UringEvent.Completed event) {
    long tag = event.userData();
    if (!tags.containsKey(tag)) {
      return;
    }
    tags.put(tag, true);
    if (open == null && slots.values().stream().anyMatch(in -> in.tag == tag)) {
      open = ring.reserve();
      first = event;
    }
    ring.tell(new Shown.BufferTag(event, tag));
  }

  /** Whether a table is there, and buffers of another one are put in their place. */
  boolean isReplacedBy(UringEvent.Registered event) {
    if (event.opcode() != CLONE_BUFFERS || event.ret() < 0) {
      return false;
    }
    give();
    return there;
  }

  void registered(UringEvent.Registered event) {
    give();
    if (event.ret() < 0) {
      return;
    }
    switch (event.opcode()) {
      case REGISTER_BUFFERS, REGISTER_BUFFERS2, REGISTER_BUFFERS_UPDATE, CLONE_BUFFERS -> {
        if (open == null) {
          open = ring.reserve();
          first = event;
        }
        returned = event;
      }
      case UNREGISTER_BUFFERS -> {
        unregistered = true;
        there = false;
        RingSight.Entry at = open == null ? ring.reserve() : open;
        at.set(new Shown.Unregistered(first == null ? event : first));
        slots.clear();
        open = null;
        first = null;
      }
      default -> {}
    }
  }

  /**
   * A mark of a slot belongs to the call before; anything else that its task says or submits ends
   * its marks. On its way out of the call it may run task work, and an interrupt may come.
   */
  void passes(Event event) {
    UringEvent.Registered call = returned;
    if (event instanceof MarkEvent mark && ring.isLatestOf(event.at().pid())) {
      missing(mark);
    }
    if (call != null && ring.waiting() > MOST) {
      give();
    } else if (call == null) {
      if (open != null && ring.waiting() > MOST) {
        open.set(null);
        open = null;
        first = null;
      }
    } else if (event.at().pid() == call.at().pid()
        && (event instanceof MarkEvent || event instanceof UringEvent.Submitted)) {
      boolean update = call.opcode() == REGISTER_BUFFERS_UPDATE;
      if (event instanceof MarkEvent.SlotFilled filled && filled.update() == update) {
        if (filled.ret() >= 0 && filled.slot() >= 0 && filled.slot() < MOST_SLOTS) {
          fill(filled);
        }
      } else {
        give();
      }
    }
  }

  /** What the program tells of a call that is not there. */
  private void missing(MarkEvent mark) {
    switch (mark) {
      case MarkEvent.UnregisterBegun _ -> unregistered = false;
      case MarkEvent.Unregistered gone when gone.ret() == 0 && !unregistered ->
          ring.tell(new Shown.Stray(gone));
      case MarkEvent.SlotFilled filled when filled.ret() >= 0 && !isOfCall(filled) ->
          ring.tell(new Shown.Stray(filled));
      default -> {}
    }
  }

  private boolean isOfCall(MarkEvent.SlotFilled mark) {
    return returned != null
        && returned.at().pid() == mark.at().pid()
        && mark.update() == (returned.opcode() == REGISTER_BUFFERS_UPDATE);
  }

  private void fill(MarkEvent.SlotFilled mark) {
    slots.put(mark.slot(), new Filled(mark.addr(), mark.length(), mark.tag()));
    if (mark.tag() != 0) {
      tags.put(mark.tag(), false);
    }
    contents = contents.append(new Content(mark.slot(), Option.when(mark.tag() != 0, mark.tag())));
  }

  /** No more marks come: what the last call did is known, or will never be. */
  void give() {
    UringEvent.Registered call = returned;
    if (call != null && open != null && first != null) {
      boolean fresh = call.opcode() != REGISTER_BUFFERS_UPDATE;
      there |= fresh;
      int count = Math.clamp(call.buffers(), 0, MOST_SLOTS);
      List<Content> filled =
          fresh && contents.isEmpty()
              ? List.range(0, count).map(slot -> new Content(slot, Option.none()))
              : contents;
      open.set(new Shown.Registered(first, fresh, count, filled));
      open = null;
      first = null;
    }
    returned = null;
    contents = List.empty();
  }
}
