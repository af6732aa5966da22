package io.uring.dmabuf.audit.spec;

import io.uring.dmabuf.audit.event.At;
import io.uring.dmabuf.audit.event.Event;
import io.uring.dmabuf.audit.event.Lost;
import io.uring.dmabuf.audit.read.EventReader;
import io.uring.dmabuf.audit.read.TraceFile;
import io.vavr.control.Either;
import java.io.IOException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A trace that is read once more, from its beginning; where a packed file is cut, that is told. */
final class Reading implements AutoCloseable {
  private final TraceFile file;
  private final EventReader reader;
  private boolean cut;

  private Reading(TraceFile file) {
    this.file = file;
    this.reader = EventReader.withMore(0, file.lines());
  }

  /** The reading of what somebody opens, or one line that says why it cannot be read. */
  static Either<String, Reading> of(Supplier<Either<String, TraceFile>> trace) {
    return trace.get().map(Reading::new);
  }

  /** The next event; null at the end. */
  @Nullable Event next() throws IOException {
    if (cut) {
      return null;
    }
    try {
      return reader.next();
    } catch (IOException e) {
      if (!TraceFile.isCut(e)) {
        throw e;
      }
      cut = true;
      return new Lost(
          new At(0, file.lines().number(), At.UNTIMED, At.NO_CPU, At.NO_PID),
          "the packed file is cut");
    }
  }

  String name() {
    return file.name();
  }

  /** Why it cannot be read, in one line. */
  String trouble(IOException e) {
    return name() + ": cannot be read: " + e.getMessage();
  }

  /** Why there was no line to read, in one line. */
  String nothing() {
    return file.nothing();
  }

  /** How many lines were read. */
  long lines() {
    return reader.counts().lines();
  }

  /** Whether lines of it cannot be read, as of a file with cut lines. */
  boolean hasUnread() {
    return reader.unparsable() > 0;
  }

  boolean hasRecognised() {
    return reader.hasRecognised();
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
