package io.uring.dmabuf.cli;

import io.uring.dmabuf.tlc.check.CheckListener;
import io.uring.dmabuf.tlc.check.ModelOutcome;
import io.uring.dmabuf.tlc.models.ModelEntry;
import io.uring.dmabuf.tlc.run.Progress;
import io.vavr.collection.LinkedHashMap;
import io.vavr.collection.Map;
import java.io.PrintStream;
import java.util.Locale;

/**
 * Shows how a check goes on: on a terminal one line that is written anew, elsewhere a plain line
 * now and then.
 */
final class ProgressDisplay implements CheckListener {

  private static final long PLAIN_PERIOD = 10_000_000_000L;

  private final PrintStream out;
  private final Terminal terminal;
  private final int models;
  private Map<String, Progress> running = LinkedHashMap.empty();
  private int done;
  private long shown = System.nanoTime();

  /**
   * A display.
   *
   * @param out where
   * @param terminal what that is shown on
   * @param models how many models there are
   */
  ProgressDisplay(PrintStream out, Terminal terminal, int models) {
    this.out = out;
    this.terminal = terminal;
    this.models = models;
  }

  @Override
  public synchronized void started(ModelEntry model) {
    running = running.put(model.name(), new Progress(0, 0, 0, 0, 0, 0));
    refresh();
  }

  @Override
  public synchronized void working(ModelEntry model, Progress progress) {
    running = running.put(model.name(), progress);
    if (terminal.rewritable()) {
      refresh();
    } else if (System.nanoTime() - shown > PLAIN_PERIOD) {
      shown = System.nanoTime();
      running.forEach((name, state) -> out.println(terminal.cut(plain(name, state))));
    }
  }

  @Override
  public synchronized void told(ModelEntry model, String line) {
    close();
    out.println(terminal.cut("  " + model.name() + ": " + line));
    refresh();
  }

  @Override
  public synchronized void ended(ModelOutcome outcome) {
    ended(
        outcome.model(),
        String.format(
            Locale.ROOT,
            "%s%s, %.1f s",
            outcome.result().verdict(),
            outcome.isClean() ? "" : " (NOT AS EXPECTED)",
            outcome.seconds()));
  }

  @Override
  public synchronized void unusable(ModelEntry model, String line) {
    if (models > 1) { // Of a single model that line is all that there is to say.
      ended(model, "CANNOT BE RUN");
    }
  }

  private void ended(ModelEntry model, String how) {
    running = running.remove(model.name());
    done++;
    if (terminal.rewritable()) {
      refresh();
    } else {
      out.println(
          terminal.cut(
              String.format(Locale.ROOT, "[%d/%d] %s: %s", done, models, model.name(), how)));
    }
  }

  @Override
  public synchronized void interrupted() {
    close();
  }

  /** Takes the line away, so that the table starts on a clean one. */
  synchronized void close() {
    if (terminal.rewritable()) {
      Terminal.clear(out);
    }
  }

  private void refresh() {
    if (terminal.rewritable()) {
      String line =
          running
              .map(t -> shorter(t._1, t._2))
              .mkString("[" + done + "/" + models + "] ", " | ", "");
      terminal.rewrite(out, line);
    }
  }

  private static String plain(String name, Progress p) {
    return String.format(
        "  %s: %d states, %d/s, queue %d, replayed %d",
        name, p.distinct(), p.rate(), p.queue(), p.replayed());
  }

  private static String shorter(String name, Progress p) {
    return name + " " + p.distinct() + " " + p.rate() + "/s q" + p.queue() + " r" + p.replayed();
  }
}
