package io.uring.dmabuf.uring;

import io.uring.dmabuf.step.Bounds;
import io.vavr.collection.List;

/**
 * The bounds of a small model of rings: every kind of buffer, every way of deferring and ending a
 * request.
 *
 * @param config the slots and requests
 * @param entries how many entries an update may have; where it may have several, a table may be
 *     made with buffers, too
 */
record RingBounds(RingContextConfig config, int entries) implements Bounds {

  RingBounds(RingContextConfig config) {
    this(config, 2);
  }

  @Override
  public boolean has(String constant) {
    return true;
  }

  @Override
  public int integer(String constant) {
    if (constant.equals("MaxEntries")) {
      return entries;
    }
    throw unknown(constant);
  }

  @Override
  public boolean bool(String constant) {
    return constant.equals("WithBuffers") && entries > 1;
  }

  @Override
  public List<Integer> integers(String constant) {
    return switch (constant) {
      case "Slots", "Offsets" -> List.range(0, config.slots());
      case "Reqs", "Reapable" -> List.rangeClosed(1, config.requests());
      case "Rings" -> List.of(1, 2);
      case "Files", "Bufs" -> List.of(1);
      case "Counts" -> List.of(0, 1, 2);
      case "NoWaits" -> List.empty();
      default -> throw unknown(constant);
    };
  }

  @Override
  public List<String> strings(String constant) {
    return switch (constant) {
      case "Kinds" -> List.of("dmabuf", "pages", "empty");
      case "Fails" -> List.of("none");
      case "Ops" -> List.of("READ_FIXED", "WRITE_FIXED");
      case "Refusals" -> List.of("EINVAL", "ENXIO");
      case "CloneRefusals" -> List.of("EBUSY", "ENXIO");
      case "Teardown" -> List.of("dying", "exit", "unregister");
      case "Deferrals" -> List.of("async", "link");
      case "Cancels" -> List.of("inflight", "queued");
      case "Imports" -> List.of("none", "EINVAL");
      case "Answers" -> List.of("ok", "EIO");
      default -> throw unknown(constant);
    };
  }

  @Override
  public List<Boolean> booleans(String constant) {
    return List.of(false, true);
  }

  @Override
  public List<Integer> integersIn(String constant, String field) {
    throw unknown(constant);
  }

  @Override
  public List<List<Integer>> sequences(String constant) {
    if (constant.equals("Windows")) {
      return List.of(List.of(0, 64));
    }
    throw unknown(constant);
  }

  private static IllegalArgumentException unknown(String constant) {
    return new IllegalArgumentException("no constant " + constant);
  }
}
