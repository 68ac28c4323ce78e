package io.pitot.benchmarks.parse;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The CPU time of Java code: of the calling thread, or, for a reader that starts threads of its own
 * which have ended before they could be asked, of the process without the compiler's and the
 * collector's threads.
 */
final class CpuClock {
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
  private static final com.sun.management.OperatingSystemMXBean SYSTEM =
      (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

  private CpuClock() {}

  static long threadNanos() {
    return THREADS.getCurrentThreadCpuTime();
  }

  /** Counted in hundredths of a second, so good for what takes a second or more. */
  static long processNanos() {
    return SYSTEM.getProcessCpuTime() - virtualMachineNanos();
  }

  private static long virtualMachineNanos() {
    long nanos = 0;
    try (Stream<Path> found = Files.list(Path.of("/proc/self/task"))) {
      for (Path task : found.toList()) {
        nanos += isVirtualMachines(task) ? nanosOf(task) : 0;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return nanos;
  }

  private static boolean isVirtualMachines(Path task) throws IOException {
    try {
      String name = Files.readString(task.resolve("comm"));
      return List.of("C1 Comp", "C2 Comp", "VM ", "GC ", "G1 ", "Sweeper").stream()
          .anyMatch(name::startsWith);
    } catch (NoSuchFileException ended) {
      return false;
    }
  }

  private static long nanosOf(Path task) throws IOException {
    return Long.parseLong(Files.readString(task.resolve("schedstat")).split(" ", 2)[0]);
  }
}
