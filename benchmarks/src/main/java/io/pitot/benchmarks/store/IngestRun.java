package io.pitot.benchmarks.store;

import io.pitot.benchmarks.Figure;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Live JVMs send over gRPC to a collector in a process of its own: first as many windows as they
 * have, one in 10 s each, then as many as it takes.
 */
final class IngestRun {
  private static final int WINDOW_SECONDS = 10;
  private static final int INSTANCES_OF_SERVICE = 20;
  private static final int SENDERS = 2;

  private final Fleet fleet;
  private final int daemons;
  private final Path data;
  private final boolean isCompressed;
  private final List<WindowStream> streams = new ArrayList<>();
  private final List<byte[]> present = new ArrayList<>();
  private long windowSeconds;

  /**
   * @param daemons that the JVMs are spread over; 0 for one of each service
   * @param isCompressed whether windows come compressed, as daemons send them
   */
  IngestRun(int jvms, int daemons, Path data, boolean isCompressed) {
    this.isCompressed = isCompressed;
    this.daemons = daemons > 0 ? daemons : Math.max(1, jvms / INSTANCES_OF_SERVICE);
    this.fleet =
        Fleet.of(
            Math.max(1, jvms / INSTANCES_OF_SERVICE),
            Math.min(jvms, INSTANCES_OF_SERVICE),
            SimulatedJvm.ALL_TYPES);
    this.data = data;
  }

  void run(int seconds) throws Exception {
    int jvms = fleet.jvms.size();
    try (CollectorProcess collector = CollectorProcess.start(data)) {
      for (int i = 0; i < daemons; i++) {
        streams.add(new WindowStream(collector.grpcPort, isCompressed));
      }
      long now = System.currentTimeMillis() / 1000;
      windowSeconds = (now / WINDOW_SECONDS - 360) * WINDOW_SECONDS;
      for (SimulatedJvm jvm : fleet.jvms) {
        present.add(next(jvm));
      }
      Figure.printSpread(
          "a window on the wire",
          "kB",
          present.stream().mapToDouble(window -> window.length / 1e3).toArray());
      String pace =
          "ingest at the pace of %d JVMs, %d daemons%s".formatted(jvms, daemons, compressed());
      sendPaced(seconds); // So that most is compiled and dictionaries hold most of what there is.
      report(pace, collector, () -> sendPaced(seconds));
      long[] resident = collector.residentBytes();
      print("resident memory of the collector: " + pace, "MB", resident[0] / 1e6);
      String most = "ingest at most, %d JVMs%s".formatted(jvms, compressed());
      peak(seconds);
      report(most, collector, () -> peak(seconds));
      resident = collector.residentBytes();
      print("resident memory of the collector: " + most, "MB", resident[0] / 1e6);
      print("resident memory of the collector, the most of all", "MB", resident[1] / 1e6);
      print(
          "windows that had to wait and were sent again",
          "windows",
          streams.stream().mapToInt(WindowStream::sentAgain).sum());
      streams.forEach(WindowStream::close);
    }
  }

  private static void print(String name, String unit, double value) {
    Figure.printSpread(name, unit, new double[] {value});
  }

  private String compressed() {
    return isCompressed ? ", compressed" : "";
  }

  private byte[] next(SimulatedJvm jvm) throws IOException {
    byte[] window = fleet.next(jvm).encoded();
    return isCompressed ? WindowStream.compressed(window) : window;
  }

  private interface Load {
    /** Returns how many windows were acknowledged. */
    int run() throws Exception;
  }

  private static void report(String name, CollectorProcess collector, Load load) throws Exception {
    double cpuBefore = collector.cpuMillis();
    long before = System.nanoTime();
    int windows = load.run();
    double millis = (System.nanoTime() - before) / 1e6;
    double cpu = collector.cpuMillis() - cpuBefore;
    Figure.printSpread(name, "windows/s", new double[] {windows / millis * 1000});
    Figure.printSpread(name + ", processor time", "ms/window", new double[] {cpu / windows});
    Figure.printSpread(name + ", of one core", "percent", new double[] {100 * cpu / millis});
  }

  /**
   * JVM after JVM, evenly spread over the 10 s. To compress takes more than the machine has, so
   * what is compressed is sent again and again.
   */
  private int sendPaced(int seconds) throws Exception {
    int jvms = fleet.jvms.size();
    int windows = seconds * jvms / WINDOW_SECONDS;
    long start = System.nanoTime();
    for (int i = 0; i < windows; i++) {
      byte[] window = isCompressed ? present.get(i % jvms) : next(fleet.jvms.get(i % jvms));
      long due = start + TimeUnit.SECONDS.toNanos(WINDOW_SECONDS) * i / jvms;
      while (System.nanoTime() < due) {
        LockSupport.parkNanos(due - System.nanoTime());
      }
      stream(i % jvms).send(window, windowSeconds);
      if (i % jvms == jvms - 1) {
        windowSeconds += WINDOW_SECONDS;
      }
    }
    windowSeconds += WINDOW_SECONDS;
    for (WindowStream stream : streams) {
      stream.await();
    }
    return windows;
  }

  /** The same windows at ever later times, without a pause. */
  private int peak(int seconds) throws Exception {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    int[] sent = new int[SENDERS];
    List<Thread> senders = new ArrayList<>();
    for (int s = 0; s < SENDERS; s++) {
      int sender = s;
      senders.add(new Thread(() -> sent[sender] = send(sender, end)));
    }
    senders.forEach(Thread::start);
    for (Thread sender : senders) {
      sender.join();
    }
    int all = 0;
    for (int n : sent) {
      all += n;
    }
    windowSeconds += (all / present.size() + 2L) * WINDOW_SECONDS;
    return all;
  }

  private int send(int sender, long end) {
    int sent = 0;
    try {
      for (long window = windowSeconds; System.nanoTime() < end; window += WINDOW_SECONDS) {
        for (int jvm = 0; jvm < present.size() && System.nanoTime() < end; jvm++) {
          if (streamOf(jvm) % SENDERS == sender) {
            stream(jvm).send(present.get(jvm), window);
            sent++;
          }
        }
      }
      for (int i = sender; i < streams.size(); i += SENDERS) {
        streams.get(i).await();
      }
      return sent;
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private WindowStream stream(int jvm) {
    return streams.get(streamOf(jvm));
  }

  /** JVMs that follow each other share a stream. */
  private int streamOf(int jvm) {
    return (int) ((long) jvm * streams.size() / fleet.jvms.size());
  }
}
