package io.pitot.benchmarks.parse;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;

/**
 * The CPU time that a reader takes: of the thread that calls it and, because garbage is the
 * reader's too, of the collector, which here runs in the VM's own thread. JMC starts threads that
 * have ended before they could be asked: for it, the process without the compiler's threads.
 */
final class CpuClock {
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
  private static final com.sun.management.OperatingSystemMXBean SYSTEM =
      (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

  private CpuClock() {}

  static long threadNanos() {
    return THREADS.getCurrentThreadCpuTime() + nanosOf("VM Thread");
  }

  /** Counted in hundredths of a second, so good for what takes a second or more. */
  static long processNanos() {
    return SYSTEM.getProcessCpuTime() - nanosOf("C1 Comp", "C2 Comp");
  }

  private static long nanosOf(String... names) {
    long nanos = 0;
    try (Stream<Path> found = Files.list(Path.of("/proc/self/task"))) {
      for (Path task : found.toList()) {
        nanos += isNamed(task, names) ? nanosOf(task) : 0;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return nanos;
  }

  private static boolean isNamed(Path task, String... names) throws IOException {
    try {
      String name = Files.readString(task.resolve("comm"));
      return Arrays.stream(names).anyMatch(name::startsWith);
    } catch (NoSuchFileException ended) {
      return false;
    }
  }

  private static long nanosOf(Path task) throws IOException {
    return Long.parseLong(Files.readString(task.resolve("schedstat")).split(" ", 2)[0]);
  }
}
