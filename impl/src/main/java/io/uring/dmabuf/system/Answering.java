package io.uring.dmabuf.system;

import io.uring.dmabuf.dma.DmaSegment;
import io.uring.dmabuf.id.FileId;
import io.uring.dmabuf.id.RingId;
import io.uring.dmabuf.uring.CqeSteps;
import io.uring.dmabuf.uring.Errno;
import io.uring.dmabuf.uring.Op;
import io.uring.dmabuf.uring.Request;
import io.vavr.collection.Vector;
import io.vavr.control.Option;
import java.util.Arrays;

/**
 * What files without a device answer to requests, when they can: pipes, event counters, and regular
 * files in the page cache. Source: {@code io_uring/poll.c: io_arm_poll_handler}; {@code
 * io_uring/rw.c: io_read_fixed}, {@code io_write_fixed}, base.
 */
final class Answering {
  private Answering() {}

  /**
   * Requests of a ring end for which their file has an answer, the oldest first, or in the order in
   * which they were woken; and whether one of them was a worker's.
   *
   * @param issued whether only those that have just been issued, and are completed at once
   */
  static Returned<Boolean> answered(Kernel kernel, RingId ring, boolean issued) {
    Kernel at = kernel;
    boolean byWorker = false;
    for (RingRequest id : waiting(kernel, ring)) {
      if (issued && at.asked(id).waited()) {
        continue;
      }
      Option<Kernel> ended = ended(at, id, issued);
      byWorker |= ended.isDefined() && at.asked(id).isAsync();
      at = ended.getOrElse(at).waiting(id);
    }
    return new Returned<>(at, byWorker);
  }

  /** The requests of a ring that wait, the oldest first, but who was woken before all others. */
  static Vector<RingRequest> waiting(Kernel kernel, RingId ring) {
    return kernel
        .requests(ring, req -> kernel.table(ring).isRequest(req, Request.State.IN_FLIGHT))
        .map(req -> new RingRequest(ring, req))
        .filter(id -> kernel.request(id).flatMap(Request::file).exists(kernel::isStream))
        .sortBy(id -> kernel.asked(id).number())
        .sortBy(id -> kernel.streams().woken().getOrElse(id, Integer.MAX_VALUE));
  }

  /** A request ends if its file has an answer; that of a worker that is kept busy does not. */
  private static Option<Kernel> ended(Kernel kernel, RingRequest id, boolean complete) {
    Asked asked = kernel.asked(id);
    if (kernel.held() && asked.isAsync() && asked.waited()) {
      return Option.none();
    }
    return answer(kernel, id, kernel.request(id).get())
        .map(answer -> {
          Kernel ended =
              answer
                  .kernel()
                  .forgetting(id)
                  .begun(
                      id.ring(),
                      Outside.PIPE_ANSWERS,
                      new CqeSteps.Ended(id.req(), answer.value()));
          return complete
              ? ended
                  .begun(id.ring(), CompletionSteps.START_TASK_WORK, id.req())
                  .finished(id.ring())
                  .kernel()
              : ended;
        });
  }

  /**
   * What the file of a request answers now: bytes; EBADF for the end of a pipe that cannot do this;
   * EINVAL for an event counter; none where the request waits.
   */
  private static Option<Returned<Integer>> answer(Kernel kernel, RingRequest id, Request request) {
    FileId file = request.file().get();
    boolean read = request.op() == Op.READ_FIXED;
    int length = (int) Math.min(Integer.MAX_VALUE, request.window().length());
    Streams streams = kernel.streams();
    Option<Byte> regular = streams.regular().get(file);
    if (regular.isDefined()) {
      return Option.some(
          new Returned<>(
              read ? received(kernel, id, filled(length, regular.get())) : kernel, length));
    }
    Option<Pipe> pipe = read ? streams.readAt(file) : streams.writtenAt(file);
    if (pipe.isEmpty()) {
      Errno errno = streams.isEnd(file) ? Errno.EBADF : Errno.EINVAL;
      return Option.some(Returned.refused(kernel, errno));
    }
    if (length == 0) {
      return Option.some(new Returned<>(kernel, 0));
    }
    return read ? read(kernel, id, pipe.get(), length) : written(kernel, id, pipe.get(), length);
  }

  private static byte[] filled(int length, byte content) {
    byte[] bytes = new byte[length];
    Arrays.fill(bytes, content);
    return bytes;
  }

  /** 0 at the end of the file: nothing is in the pipe, and nobody can write to it. */
  private static Option<Returned<Integer>> read(
      Kernel kernel, RingRequest id, Pipe pipe, int length) {
    if (pipe.size() == 0) {
      boolean over =
          kernel.state().mapping().files().get(pipe.writeEnd()).exists(f -> f.refs() == 0);
      return Option.when(over, () -> new Returned<>(kernel, 0));
    }
    byte[] bytes = pipe.first(length);
    Kernel taken = kernel.with(kernel.streams().with(pipe.without(bytes.length)));
    return Option.some(new Returned<>(received(taken, id, bytes), bytes.length));
  }

  private static Option<Returned<Integer>> written(
      Kernel kernel, RingRequest id, Pipe pipe, int length) {
    if (!pipe.takes(length)) {
      return Option.none();
    }
    byte[] bytes =
        kernel.machine().bytes().cpuRead(memory(kernel, id, Math.min(length, Pipe.CAPACITY)));
    kernel.watch().sent(id, bytes);
    int count = pipe.fitting(bytes.length);
    return Option.some(new Returned<>(kernel.with(kernel.streams().with(pipe.with(bytes))), count));
  }

  private static Kernel received(Kernel kernel, RingRequest id, byte[] bytes) {
    Machine machine = kernel.machine();
    Kernel next =
        kernel.with(
            machine.with(machine.bytes().cpuWrite(memory(kernel, id, bytes.length), bytes)));
    next.watch().received(id, bytes, next);
    return next;
  }

  private static Vector<DmaSegment> memory(Kernel kernel, RingRequest id, long length) {
    return kernel.state().at(id.ring()).memory(id.req(), 0, length);
  }

  /** Whether the other end has something for a request that waits. */
  static boolean canGoOn(Kernel kernel, RingRequest id) {
    Request request = kernel.request(id).get();
    FileId file = request.file().get();
    return request.op() == Op.READ_FIXED
        ? kernel.streams().readAt(file).exists(pipe -> pipe.size() > 0)
        : kernel
            .streams()
            .writtenAt(file)
            .exists(pipe -> pipe.takes((int) Math.min(Pipe.CAPACITY, request.window().length())));
  }
}
