package io.uring.dmabuf.tlc.run;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/** The time of the processor that this JVM has taken, which other load does not lengthen. */
public final class Processor {

  private Processor() {}

  /** In seconds, since the JVM was started, by all its threads; 0 where nobody counts it. */
  public static double seconds() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean bean
        ? Math.max(0, bean.getProcessCpuTime()) / 1e9
        : 0;
  }
}
