package io.pitot.daemon.discovery;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Turns the kernel's ticks since the machine started into wall time. */
final class BootClock {
  /** USER_HZ: part of the kernel's interface, the same on every architecture that Java runs on. */
  private static final int MILLIS_PER_TICK = 10;

  private final long bootMillis;

  private BootClock(long bootMillis) {
    this.bootMillis = bootMillis;
  }

  static BootClock read() throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/stat"))) {
      if (line.startsWith("btime ")) {
        return new BootClock(1000 * Long.parseLong(line.substring(6).strip()));
      }
    }
    throw new IOException("/proc/stat has no line btime");
  }

  long toMillis(long ticks) {
    return bootMillis + ticks * MILLIS_PER_TICK;
  }
}
