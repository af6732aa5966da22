package io.uring.dmabuf.tlc.jvm;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * The processes that were started and have not ended: killed together, so that none is left behind.
 */
public final class Children {

  private final Set<Process> running = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  /** Takes care of a process; kills it at once when all were killed already. */
  public Process add(Process process) {
    running.add(process);
    if (closed) {
      kill(process);
    }
    return process;
  }

  /** Forgets a process that has ended. */
  public void remove(Process process) {
    running.remove(process);
  }

  /** Whether all were killed: nothing more may be started. */
  public boolean isClosed() {
    return closed;
  }

  /** Kills all, with their own children, and waits until they are gone. */
  public void killAll() {
    closed = true;
    running.forEach(Children::kill);
    for (Process process : running) {
      try {
        if (!process.waitFor(5, TimeUnit.SECONDS)) {
          return;
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  private static void kill(Process process) {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }
}
