package io.uring.dmabuf.bench;

import io.uring.dmabuf.step.Bounds;
import io.vavr.collection.List;

/**
 * Bounds within which the system goes on with what has begun and nothing else begins: one device,
 * one tag, one request, success, and a user who does nothing.
 */
enum OneOfEach implements Bounds {
  /** The bounds. */
  BOUNDS;

  @Override
  public boolean has(String constant) {
    return true;
  }

  @Override
  public int integer(String constant) {
    return 1;
  }

  @Override
  public boolean bool(String constant) {
    return false;
  }

  @Override
  public List<Integer> integers(String constant) {
    return switch (constant) {
      case "Rings", "Devs", "Reqs" -> List.of(1);
      case "Tags" -> List.of(0);
      default -> List.empty();
    };
  }

  @Override
  public List<Boolean> booleans(String constant) {
    return List.of(true);
  }
}
