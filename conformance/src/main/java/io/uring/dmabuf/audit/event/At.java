package io.uring.dmabuf.audit.event;

/**
 * Where and when something was recorded.
 *
 * @param file the number of the file among those that are read, from 0
 * @param line the number of the line in its file, from 1
 * @param nanos the time that the line tells, in nanoseconds; {@link #UNTIMED} if it tells none
 * @param cpu the processor, {@link #NO_CPU} where the line does not tell
 * @param pid who was running, {@link #NO_PID} where the line does not tell
 */
public record At(int file, long line, long nanos, int cpu, int pid) {
  /** The time of a line that tells none. */
  public static final long UNTIMED = Long.MIN_VALUE;

  /** The processor of a line that tells none. */
  public static final int NO_CPU = -1;

  /** The task of a line that tells none. */
  public static final int NO_PID = -1;

  private static final long NANOS = 1_000_000_000L;
  private static final long MICRO = 1_000L;

  /** {@return whether the line tells a time} */
  public boolean isTimed() {
    return nanos != UNTIMED;
  }

  /** {@return whether both have a time, and these are at most {@code nanos} apart} */
  public boolean isWithin(long most, At other) {
    return isTimed() && other.isTimed() && Math.abs(nanos - other.nanos) <= most;
  }

  /** {@return the context in which something goes on: a task, or an idle processor} */
  public int context() {
    return pid > 0 ? pid : -2 - cpu;
  }

  /** {@return the time in seconds with microseconds, as ftrace prints it; a dash if none} */
  public String seconds() {
    if (!isTimed()) {
      return "-";
    }
    String micros = Long.toString(nanos % NANOS / MICRO);
    return nanos / NANOS + "." + "0".repeat(6 - micros.length()) + micros;
  }
}
