package io.pitot.cli;

import java.io.FileInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import jdk.jfr.Recording;

/** Recordings of this JVM, made once, and what can be done to their bytes. */
final class Recorded {
  private static final int START_NANOS = 32;
  private static final int CHUNK_SIZE = 8;

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
        CHUNK = record();
      } catch (IOException | InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private static byte[] record() throws IOException, InterruptedException {
    Path file = Files.createTempFile("pitot-cli-", ".jfr");
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
      return Files.readAllBytes(file);
    } finally {
      Files.delete(file);
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
