package io.pitot.benchmarks.agent;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/** Time, and CPU time of this JVM, since a moment. */
final class Clock {
  private final long startNanos = System.nanoTime();
  private final long startCpuNanos = processCpuNanos();

  private Clock() {}

  static Clock start() {
    return new Clock();
  }

  long nanos() {
    return System.nanoTime() - startNanos;
  }

  long cpuNanos() {
    return processCpuNanos() - startCpuNanos;
  }

  private static long processCpuNanos() {
    return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }
}
