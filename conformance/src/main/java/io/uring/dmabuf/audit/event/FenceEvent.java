package io.uring.dmabuf.audit.event;

/**
 * Models the tracepoints of fences. A fence is named by its context and its seqno alone, as driver
 * and timeline change when it is signalled; both numbers are cut to 32 bits here.
 */
public sealed interface FenceEvent extends Event {

  /** What names a fence. */
  record Fence(long context, long seqno) {
    private static final long LOW = 0xffffffffL;

    /** {@return the fence with these numbers, of which 32 bits count} */
    public static Fence of(long context, long seqno) {
      return new Fence(context & LOW, seqno & LOW);
    }

    /** {@return the two numbers, as the kernel prints them} */
    public String text() {
      return "context=" + context + " seqno=" + seqno;
    }
  }

  /** {@return the fence} */
  Fence fence();

  /** {@code dma_fence_init}. */
  record Initialised(At at, Fence fence, String driver) implements FenceEvent {
    @Override
    public String said() {
      return "dma_fence_init, driver=" + driver;
    }
  }

  /** {@code dma_fence_emit} and {@code dma_fence_enable_signal}: it is in use. */
  record Emitted(At at, Fence fence, String event) implements FenceEvent {
    /** {@return whether somebody asks to be told of its signal} */
    public boolean isAsked() {
      return event.equals("dma_fence_enable_signal");
    }

    @Override
    public String said() {
      return event;
    }
  }

  /** {@code dma_fence_signaled}. */
  record Signalled(At at, Fence fence) implements FenceEvent {
    @Override
    public String said() {
      return "dma_fence_signaled";
    }
  }

  /** {@code dma_fence_destroy}. */
  record Destroyed(At at, Fence fence) implements FenceEvent {
    @Override
    public String said() {
      return "dma_fence_destroy";
    }
  }

  /** {@code dma_fence_wait_start}. */
  record WaitStarted(At at, Fence fence) implements FenceEvent {
    @Override
    public String said() {
      return "dma_fence_wait_start";
    }
  }

  /** {@code dma_fence_wait_end}. */
  record WaitEnded(At at, Fence fence) implements FenceEvent {
    @Override
    public String said() {
      return "dma_fence_wait_end";
    }
  }
}
