package io.uring.dmabuf.guards;

import io.uring.dmabuf.targets.NamedGuard;
import io.uring.dmabuf.targets.Targets;
import io.vavr.collection.List;
import java.nio.file.Path;

/**
 * A guard of a step of the implementation, which can be left out.
 *
 * @param guard the guard with its place
 */
public record JavaGuard(NamedGuard guard) implements Mutation {

  /** All guards by component; not those without which a step has nothing to act on. */
  public static List<JavaGuard> all() {
    return Targets.guards().reject(guard -> guard.guard().isNeeded()).map(JavaGuard::new);
  }

  @Override
  public String id() {
    return "java:" + guard.name();
  }

  /** What the option of a run calls it. */
  public String name() {
    return guard.name();
  }

  @Override
  public String component() {
    return guard.component();
  }

  @Override
  public String step() {
    return guard.action();
  }

  @Override
  public String text() {
    return guard.guard().sentence();
  }

  @Override
  public String where(Path root) {
    return "step " + guard.action() + " of " + guard.component();
  }
}
