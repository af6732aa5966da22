package io.uring.dmabuf.system;

import io.uring.dmabuf.id.FileId;
import io.vavr.collection.HashMap;
import io.vavr.collection.Map;
import io.vavr.control.Option;

/**
 * What the files hold that are no drive's, and the order in which their waiters were woken. One
 * that is neither a pipe nor regular is an event counter.
 *
 * @param pipes by their read ends
 * @param readEnds the read end of the pipe of each write end
 * @param regular the files that answer at once, and the byte that each is full of
 * @param woken the requests that can go on, and the moment since when they can
 * @param moment how often something has happened at an end
 */
public record Streams(
    Map<FileId, Pipe> pipes,
    Map<FileId, FileId> readEnds,
    Map<FileId, Byte> regular,
    Map<RingRequest, Integer> woken,
    int moment) {

  /** None yet. */
  static Streams none() {
    return new Streams(HashMap.empty(), HashMap.empty(), HashMap.empty(), HashMap.empty(), 0);
  }

  /** The pipe that is read at an end; none where it is no such end. */
  public Option<Pipe> readAt(FileId end) {
    return pipes.get(end);
  }

  /** The pipe that is written at an end; none where it is no such end. */
  public Option<Pipe> writtenAt(FileId end) {
    return readEnds.get(end).flatMap(pipes::get);
  }

  /** Whether a file without a device is an end of a pipe. */
  public boolean isEnd(FileId file) {
    return pipes.containsKey(file) || readEnds.containsKey(file);
  }

  /** Whether a request has been told that it can go on. */
  public boolean isWoken(RingRequest id) {
    return woken.containsKey(id);
  }

  /** With a pipe as it is now. */
  Streams with(Pipe pipe) {
    return new Streams(
        pipes.put(pipe.readEnd(), pipe),
        readEnds.put(pipe.writeEnd(), pipe.readEnd()),
        regular,
        woken,
        moment);
  }

  /** With a file that answers at once. */
  Streams withRegular(FileId file, byte content) {
    return new Streams(pipes, readEnds, regular.put(file, content), woken, moment);
  }

  /** Something has happened at an end, and these can go on now. */
  Streams waking(Iterable<RingRequest> now) {
    Map<RingRequest, Integer> all = woken;
    for (RingRequest id : now) {
      all = all.put(id, moment + 1);
    }
    return new Streams(pipes, readEnds, regular, all, moment + 1);
  }

  /** Without a request that waits no longer. */
  Streams without(RingRequest id) {
    return new Streams(pipes, readEnds, regular, woken.remove(id), moment);
  }
}
