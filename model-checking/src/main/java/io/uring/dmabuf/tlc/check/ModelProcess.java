package io.uring.dmabuf.tlc.check;

import io.uring.dmabuf.tlc.RunResult;
import io.uring.dmabuf.tlc.models.ModelEntry;
import io.uring.dmabuf.tlc.run.Progress;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Consumer;

/** A way to run one model in a process of its own. */
@FunctionalInterface
interface ModelProcess {

  /**
   * Runs a model to its end.
   *
   * @param model which
   * @param folder the run's own folder; its {@code tmp} is the process's temporary folder
   * @param progress told how far it is
   * @throws IOException when the process cannot be started
   * @throws InterruptedException when this thread is interrupted
   */
  RunResult run(ModelEntry model, Path folder, Consumer<Progress> progress)
      throws IOException, InterruptedException;
}
