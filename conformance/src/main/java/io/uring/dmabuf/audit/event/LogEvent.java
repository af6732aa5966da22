package io.uring.dmabuf.audit.event;

/** Models lines of the kernel's log. */
public sealed interface LogEvent extends Event {

  /** {@code INFO: task NAME:PID blocked for more than N seconds.} */
  record Hung(At at, String task, int pid, long seconds) implements LogEvent {
    @Override
    public String said() {
      return "blocked for more than " + seconds + " s";
    }
  }

  /**
   * {@code INFO: task A:1 is blocked on a mutex likely owned by task B:2.}
   *
   * @param lock mutex, semaphore, rw-semaphore
   */
  record Owned(At at, String task, int pid, String lock, String owner, int ownerPid)
      implements LogEvent {
    @Override
    public String said() {
      return "waits for a " + lock + " of " + owner + ":" + ownerPid;
    }
  }

  /** {@code task:NAME state:D ... pid:N}: the stack of this task follows. */
  record StackBegun(At at, String task, int pid) implements LogEvent {
    @Override
    public String said() {
      return "its stack";
    }
  }

  /** A line of a stack: {@code FUNCTION+0x12/0x34}. */
  record Frame(At at, String function) implements LogEvent {
    @Override
    public String said() {
      return "in " + function;
    }
  }

  /** {@code N locks held by NAME/PID:}. */
  record LocksOf(At at, String task, int pid) implements LogEvent {
    @Override
    public String said() {
      return "its locks";
    }
  }

  /**
   * {@code #0: ADDRESS (CLASS){...}, at: FUNCTION}: a lock that is held, or waited for if it is the
   * last one.
   */
  record Lock(At at, long address, String name, String function) implements LogEvent {
    @Override
    public String said() {
      return name + " in " + function;
    }
  }

  /** A step of a mapping of the series, told by its debug lines. */
  enum Step {
    /** {@code map killed}. */
    KILLED("map killed"),
    /** {@code all I/O completed}. */
    DRAINED("all I/O completed"),
    /** {@code last ref dropped}. */
    DROPPED("last ref dropped"),
    /** {@code fence signalled}. */
    SIGNALLED("fence signalled");

    private final String words;

    Step(String words) {
      this.words = words;
    }

    /** {@return the words with which its line begins} */
    public String words() {
      return words;
    }
  }

  /** {@code io_dmabuf: ... ctx=N, seqno=N}. */
  record MapStep(At at, FenceEvent.Fence fence, Step step) implements LogEvent {
    @Override
    public String said() {
      return step.words();
    }
  }

  /**
   * {@code amdgpu_sync_wait [NAME:PID]: LONG STALL >3s on fence ctx=N seqno=N ... owner=NAME:PID}.
   *
   * @param ownerPid who is to signal the fence, -1 where the line does not say
   */
  record Stalled(At at, String task, int pid, FenceEvent.Fence fence, int ownerPid)
      implements LogEvent {
    @Override
    public String said() {
      return "LONG STALL on fence " + fence.text() + (ownerPid < 0 ? "" : " of " + ownerPid);
    }
  }
}
