package io.uring.dmabuf.audit.spec;

import io.uring.dmabuf.audit.event.Began;
import io.uring.dmabuf.audit.event.Event;
import java.util.HashMap;
import java.util.Map;

/**
 * Where the events of processors end. A trace buffer that is full and is not to be overwritten
 * drops what is new, and no line says so: the events of one processor end, those of others go on,
 * and what they are of lacks what the first one did.
 */
final class Ends {
  /** So many things may lack something behind the end of a processor, and be wrong themselves. */
  private static final int FEW = 3;

  /** So many requests had all that they must have before it is a sign that others have not. */
  private static final int ENOUGH = 64;

  /** The last event of a processor, and how many things lacked something since. */
  private static final class End {
    private long line;
    private int lacking;
    private int whole;
  }

  private final Map<Integer, End> ends = new HashMap<>();
  private int all;
  private int whole;

  void passes(Event event) {
    if (event instanceof Began) {
      ends.clear();
      all = 0;
      whole = 0;
    } else if (event.at().cpu() >= 0) {
      End end = ends.computeIfAbsent(event.at().cpu(), cpu -> new End());
      end.line = event.at().line();
      end.lacking = 0;
      end.whole = whole;
    }
  }

  /** A request has had all that it must have. */
  void isWhole() {
    whole++;
  }

  /** Something is not there that must have been before what is shown now. */
  void lacks() {
    all++;
    ends.values().forEach(end -> end.lacking++);
  }

  /**
   * Behind which line the events of a processor are not there; as far as any if all are. Where as
   * much is lacking before it, as of what the page cache serves, that is no sign.
   */
  long line() {
    return ends.values().stream()
        .filter(end -> end.lacking > FEW && all - end.lacking <= FEW && end.whole >= ENOUGH)
        .mapToLong(end -> end.line)
        .min()
        .orElse(Long.MAX_VALUE);
  }
}
