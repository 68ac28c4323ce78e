package io.pitot.cli;

import java.io.FileInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedStackTrace;
import jdk.jfr.consumer.RecordingFile;

/** Recordings of this JVM, made once, and what can be done to their bytes. */
final class Recorded {
  private static final int START_NANOS = 32;
  private static final int CHUNK_SIZE = 8;

  private static final List<String> WITH_STACKS =
      List.of(
          "jdk.ExecutionSample",
          "jdk.ObjectAllocationSample",
          "jdk.JavaMonitorEnter",
          "jdk.ThreadPark",
          "jdk.JavaExceptionThrow",
          "jdk.FileRead");

  private static final AtomicLong RESULT = new AtomicLong();

  private Recorded() {}

  /** One chunk with samples, allocations, waits and exceptions in it. */
  static byte[] chunk() throws IOException, InterruptedException {
    return Once.CHUNK.clone();
  }

  /** Several copies of a chunk, each as if it had been recorded later than the one before. */
  static byte[] chunks(int copies, Duration apart) throws IOException, InterruptedException {
    byte[] one = chunk();
    ByteBuffer all = ByteBuffer.allocate(one.length * copies);
    for (int i = 0; i < copies; i++) {
      all.put(moved(one, apart.multipliedBy(i)));
    }
    return all.array();
  }

  /** The same chunks at another time. */
  static byte[] moved(byte[] chunks, Duration later) {
    ByteBuffer bytes = ByteBuffer.wrap(chunks.clone());
    for (int at = 0; at < bytes.limit(); at += (int) bytes.getLong(at + CHUNK_SIZE)) {
      bytes.putLong(at + START_NANOS, bytes.getLong(at + START_NANOS) + later.toNanos());
    }
    return bytes.array();
  }

  private static final class Once {
    static final byte[] CHUNK;

    static {
      try {
        CHUNK = recordUntilComplete();
      } catch (IOException | InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /** On a slow machine two seconds may be too short for everything to happen once. */
  private static byte[] recordUntilComplete() throws IOException, InterruptedException {
    Path file = Files.createTempFile("pitot-cli-", ".jfr");
    long deadlineNanos = System.nanoTime() + Duration.ofMinutes(5).toNanos();
    try {
      record(file);
      while (!isComplete(file)) {
        if (System.nanoTime() - deadlineNanos > 0) {
          throw new IllegalStateException("five minutes of recordings have not all events");
        }
        record(file);
      }
      return Files.readAllBytes(file);
    } finally {
      Files.delete(file);
    }
  }

  private static boolean isComplete(Path file) throws IOException {
    Set<String> types = new HashSet<>();
    boolean burns = false;
    boolean isContended = false;
    for (RecordedEvent event : RecordingFile.readAllEvents(file)) {
      RecordedStackTrace stack = event.getStackTrace();
      if (stack == null) {
        continue;
      }
      String type = event.getEventType().getName();
      types.add(type);
      burns |=
          type.equals("jdk.ExecutionSample")
              && stack.getFrames().stream()
                  .anyMatch(frame -> frame.getMethod().getName().equals("burn"));
      isContended |=
          type.equals("jdk.JavaMonitorEnter")
              && event.getClass("monitorClass").getName().equals(AtomicLong.class.getName());
    }
    return burns && isContended && types.containsAll(WITH_STACKS);
  }

  private static void record(Path file) throws IOException, InterruptedException {
    try (Recording recording = new Recording()) {
      recording.enable("jdk.JVMInformation");
      recording.enable("jdk.InitialSystemProperty");
      recording.enable("jdk.ExecutionSample").withPeriod(Duration.ofMillis(10));
      recording.enable("jdk.ObjectAllocationSample").with("throttle", "1000/s").withStackTrace();
      recording.enable("jdk.JavaMonitorEnter").withThreshold(Duration.ofMillis(1)).withStackTrace();
      recording.enable("jdk.ThreadPark").withThreshold(Duration.ofMillis(1)).withStackTrace();
      recording.enable("jdk.JavaExceptionThrow").withStackTrace();
      recording.enable("jdk.FileRead").withThreshold(Duration.ZERO).withStackTrace();
      recording.enable("jdk.ActiveSetting");
      recording.start();
      work();
      recording.stop();
      recording.dump(file);
    }
  }

  private static void work() throws InterruptedException {
    long endNanos = System.nanoTime() + Duration.ofSeconds(2).toNanos();
    Thread[] threads = new Thread[3];
    for (int i = 0; i < threads.length; i++) {
      threads[i] = new Thread(() -> run(endNanos), "worker-" + i);
      threads[i].start();
    }
    for (Thread thread : threads) {
      thread.join();
    }
  }

  private static void run(long endNanos) {
    while (System.nanoTime() - endNanos < 0) {
      synchronized (RESULT) {
        burn();
      }
      LockSupport.parkNanos(2_000_000);
      try {
        Files.size(Path.of("/does/not/exist"));
      } catch (IOException e) {
        RESULT.addAndGet(e.hashCode());
      }
      try (var in = new FileInputStream("/proc/self/stat")) {
        RESULT.addAndGet(in.read());
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private static void burn() {
    long end = System.nanoTime() + 4_000_000;
    while (System.nanoTime() - end < 0) {
      RESULT.addAndGet(new int[200].length + Long.toString(end).hashCode());
    }
  }
}
