package io.uring.dmabuf.audit.read;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.uring.dmabuf.audit.event.At;
import io.uring.dmabuf.audit.event.Began;
import io.uring.dmabuf.audit.event.Event;
import io.uring.dmabuf.audit.event.ToldEvent;
import io.uring.dmabuf.told.EventFile;
import io.uring.dmabuf.told.EventForm;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Lines of a file of events, each an object of JSON; its head comes first. */
final class ToldLines {
  private final JsonMapper mapper = new JsonMapper();
  private boolean begun;

  /** The event of a line; null if it is none. */
  @Nullable Event read(int file, long number, byte[] bytes, int from, int to) {
    try {
      JsonNode line = mapper.readTree(bytes, from, to - from);
      return line.has(EventFile.FORMAT)
          ? head(new At(file, number, At.UNTIMED, At.NO_CPU, At.NO_PID), line)
          : event(file, number, line);
    } catch (JacksonException e) {
      return null;
    } catch (IOException e) {
      throw new IllegalStateException("bytes in memory cannot be read", e);
    }
  }

  private @Nullable Event head(At at, JsonNode line) {
    boolean known =
        line.path(EventFile.FORMAT).asText().equals(EventFile.EVENTS)
            && line.path("version").asInt() == EventFile.VERSION;
    if (!known) {
      return null;
    }
    begun = true;
    return new Began(at, false, "a head of events");
  }

  private @Nullable Event event(int file, long number, JsonNode line) {
    JsonNode time = line.path("time");
    JsonNode ring = line.path("ring");
    boolean placed = time.isIntegralNumber() && time.canConvertToLong() && time.longValue() >= 0;
    return begun && placed && (ring.isMissingNode() || ring.isInt() && ring.intValue() > 0)
        ? EventForm.read(line)
            .map(told ->
                new ToldEvent(
                    new At(file, number, time.longValue(), 0, At.NO_PID),
                    ring.intValue(),
                    line.path(EventForm.CUT).asBoolean(),
                    told))
            .getOrNull()
        : null;
  }
}
