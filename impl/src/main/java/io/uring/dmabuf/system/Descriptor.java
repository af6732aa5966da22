package io.uring.dmabuf.system;

import io.uring.dmabuf.uring.Errno;
import io.uring.dmabuf.uring.RawBuffer;
import io.uring.dmabuf.uring.UpdateArgs;
import io.vavr.control.Option;

/** What a registration or an update asks for one slot. */
public sealed interface Descriptor {
  /** An empty slot. */
  Descriptor EMPTY = new Whole(UpdateArgs.empty());

  /** Why nothing is made for it, whatever slot it is for; none where it may go on. */
  Option<Errno> refusal(State s);

  /** The kernel cannot copy it: EFAULT. */
  record Unreadable() implements Descriptor {
    @Override
    public Option<Errno> refusal(State s) {
      return Option.some(Errno.EFAULT);
    }
  }

  /** Ordinary memory that no slot takes: EFAULT or EOVERFLOW ({@code io_buffer_validate}). */
  record Bad(RawBuffer raw) implements Descriptor {
    @Override
    public Option<Errno> refusal(State s) {
      return raw.refusal();
    }
  }

  /**
   * A buffer, or none, which may still be refused: EFAULT or EINVAL ({@link Calls#entry}).
   *
   * @param args with whatever slot
   */
  record Whole(UpdateArgs args) implements Descriptor {
    @Override
    public Option<Errno> refusal(State s) {
      return Calls.entry(s, args);
    }
  }
}
