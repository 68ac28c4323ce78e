package io.pitot.benchmarks.node;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** What another process has used, as the kernel counts it. */
public final class ProcessUse {
  private ProcessUse() {}

  /** CPU time in ns by thread. */
  public static Map<String, Long> cpuNanosByThread(long pid) throws IOException {
    Map<String, Long> nanos = new HashMap<>();
    Path tasks = Path.of("/proc", Long.toString(pid), "task");
    try (DirectoryStream<Path> threads = Files.newDirectoryStream(tasks)) {
      for (Path thread : threads) {
        try {
          String name = Files.readString(thread.resolve("comm")).strip();
          String used = Files.readString(thread.resolve("schedstat"));
          nanos.put(thread.getFileName() + " " + name, Long.parseLong(used.split(" ", -1)[0]));
        } catch (NoSuchFileException ended) {
          nanos.remove(thread.getFileName().toString());
        }
      }
    }
    return nanos;
  }

  /** CPU time of all threads, those that ended too, in ns; exact to ten milliseconds. */
  public static long cpuNanos(long pid) throws IOException {
    String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    return 10_000_000L * (Long.parseLong(fields[11]) + Long.parseLong(fields[12]));
  }

  public static long residentBytes(long pid) throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc", Long.toString(pid), "status"))) {
      if (line.startsWith("VmRSS:")) {
        return 1_024 * Long.parseLong(line.replaceAll("\\D", ""));
      }
    }
    throw new NoSuchFileException("process " + pid + " has ended");
  }

  /** The machine's load, for beside a figure. */
  public static String load() throws IOException {
    return Files.readString(Path.of("/proc/loadavg")).split(" ", -1)[0];
  }
}
