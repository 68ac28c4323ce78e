package io.pitot.daemon.fold;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import jdk.jfr.Recording;

/** A small recording that this JVM makes of itself. */
final class OwnRecording {
  private static final List<byte[]> KEPT = new ArrayList<>();

  private OwnRecording() {}

  static Path in(Path directory) throws IOException, InterruptedException {
    Path file = directory.resolve("own.jfr");
    try (Recording recording = new Recording()) {
      recording.enable("jdk.ExecutionSample").withPeriod(Duration.ofMillis(1));
      recording.enable("jdk.ObjectAllocationSample").with("throttle", "1000/s");
      recording.enable("jdk.ThreadPark").withThreshold(Duration.ZERO);
      recording.enable("jdk.JavaMonitorEnter").withThreshold(Duration.ZERO);
      recording.start();
      Object lock = new Object();
      Thread rival = new Thread(() -> hold(lock));
      rival.start();
      hold(lock);
      rival.join();
      recording.stop();
      recording.dump(file);
    }
    return file;
  }

  private static void hold(Object lock) {
    for (int i = 0; i < 100; i++) {
      synchronized (lock) {
        KEPT.clear();
        for (int j = 0; j < 1_000; j++) {
          KEPT.add(new byte[1_000]);
        }
      }
      LockSupport.parkNanos(10_000);
    }
  }
}
