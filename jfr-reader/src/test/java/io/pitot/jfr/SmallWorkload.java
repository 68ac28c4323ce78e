package io.pitot.jfr;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import jdk.jfr.Name;
import jdk.jfr.Recording;
import org.jspecify.annotations.Nullable;

/** Records a few events of its own JVM in a few chunks, so that the recording is small. */
public final class SmallWorkload {
  private static final int EVENTS_PER_CHUNK = 24;
  private static volatile Object sink = "";

  private SmallWorkload() {}

  @Name("test.Small")
  static final class Small extends jdk.jfr.Event {
    int number;
    double part;
    @Nullable String text;
    @Nullable Class<?> type;
    @Nullable Thread other;
  }

  /**
   * Writes the recording.
   *
   * @param args the file, the number of chunks
   */
  public static void main(String[] args) throws Exception {
    try (Recording recording = new Recording()) {
      recording.enable("jdk.ThreadPark").withThreshold(Duration.ZERO).withStackTrace();
      recording.enable("jdk.ThreadSleep").withThreshold(Duration.ZERO).withStackTrace();
      recording.enable("jdk.ObjectAllocationSample").withStackTrace();
      recording.enable(Small.class).withStackTrace();
      recording.start();
      int chunks = Integer.parseInt(args[1]);
      for (int chunk = 0; chunk < chunks; chunk++) {
        if (chunk > 0) {
          beginChunk();
        }
        for (int i = 0; i < EVENTS_PER_CHUNK; i++) {
          recurse(i % 7, chunk * 100 + i);
        }
      }
      recording.stop();
      recording.dump(Path.of(args[0]));
    }
  }

  /** A recording that starts beside another makes the JVM begin a new chunk. */
  private static void beginChunk() throws IOException {
    try (Recording beside = new Recording()) {
      beside.start();
    }
  }

  private static void recurse(int depth, int i) throws InterruptedException {
    if (depth > 0) {
      recurse(depth - 1, i);
      return;
    }
    Small event = new Small();
    event.begin();
    event.number = i;
    event.part = i / 3.0;
    event.text = i % 3 == 0 ? null : "text \u4e2d " + i % 4;
    event.type = i % 2 == 0 ? String.class : null;
    event.other = i % 5 == 0 ? Thread.currentThread() : null;
    event.commit();
    sink = new byte[20_000 * (i % 10)];
    if (i % 8 == 0) {
      LockSupport.parkNanos(sink, 1_000);
    } else if (i % 8 == 4) {
      TimeUnit.MICROSECONDS.sleep(100);
    }
  }
}
