package io.uring.dmabuf.audit.read;

import io.uring.dmabuf.audit.event.At;
import io.uring.dmabuf.audit.event.Event;
import io.uring.dmabuf.audit.event.FenceEvent.Fence;
import io.uring.dmabuf.audit.event.LogEvent;
import io.uring.dmabuf.audit.event.LogEvent.Step;
import org.jspecify.annotations.Nullable;

/**
 * Lines of the kernel's log: debug lines of the series, and what is printed of hung tasks. The name
 * of a task may have blanks, slashes and colons: its id is behind the last one.
 */
final class LogLines {
  private LogLines() {}

  static @Nullable Event read(At at, Cursor text) {
    text.skipBlanks();
    if (text.skip("INFO: task ")) {
      return hung(at, text);
    }
    if (text.skip("task:")) {
      return stack(at, text);
    }
    if (text.skip("io_dmabuf: ")) {
      return step(at, text);
    }
    if (text.skip("amdgpu_sync_wait [")) {
      return stalled(at, text);
    }
    if (text.skip("#")) {
      return lock(at, text);
    }
    return text.isAtDigit() ? locksOf(at, text) : frame(at, text);
  }

  private static @Nullable Event hung(At at, Cursor text) {
    String task = text.task(':');
    int pid = (int) text.number();
    if (text.skip(" blocked for more than ")) {
      return new LogEvent.Hung(at, task, pid, text.number());
    }
    text.skip(" is");
    if (!text.skip(" blocked on a")) {
      return null;
    }
    text.skip("n");
    text.skipBlanks();
    String lock = text.word();
    if (!text.seek(" owned by task ")) {
      return null;
    }
    String owner = text.task(':');
    return new LogEvent.Owned(at, task, pid, lock, owner, (int) text.number());
  }

  private static @Nullable Event stack(At at, Cursor text) {
    String task = text.word();
    return text.find("pid") ? new LogEvent.StackBegun(at, task, (int) text.number()) : null;
  }

  private static @Nullable Event step(At at, Cursor text) {
    for (Step step : Step.values()) {
      if (text.skip(step.words())) {
        return new LogEvent.MapStep(at, fence(text), step);
      }
    }
    return null;
  }

  private static Event stalled(At at, Cursor text) {
    String task = text.task(':');
    int pid = (int) text.number();
    Fence fence = fence(text);
    int owner = text.find("owner") && text.isTask(':') ? ownerOf(text) : -1;
    return new LogEvent.Stalled(at, task, pid, fence, owner);
  }

  private static int ownerOf(Cursor text) {
    text.task(':');
    return (int) text.number();
  }

  private static Fence fence(Cursor text) {
    long context = text.number("ctx");
    return Fence.of(context, text.number("seqno"));
  }

  /** {@code 2 locks held by NAME/PID:}. */
  private static @Nullable Event locksOf(At at, Cursor text) {
    text.number();
    if (!text.skip(" lock held by ") && !text.skip(" locks held by ")) {
      return null;
    }
    String task = text.task('/');
    return new LogEvent.LocksOf(at, task, (int) text.number());
  }

  /** {@code #0: ffff8881 (&ctx->uring_lock){+.+.}-{4:4}, at: FUNCTION+0x1/0x2}. */
  private static @Nullable Event lock(At at, Cursor text) {
    if (!text.isAtDigit()) {
      return null;
    }
    text.number();
    if (!text.skip(": ")) {
      return null;
    }
    long address = text.pointer();
    if (!text.seek("(")) {
      return null;
    }
    String name = text.upTo(')');
    String function = text.seek("at: ") ? text.symbol() : "";
    return text.hasFailed() ? null : new LogEvent.Lock(at, address, name, function);
  }

  /** {@code ww_mutex_lock+0x8a/0xa0}; with a question mark it may be a leftover. */
  private static @Nullable Event frame(At at, Cursor text) {
    String function = text.symbol();
    return function.isEmpty() ? null : new LogEvent.Frame(at, function);
  }
}
