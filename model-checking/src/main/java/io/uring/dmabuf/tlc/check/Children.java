package io.uring.dmabuf.tlc.check;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * The processes that were started and have not ended: killed together, so that none is left behind.
 */
final class Children {

  private final Set<Process> running = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  /** Takes care of a process; kills it at once when all were killed already. */
  Process add(Process process) {
    running.add(process);
    if (closed) {
      kill(process);
    }
    return process;
  }

  /** Forgets a process that has ended. */
  void remove(Process process) {
    running.remove(process);
  }

  /** Whether all were killed: nothing more may be started. */
  boolean isClosed() {
    return closed;
  }

  /** Kills all, with their own children, and waits until they are gone. */
  void killAll() {
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
