package io.uring.dmabuf.oracle;

import io.vavr.collection.HashMap;
import java.nio.file.Path;

/** What a test does about a run that fails: it is made short, saved, and told. */
final class Failing {
  private Failing() {}

  /** Fails unless nothing is wrong with the run. */
  static <S> void unless(RandomRun run, Choices choices, Universe<S> universe) {
    if (run.finding().isEmpty()) {
      return;
    }
    Path file =
        Large.save(
            "run-" + Long.toHexString(choices.seed()),
            run,
            HashMap.empty(),
            Long.toString(choices.seed()),
            universe);
    throw new AssertionError(
        "step %d of %s, %s: %s%nsaved; replay it with: dmabuf-rw replay %s"
            .formatted(
                run.steps().size(), choices, run.steps().last(), run.finding().get().text(), file));
  }
}
