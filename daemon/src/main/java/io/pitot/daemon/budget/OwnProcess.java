package io.pitot.daemon.budget;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What this process has used, as the kernel counts it. */
public final class OwnProcess {
  private static final Path PROC = Path.of("/proc/self");
  private static final double TICKS_PER_SECOND = 100;

  /** Behind the command in {@code /proc/self/stat}: user and system time. */
  private static final int USER_TICKS = 11;

  private static final int SYSTEM_TICKS = 12;
  private static final int KILOBYTE = 1_024;

  private OwnProcess() {}

  /** Of all its threads, those that ended too. */
  public static double cpuSeconds() throws IOException {
    String stat = Files.readString(PROC.resolve("stat"));
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    return (Long.parseLong(fields[USER_TICKS]) + Long.parseLong(fields[SYSTEM_TICKS]))
        / TICKS_PER_SECOND;
  }

  public static long residentBytes() throws IOException {
    for (String line : Files.readAllLines(PROC.resolve("status"))) {
      if (line.startsWith("VmRSS:")) {
        return Long.parseLong(line.replaceAll("\\D", "")) * KILOBYTE;
      }
    }
    throw new IOException("/proc/self/status has no line VmRSS");
  }
}
