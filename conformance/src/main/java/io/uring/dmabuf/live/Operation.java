package io.uring.dmabuf.live;

import io.uring.dmabuf.uring.Op;
import io.uring.dmabuf.uring.RawClone;
import io.vavr.Tuple2;
import io.vavr.collection.List;
import io.vavr.control.Option;

/**
 * One operation of a run, made on both sides. {@link ScenarioWriter} makes statements of it, of
 * which it may need several.
 */
public sealed interface Operation {

  /** One line for people. */
  String text();

  /** The first word of the line. */
  default String kind() {
    String text = text();
    int blank = text.indexOf(' ');
    return blank < 0 ? text : text.substring(0, blank);
  }

  /** What is done at one ring, the first of a run if nothing else is said. */
  sealed interface OfRing extends Operation {}

  /** The same at a second ring. */
  record Second(OfRing operation) implements Operation {
    /** The first word of its line. */
    static final String WORD = "ring2";

    @Override
    public String text() {
      return WORD + " " + operation.text();
    }
  }

  /**
   * {@code IORING_REGISTER_CLONE_BUFFERS}.
   *
   * @param second whether the second ring clones the table of the first; otherwise the first one
   *     clones that of the second
   * @param asked what it asks for
   */
  record Clone(boolean second, RawClone asked) implements Operation {
    @Override
    public String text() {
      return (second ? Second.WORD + " " : "")
          + "clone %s %d %d %d"
              .formatted(ConstantName.of(asked.source()), asked.from(), asked.to(), asked.count())
          + (asked.replace() ? " replace" : "")
          + (asked.unknownFlags() ? " unknown-flag" : "");
    }
  }

  /** {@code IORING_REGISTER_BUFFERS2} of empty slots. */
  record RegisterSparse(int slots) implements OfRing {
    @Override
    public String text() {
      return "register-sparse " + slots;
    }
  }

  /** {@code IORING_REGISTER_BUFFERS2} of buffers. */
  record Register(List<Entry> entries) implements OfRing {
    @Override
    public String text() {
      return "register " + entries.map(Entry::text).mkString(" ");
    }
  }

  /**
   * {@code IORING_REGISTER_BUFFERS2} with arguments that do not fit together.
   *
   * @param count the number of slots
   * @param flags 0, 1 for empty slots with data, anything else for unknown flags
   */
  record RegisterRaw(long count, int flags) implements OfRing {
    @Override
    public String text() {
      return "register-raw " + count + " " + flags;
    }
  }

  /** {@code IORING_REGISTER_BUFFERS_UPDATE} of slots from an offset on. */
  record Update(int offset, List<Entry> entries) implements OfRing {
    @Override
    public String text() {
      return "update " + offset + " " + entries.map(Entry::text).mkString(" ");
    }
  }

  /**
   * {@code IORING_REGISTER_BUFFERS_UPDATE} with arguments that do not fit together.
   *
   * @param offset the first slot
   * @param count of slots
   * @param flags the word that is reserved in the base kernel
   * @param readable whether the kernel can copy the array of buffers
   */
  record UpdateRaw(long offset, long count, int flags, boolean readable) implements OfRing {
    @Override
    public String text() {
      return "update-raw %d %d %d %s"
          .formatted(offset, count, flags, readable ? "readable" : "unreadable");
    }
  }

  /** {@code IORING_UNREGISTER_BUFFERS}. */
  record Unregister() implements OfRing {
    @Override
    public String text() {
      return "unregister";
    }
  }

  /**
   * One fixed read or write is submitted.
   *
   * @param quiet whether a success has no completion ({@code IOSQE_CQE_SKIP_SUCCESS}); only for a
   *     request that waits on a pipe
   * @param async whether a worker thread issues it ({@code IOSQE_ASYNC})
   */
  record Submit(Op op, int slot, Target target, Span span, boolean quiet, boolean async)
      implements OfRing {

    /** A request with a completion that the submitter issues. */
    public Submit(Op op, int slot, Target target, Span span) {
      this(op, slot, target, span, false, false);
    }

    @Override
    public String text() {
      String words =
          "%s %d %s %s".formatted(ConstantName.of(op), slot, target.text(), ConstantName.of(span));
      return words + (quiet ? " quiet" : "") + (async ? " async" : "");
    }

    /** The same for a worker thread to issue. */
    public Submit toWorker() {
      return new Submit(op, slot, target, span, quiet, true);
    }

    /** Whether the descriptor of its file is found open. */
    public boolean findsFile() {
      return target != AtOnce.CLOSED;
    }

    /** Where it waits, if it does not end at once. */
    public Option<Lane> lane() {
      return target instanceof OnPipe(int pipe) ? Option.some(new Lane(op, pipe)) : Option.none();
    }
  }

  /**
   * A chain of requests is submitted.
   *
   * @param requests from the head on
   * @param hard whether each but the first is issued whatever the one before it came to ({@code
   *     IOSQE_IO_HARDLINK}); otherwise it is issued when that one has moved all its bytes, and else
   *     cancelled ({@code IOSQE_IO_LINK})
   */
  record Link(List<Submit> requests, List<Boolean> hard) implements OfRing {

    @Override
    public String text() {
      return requests
          .tail()
          .zip(hard)
          .map(next -> (next._2 ? " anyhow " : " then ") + next._1.text())
          .mkString("link " + requests.head().text(), "", "");
    }

    /** Each request with the link that the next one has to it; none for the last. */
    public List<Tuple2<Submit, Option<Boolean>>> linked() {
      return requests.zip(hard.map(Option::some).append(Option.none()));
    }

    /** The lanes on which its requests may wait. */
    public List<Lane> lanes() {
      return requests.flatMap(Submit::lane);
    }
  }

  /** The request that waits on a pipe comes to its end, and its completion is awaited. */
  record Finish(Lane lane, Ending ending) implements OfRing {
    @Override
    public String text() {
      return "finish " + lane.text() + " " + ConstantName.of(ending);
    }
  }

  /** The request that waits on a pipe can go on, but the task does not let the kernel work yet. */
  record Ready(Lane lane) implements OfRing {
    @Override
    public String text() {
      return "ready " + lane.text();
    }
  }

  /** The one worker thread is kept busy, so that what is for it waits in its list. */
  record Hold() implements OfRing {
    @Override
    public String text() {
      return "hold";
    }
  }

  /** The worker thread is free again, and issues what has waited for it. */
  record Release() implements OfRing {
    @Override
    public String text() {
      return "release";
    }
  }

  /** The task lets the kernel do what it has deferred. */
  record Work() implements OfRing {
    @Override
    public String text() {
      return "work";
    }
  }

  /** How a request that waits on a pipe ends. */
  enum Ending {
    /** One byte arrives, or the pipe is emptied. */
    DATA,
    /** Nothing will arrive any more; only a read ends like this. */
    END_OF_FILE,
    /** It is cancelled by a call ({@code IORING_REGISTER_SYNC_CANCEL}). */
    CANCEL,
    /** It is cancelled by a request ({@code IORING_OP_ASYNC_CANCEL}). */
    CANCEL_REQUEST;

    /** Whether the request is cancelled. */
    public boolean cancels() {
      return this == CANCEL || this == CANCEL_REQUEST;
    }
  }

  /**
   * The place where one request can wait: a pipe that is empty for reads, or full for writes.
   *
   * @param op which of the two
   * @param pipe its number, from 0
   */
  record Lane(Op op, int pipe) {
    /** The number of pipes for reads, and for writes. */
    public static final int PIPES = 3;

    /** Two words for people. */
    public String text() {
      return ConstantName.of(op) + " pipe" + pipe;
    }
  }

  /** What a request reads from or writes to. */
  sealed interface Target {
    /** A word for people. */
    String text();
  }

  /** The pipe of the request's lane: the request waits there. */
  record OnPipe(int pipe) implements Target {
    @Override
    public String text() {
      return "pipe" + pipe;
    }
  }

  /** What answers at once. */
  enum AtOnce implements Target {
    /** The temporary file: all bytes are moved. */
    FILE,
    /** A descriptor that is not open. */
    CLOSED,
    /** The end of a pipe that cannot do this. */
    WRONG_END,
    /** An event counter, which refuses to be read in pieces: for reads only. */
    EVENTFD;

    @Override
    public String text() {
      return ConstantName.of(this);
    }
  }
}
