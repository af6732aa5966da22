package io.uring.dmabuf.scenario;

import io.uring.dmabuf.dma.DmaSegment;
import io.uring.dmabuf.id.FileId;
import io.uring.dmabuf.id.RingId;
import io.uring.dmabuf.step.Choice;
import io.uring.dmabuf.system.CompletionSteps;
import io.uring.dmabuf.system.Outside;
import io.uring.dmabuf.system.RingRequest;
import io.uring.dmabuf.uring.CqeSteps;
import io.uring.dmabuf.uring.Errno;
import io.uring.dmabuf.uring.Op;
import io.uring.dmabuf.uring.Request;
import io.vavr.collection.Vector;
import io.vavr.control.Option;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * The files of a scenario that are no drive's, as their other end sees them: pipes of one page,
 * with what is in them, and event counters, which refuse to be read in pieces. A request on one is
 * answered when its file can, or waits.
 */
final class Streams {
  /** What a pipe holds, in bytes ({@code F_SETPIPE_SZ}). */
  static final int CAPACITY = 4096;

  private final Session session;
  private final Map<FileId, Pipe> toRead = new HashMap<>();
  private final Map<FileId, Pipe> toWrite = new HashMap<>();
  private final Map<RingRequest, Integer> woken = new HashMap<>();
  private int moment;
  private boolean held;

  /** What is in a pipe: bytes of its page from a place on. */
  private static final class Pipe {
    private final FileId writeEnd;
    private final byte[] page = new byte[CAPACITY];
    private int from;
    private int to;

    private Pipe(FileId writeEnd) {
      this.writeEnd = writeEnd;
    }

    private int size() {
      return to - from;
    }

    /** Whether so many bytes go in whole, or the pipe is empty and takes what it can. */
    private boolean takes(int length) {
      return size() == 0 || length <= CAPACITY - to;
    }

    private int put(byte[] bytes) {
      if (size() == 0) {
        from = 0;
        to = 0;
      }
      int count = Math.min(bytes.length, CAPACITY - to);
      System.arraycopy(bytes, 0, page, to, count);
      to += count;
      return count;
    }

    private byte[] take(int most) {
      int count = Math.min(most, size());
      byte[] taken = Arrays.copyOfRange(page, from, from + count);
      from += count;
      return taken;
    }
  }

  /** None yet. */
  Streams(Session session) {
    this.session = session;
  }

  /** A pipe appears, with a name for either end. */
  void pipe(String readEnd, String writeEnd) {
    FileId in = end(readEnd);
    FileId out = end(writeEnd);
    Pipe pipe = new Pipe(out);
    toRead.put(in, pipe);
    toWrite.put(out, pipe);
  }

  /** An event counter appears. */
  void counter(String name) {
    end(name);
  }

  private FileId end(String name) {
    session.appear(name, Outside::pipe, s -> new Named.File(FileId.of(s.mapping().files().size())));
    return session.names().file(name);
  }

  /** Whether a file is no drive's. */
  boolean has(FileId file) {
    return !session.state().mapping().hasDevice(file);
  }

  /** Whether a file is an event counter. */
  boolean isCounter(FileId file) {
    return has(file) && !toRead.containsKey(file) && !toWrite.containsKey(file);
  }

  /** Whether the only worker thread for requests that wait is kept busy. */
  boolean isHeld() {
    return held;
  }

  /** That thread is kept busy, or let go. */
  void hold(boolean busy) {
    held = busy;
  }

  // What the user does at the other end.

  /** The user writes bytes that must have room: how many, or the negated errno. */
  String put(FileId end, byte[] bytes) {
    Pipe pipe = toWrite.get(end);
    if (pipe == null || !session.state().mapping().isFileOpen(end)) {
      return Calling.result(-Errno.EBADF.number());
    }
    if (bytes.length > CAPACITY || !pipe.takes(bytes.length)) {
      throw ScenarioException.unusable(
          "expected room for %d bytes in the pipe".formatted(bytes.length));
    }
    String written = "" + pipe.put(bytes);
    wakes();
    return written;
  }

  /** The user reads bytes, some of which must be there: how many, and the first. */
  String take(FileId end, int most) {
    Pipe pipe = toRead.get(end);
    if (pipe == null || !session.state().mapping().isFileOpen(end)) {
      return Calling.result(-Errno.EBADF.number());
    }
    if (pipe.size() == 0) {
      throw ScenarioException.unusable("expected something in the pipe");
    }
    String taken = Calling.taken(pipe.take(most));
    wakes();
    return taken;
  }

  /** Whoever waits for what has happened last is told now, and goes on in the order of that. */
  private void wakes() {
    moment++;
    for (RingId ring : session.state().rings().all().ids()) {
      waiting(ring)
          .filter(id -> !woken.containsKey(id) && canGoOn(id))
          .forEach(id -> woken.put(id, moment));
    }
  }

  private boolean canGoOn(RingRequest id) {
    Request request = session.request(id).get();
    boolean read = request.op() == Op.READ_FIXED;
    Pipe pipe = (read ? toRead : toWrite).get(request.file().get());
    return pipe != null
        && (read
            ? pipe.size() > 0
            : pipe.takes((int) Math.min(CAPACITY, request.window().length())));
  }

  // What requests get.

  /**
   * Requests of a ring end for which their file has an answer, the oldest first.
   *
   * @param issued whether only those that have just been issued, and are completed at once
   * @return whether one of them was a worker's
   */
  boolean answer(RingId ring, boolean issued) {
    boolean byWorker = false;
    for (RingRequest id : waiting(ring)) {
      if (issued && session.userData().hasWaited(id)) {
        continue;
      }
      byWorker |= answers(id, issued) && session.userData().asked(id).async();
      session.userData().waits(id);
    }
    return byWorker;
  }

  private boolean answers(RingRequest id, boolean complete) {
    boolean atWorker =
        held && session.userData().asked(id).async() && session.userData().hasWaited(id);
    Option<Integer> res = atWorker ? Option.none() : answer(id, session.request(id).get());
    for (int known : res) {
      woken.remove(id);
      session.begin(
          id.ring(), new Choice<>(Outside.PIPE_ANSWERS, new CqeSteps.Ended(id.req(), known)));
      if (complete) {
        session.begin(id.ring(), new Choice<>(CompletionSteps.START_TASK_WORK, id.req()));
        session.finish(id.ring());
      }
    }
    return res.isDefined();
  }

  private Vector<RingRequest> waiting(RingId ring) {
    return session
        .requests()
        .filter(id -> id.ring().equals(ring))
        .filter(id -> session.table(ring).isRequest(id.req(), Request.State.IN_FLIGHT))
        .filter(id -> session.request(id).flatMap(Request::file).exists(this::has))
        .sortBy(id -> session.userData().submittedAt(id))
        .sortBy(id -> woken.getOrDefault(id, Integer.MAX_VALUE));
  }

  /** What the file of a request answers now; none where the request waits. */
  private Option<Integer> answer(RingRequest id, Request request) {
    FileId file = request.file().get();
    boolean read = request.op() == Op.READ_FIXED;
    Pipe pipe = (read ? toRead : toWrite).get(file);
    if (pipe == null) {
      boolean wrongEnd = (read ? toWrite : toRead).containsKey(file);
      return Option.some(-(wrongEnd ? Errno.EBADF : Errno.EINVAL).number());
    }
    int length = (int) Math.min(Integer.MAX_VALUE, request.window().length());
    if (length == 0) {
      return Option.some(0);
    }
    return read ? read(id, pipe, length) : write(id, pipe, length);
  }

  private Option<Integer> read(RingRequest id, Pipe pipe, int length) {
    if (pipe.size() == 0) {
      boolean over =
          session.state().mapping().files().get(pipe.writeEnd).exists(f -> f.refs() == 0);
      return Option.when(over, 0);
    }
    byte[] bytes = pipe.take(length);
    session.bytes().received(id, memory(id, bytes.length), bytes);
    return Option.some(bytes.length);
  }

  private Option<Integer> write(RingRequest id, Pipe pipe, int length) {
    if (!pipe.takes(length)) {
      return Option.none();
    }
    int count = Math.min(length, CAPACITY);
    byte[] bytes = session.machine().bytes().cpuRead(memory(id, count));
    session.bytes().sent(id, bytes);
    return Option.some(pipe.put(bytes));
  }

  private Vector<DmaSegment> memory(RingRequest id, long length) {
    return session.state().at(id.ring()).memory(id.req(), 0, length);
  }
}
