package io.uring.dmabuf.cli;

import io.uring.dmabuf.audit.Audit;
import io.uring.dmabuf.audit.read.TraceFile;
import java.io.PrintStream;

/** Shows how far a long trace is read: one line of a terminal that is written anew. */
final class AuditProgress implements Audit.Progress {
  private static final long PERIOD = 500_000_000L;
  private static final long PERCENT = 100;

  private final PrintStream out;
  private final Terminal terminal;
  private long shown = System.nanoTime();
  private boolean isThere;

  AuditProgress(PrintStream out, Terminal terminal) {
    this.out = out;
    this.terminal = terminal;
  }

  @Override
  public void read(long lines, TraceFile file) {
    long now = System.nanoTime();
    if (terminal.rewritable() && now - shown > PERIOD) {
      shown = now;
      isThere = true;
      String part =
          file.bytes() == 0 ? "" : ", " + PERCENT * file.raw().count() / file.bytes() + "%";
      terminal.rewrite(out, lines + " lines" + part + ": " + file.name());
    }
  }

  /** Takes the line away. */
  void close() {
    if (isThere) {
      Terminal.clear(out);
    }
  }
}
